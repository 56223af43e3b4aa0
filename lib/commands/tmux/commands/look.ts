import { say, clientsOf, sessionsWith, type Context } from '../context';
import { cellsOf, widthOfRow, type Row } from '@/lib/hosts/screen/row';
import { clockText, expand, subjectOf, type Subject } from '../format';
import { panesOf } from '../layout';
import { canonicalKey } from '../keys';
import { option } from '../options';
import { TmuxError, type Arguments } from '../parse';
import { findPane, findSession, findWindow } from '../targets';
import type { TmuxCommand } from './command';
import { clientOfCaller } from './sessions';

const SESSIONS = '#{session_name}: #{session_windows} windows (created #{t:session_created})#{?session_attached, (attached),}';
const WINDOWS =
  '#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} panes) [#{window_width}x#{window_height}] [layout #{window_layout}] #{window_id}#{?window_active, (active),}';
const ALL_WINDOWS =
  '#{session_name}:#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} panes) [#{window_width}x#{window_height}] ';
const PANES =
  '#{pane_index}: [#{pane_width}x#{pane_height}] [history #{history_size}/#{history_limit}, #{history_bytes} bytes] #{pane_id}#{?pane_active, (active),}#{?pane_dead, (dead),}';
const CLIENTS = '#{client_name}: #{session_name} [#{client_width}x#{client_height} #{client_termname}] (#{client_flags})';
const MESSAGE = '[#{session_name}] #{window_index}:#{window_name}, current pane #{pane_index} - (%H:%M %d-%b-%y)';

/** Lines of a list by -F, without those that -f does not want. */
function list(context: Context, args: Arguments, template: string, subjects: readonly Subject[]): void {
  for (const subject of subjects) {
    const filter = args.get('f');
    if (filter !== undefined && ['', '0'].includes(expand(filter, subject))) continue;
    say(context, expand(args.get('F') ?? template, subject));
  }
}

function capture(context: Context, args: Arguments): void {
  const { pane } = findPane(context, args.get('t'));
  const { screen } = pane;
  const all: readonly Row[] = [...screen.history, ...screen.lines];
  const base = screen.history.length;
  const at = (text: string | undefined, otherwise: number): number => {
    if (text === undefined) return otherwise;
    if (text === '-') return otherwise === base ? 0 : all.length - 1;
    return Math.max(0, Math.min(all.length - 1, base + Number(text)));
  };
  const rows = all.slice(at(args.get('S'), base), at(args.get('E'), all.length - 1) + 1);
  let text = '';
  for (const row of rows) {
    const line = args.has('N') ? row.text : row.text.trimEnd();
    text += args.has('e') ? coloured(row) : line;
    if (!(args.has('J') && row.wrapped)) text += '\n';
  }
  if (args.has('p')) say(context, text.replace(/\n$/, ''));
  else addBuffer(context, text, args.get('b'));
}

/** A row with escape sequences where its look changes. Models grid_string_cells_code. */
function coloured(row: Row): string {
  const { characters, styles } = cellsOf(row, widthOfRow(row));
  let style = '';
  let text = '';
  characters.forEach((character, i) => {
    if (styles[i] !== style) text += changeOf(style, styles[i]!);
    style = styles[i]!;
    text += character;
  });
  return text.trimEnd();
}

function changeOf(before: string, after: string): string {
  const parts = (style: string) => {
    const colours = /(?:^|;)((?:38|48|3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;.*)?)$/.exec(style)?.[1] ?? '';
    const background = /(?:^|;)((?:48;.*|4[0-7]|10[0-7]))$/.exec(colours)?.[1] ?? '';
    const attributes = style
      .slice(0, style.length - colours.length)
      .split(';')
      .filter(Boolean);
    return { attributes, background, foreground: colours.slice(0, colours.length - background.length).replace(/;$/, '') };
  };
  const [old, now] = [parts(before), parts(after)];
  const reset = old.attributes.some((each) => !now.attributes.includes(each));
  const attributes = reset ? ['0', ...now.attributes] : now.attributes.filter((each) => !old.attributes.includes(each));
  let text = attributes.length > 0 ? `\x1b[${attributes.join(';')}m` : '';
  if (reset || old.foreground !== now.foreground) text += `\x1b[${now.foreground || '39'}m`;
  if (reset || old.background !== now.background) text += `\x1b[${now.background || '49'}m`;
  return text;
}

