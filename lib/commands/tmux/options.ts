import type { Server, Session, Window } from './model';

/** Where an option lives. */
export type Scope = 'server' | 'session' | 'window';

interface Option {
  readonly scope: Scope;
  readonly value: string;
}

const of = (scope: Scope, values: Readonly<Record<string, string>>): [string, Option][] =>
  Object.entries(values).map(([name, value]) => [name, { scope, value }]);

/** The options that act here, with tmux's defaults. */
export const OPTIONS: ReadonlyMap<string, Option> = new Map([
  ...of('server', {
    'buffer-limit': '50',
    'default-terminal': 'tmux-256color',
    'escape-time': '500',
    'exit-empty': 'on',
    'focus-events': 'off',
  }),
  ...of('session', {
    'base-index': '0',
    'default-command': '',
    'default-shell': '/bin/bash',
    'default-size': '80x24',
    'detach-on-destroy': 'on',
    'display-panes-time': '1000',
    'display-time': '750',
    'history-limit': '2000',
    'message-style': 'bg=yellow,fg=black',
    mouse: 'off',
    prefix: 'C-b',
    prefix2: 'None',
    'renumber-windows': 'off',
    'repeat-time': '500',
    status: 'on',
    'status-bg': 'default',
    'status-fg': 'default',
    'status-interval': '15',
    'status-justify': 'left',
    'status-keys': 'emacs',
    'status-left': '[#{session_name}] ',
    'status-left-length': '10',
    'status-left-style': 'default',
    'status-position': 'bottom',
    'status-right': '"#{=21:pane_title}" %H:%M %d-%b-%y',
    'status-right-length': '40',
    'status-right-style': 'default',
    'status-style': 'bg=green,fg=black',
    'visual-bell': 'off',
  }),
  ...of('window', {
    'aggressive-resize': 'off',
    'allow-rename': 'off',
    'automatic-rename': 'on',
    'main-pane-height': '24',
    'main-pane-width': '80',
    'mode-keys': 'emacs',
    'mode-style': 'bg=yellow,fg=black',
    'monitor-activity': 'off',
    'monitor-bell': 'on',
    'pane-active-border-style': 'fg=green',
    'pane-base-index': '0',
    'pane-border-style': 'default',
    'remain-on-exit': 'off',
    'synchronize-panes': 'off',
    'window-size': 'latest',
    'window-status-current-format': '#I:#W#{?window_flags,#{window_flags}, }',
    'window-status-current-style': 'default',
    'window-status-format': '#I:#W#{?window_flags,#{window_flags}, }',
    'window-status-separator': ' ',
    'window-status-style': 'default',
    'wrap-search': 'on',
  }),
]);

/** Names that begin with `name`, or that one itself. */
export function optionNames(name: string): string[] {
  if (OPTIONS.has(name)) return [name];
  return [...OPTIONS.keys()].filter((each) => each.startsWith(name));
}

export function option(server: Server, name: string, session?: Session, window?: Window): string {
  return window?.options[name] ?? session?.options[name] ?? server.options[name] ?? OPTIONS.get(name)?.value ?? '';
}

export const isOn = (server: Server, name: string, session?: Session, window?: Window): boolean =>
  option(server, name, session, window) === 'on';

/** `mode-keys` and `status-keys` are vi's where $EDITOR names vi. */
export function keysByEditor(environment: Readonly<Record<string, string>>): Record<string, string> {
  const editor = (environment['VISUAL'] ?? environment['EDITOR'] ?? '').split('/').pop()!;
  return editor.includes('vi') ? { 'mode-keys': 'vi', 'status-keys': 'vi' } : {};
}