/** Puts a text in front of the paste buffers. */
export function addBuffer(context: Context, text: string, name?: string): void {
  const { server } = context;
  const rest = server.buffers.filter((each) => each.name !== name);
  server.buffers = [{ name: name ?? `buffer${server.nextBuffer++}`, text }, ...rest].slice(0, Number(option(server, 'buffer-limit')));
}

function display(context: Context, args: Arguments): void {
  const { sys, server } = context;
  const { session, window, pane } = findPane(context, args.get('t'));
  const template = args.operands[0] ?? args.get('F') ?? MESSAGE;
  const text = clockText(expand(template, subjectOf(context, session, window, pane)), sys.now());
  if (args.has('p')) {
    say(context, text);
    return;
  }
  const client = context.client ?? clientOfCaller(context);
  if (!client) return;
  client.message = { text, until: sys.now() + Number(args.get('d') ?? option(server, 'display-time', session)) };
  server.messages = [...server.messages, text].slice(-100);
}

function keyList(context: Context, args: Arguments): void {
  const { bindings } = context.server;
  const wanted = args.operands[0] === undefined ? undefined : canonicalKey(args.operands[0]);
  const only = args.get('T');
  if (only !== undefined && !bindings[only]) throw new TmuxError(`table ${only} doesn't exist`);
  const tables = Object.keys(bindings).filter((each) => (only ? each === only : !args.has('N') || each === 'prefix'));
  const keys = tables.sort().flatMap((table) =>
    Object.entries(bindings[table]!)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .filter(([key]) => args.operands[0] === undefined || key === wanted)
      .map(([key, binding]) => ({ table, key: /^["#$%;{}~'\\]$/.test(key) ? `\\${key}` : key, ...binding })),
  );
  if (keys.length === 0 && args.operands[0] !== undefined) throw new TmuxError(`unknown key: ${args.operands[0]}`);
  const repeats = keys.some(({ repeat }) => repeat);
  const widths = { table: Math.max(0, ...keys.map((each) => each.table.length)), key: Math.max(0, ...keys.map((each) => each.key.length)) };
  for (const { table, key, command, repeat } of keys) {
    const flag = repeat ? '-r ' : repeats ? '   ' : '';
    say(
      context,
      args.has('N')
        ? `C-b ${key.padEnd(widths.key)} ${command}`
        : `bind-key ${flag}-T ${table.padEnd(widths.table)} ${key.padEnd(widths.key)} ${command}`,
    );
  }
}

function chooseTree(context: Context, args: Arguments): void {
  const { server, client, sys } = context;
  if (!client) throw new TmuxError('no current client');
  const lines: { text: string; target: string }[] = [];
  for (const session of server.sessions) {
    const attached = clientsOf(server, session).length > 0 ? ' (attached)' : '';
    lines.push({ text: `${session.name}: ${session.links.length} windows${attached}`, target: `${session.name}:` });
    if (args.has('s')) continue;
    for (const { index, window: id } of session.links) {
      const window = server.windows[id]!;
      const subject = subjectOf({ sys, server, client }, session, window);
      lines.push({ text: expand('    ├─> #{window_index}: #{window_name}#{window_flags}', subject), target: `${session.name}:${index}` });
    }
  }
  const own = server.sessions.find(({ id }) => id === client.session);
  const at = lines.findIndex(({ target }) => target === (args.has('s') ? `${own?.name}:` : `${own?.name}:${own?.current}`));
  client.chooser = {
    lines: lines.map((line, i) => ({ ...line, text: `(${i < 10 ? i : `M-${String.fromCharCode(87 + i)}`})  ${line.text}` })),
    at: Math.max(0, at),
    template: args.operands[0] ?? 'switch-client -t "%%" ; select-window -t "%%"',
  };
}

export const lookCommands: readonly TmuxCommand[] = [
  {
    name: 'list-sessions',
    alias: 'ls',
    usage: '[-F format] [-f filter]',
    flags: 'F:f:',
    run: (context, args) =>
      list(
        context,
        args,
        SESSIONS,
        [...context.server.sessions].sort((a, b) => (a.name < b.name ? -1 : 1)).map((session) => subjectOf(context, session)),
      ),
  },
  {
    name: 'list-windows',
    alias: 'lsw',
    usage: '[-a] [-F format] [-f filter] [-t target-session]',
    flags: 'aF:f:t:',
    run(context, args) {
      const { server } = context;
      const sessions = args.has('a') ? server.sessions : [findSession(context, args.get('t'))];
      const subjects = sessions.flatMap((session) =>
        session.links.map(({ window }) => subjectOf(context, session, server.windows[window])),
      );
      list(context, args, args.has('a') ? ALL_WINDOWS : WINDOWS, subjects);
    },
  },
  {
    name: 'list-panes',
    alias: 'lsp',
    usage: '[-as] [-F format] [-f filter] [-t target-window]',
    flags: 'aF:f:st:',
    run(context, args) {
      const { server } = context;
      const windows = args.has('a')
        ? Object.values(server.windows)
        : args.has('s')
          ? findSession(context, args.get('t')).links.map(({ window }) => server.windows[window]!)
          : [findWindow(context, args.get('t')).window];
      const prefix = args.has('a') ? '#{session_name}:#{window_index}.' : args.has('s') ? '#{window_index}.' : '';
      const subjects = windows.flatMap((window) =>
        panesOf(window.unzoomed ?? window.layout).map((id) =>
          subjectOf(context, sessionsWith(server, window)[0], window, server.panes[id]),
        ),
      );
      list(context, args, prefix + PANES, subjects);
    },
  },
  {
    name: 'list-clients',
    alias: 'lsc',
    usage: '[-F format] [-t target-session]',
    flags: 'F:f:t:',
    run(context, args) {
      const { server, sys } = context;
      const wanted = args.has('t') ? findSession(context, args.get('t')) : undefined;
      const subjects = server.clients.flatMap((client) => {
        const session = server.sessions.find(({ id }) => id === client.session);
        return session && (!wanted || wanted === session) ? [subjectOf({ sys, server, client }, session)] : [];
      });
      list(context, args, CLIENTS, subjects);
    },
  },
  { name: 'list-keys', alias: 'lsk', usage: '[-1aN] [-P prefix-string] [-T key-table] [key]', flags: '1aNP:T:', run: keyList },
  {
    name: 'list-commands',
    alias: 'lscm',
    usage: '[-F format] [command]',
    flags: 'F:',
    run(context, args) {
      for (const { name, alias, usage } of context.commands) {
        if (args.operands[0] !== undefined && name !== args.operands[0] && alias !== args.operands[0]) continue;
        say(context, `${name}${alias ? ` (${alias})` : ''} ${usage}`);
      }
    },
  },
  {
    name: 'display-message',
    alias: 'display',
    usage: '[-aINpv] [-c target-client] [-d delay] [-F format] [-t target-pane] [message]',
    flags: 'ac:d:F:Ilpt:v',
    run: display,
  },
  {
    name: 'show-messages',
    alias: 'showmsgs',
    usage: '[-JT] [-t target-client]',
    flags: 'JTt:',
    run: (context) => context.server.messages.forEach((line) => say(context, line)),
  },
  {
    name: 'capture-pane',
    alias: 'capturep',
    usage: '[-aCeJNpPq] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]',
    flags: 'ab:CeE:JNpPqS:Tt:',
    run: capture,
  },
  {
    name: 'clear-history',
    alias: 'clearhist',
    usage: '[-t target-pane]',
    flags: 'Ht:',
    run: (context, args) => void (findPane(context, args.get('t')).pane.screen.history = []),
  },
  {
    name: 'choose-tree',
    usage: '[-GNrswZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]',
    flags: 'F:f:GK:NO:rst:wZ',
    run: chooseTree,
  },
  {
    name: 'choose-client',
    usage: '[-NrZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]',
    flags: 'F:f:K:NO:rt:Z',
    run(context, args) {
      const { client, server } = context;
      if (!client) throw new TmuxError('no current client');
      const lines = server.clients.map(({ name, columns, rows }) => ({ text: `${name}: [${columns}x${rows}]`, target: name }));
      client.chooser = { lines, at: 0, template: args.operands[0] ?? 'detach-client -t "%%"' };
    },
  },
];
