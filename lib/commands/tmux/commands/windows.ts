import { say, windowOf, type Context } from '../context';
import { expand, subjectOf } from '../format';
import { dropWindow, renumber, unlink } from '../panes';
import { TmuxError, type Arguments } from '../parse';
import { findIndex, findSession, findWindow } from '../targets';
import { createWindow, makeRoom, selectWindow } from '../windows';
import type { Session } from '../model';
import type { TmuxCommand } from './command';
import { environmentOf } from './sessions';

/** Session and index that the target of a new window names: `work:`, `work:3`, `3`. */
function place(context: Context, target: string | undefined): { session: Session; index: number | undefined } {
  if (target === undefined) return { session: findSession(context, undefined), index: undefined };
  const colon = target.indexOf(':');
  const session = colon >= 0 ? findSession(context, target.slice(0, colon) || undefined) : undefined;
  const rest = colon >= 0 ? target.slice(colon + 1) : target;
  const own = session ?? (/^[+-]?\d+$/.test(rest) || /^[!^$@]/.test(rest) ? findSession(context, undefined) : undefined);
  if (!own) return { session: findSession(context, rest), index: undefined };
  if (rest === '') return { session: own, index: undefined };
  return { session: own, index: /^\d+$/.test(rest) ? Number(rest) : findIndex(context, own, rest) };
}

function step(context: Context, args: Arguments, by: 1 | -1): void {
  const session = findSession(context, args.get('t'));
  const at = session.links.findIndex(({ index }) => index === session.current);
  const count = session.links.length;
  if (count === 1) throw new TmuxError(by === 1 ? 'no next window' : 'no previous window');
  selectWindow(context, session, session.links[(at + by + count) % count]!.index);
}

export const windowCommands: readonly TmuxCommand[] = [
  {
    name: 'new-window',
    alias: 'neww',
    usage: '[-abdkPS] [-c start-directory] [-e environment] [-F format] [-n window-name] [-t target-window] [shell-command]',
    flags: 'abc:de:F:kn:PSt:',
    run(context, args) {
      const where = place(context, args.get('t'));
      const { session } = where;
      let { index } = where;
      const window = windowOf(context.server, session);
      if (args.has('a') || args.has('b')) {
        index = (index ?? session.current) + (args.has('a') ? 1 : 0);
        makeRoom(session, index);
      } else if (index !== undefined && args.has('k') && session.links.some((each) => each.index === index)) {
        unlink(context.sys, context.server, session, index);
      }
      const cwd = args.get('c') ? expand(args.get('c')!, subjectOf(context, session, window)) : context.client ? session.cwd : context.cwd;
      const link = createWindow(context, session, {
        command: args.operands,
        cwd,
        name: args.get('n'),
        index,
        environment: environmentOf(args.all('e')),
      });
      if (!args.has('d')) selectWindow(context, session, link.index);
      if (args.has('P')) {
        const format = args.get('F') ?? '#{session_name}:#{window_index}.#{pane_index}';
        say(context, expand(format, subjectOf(context, session, context.server.windows[link.window])));
      }
    },
  },
  {
    name: 'select-window',
    alias: 'selectw',
    usage: '[-lnpT] [-t target-window]',
    flags: 'lnpTt:',
    run(context, args) {
      if (args.has('n')) return step(context, args, 1);
      if (args.has('p')) return step(context, args, -1);
      if (args.has('l')) return lastWindow(context, args);
      const { session, index } = findWindow(context, args.get('t'));
      selectWindow(context, session, index);
    },
  },
  { name: 'next-window', alias: 'next', usage: '[-a] [-t target-session]', flags: 'at:', run: (context, args) => step(context, args, 1) },
  {
    name: 'previous-window',
    alias: 'prev',
    usage: '[-a] [-t target-session]',
    flags: 'at:',
    run: (context, args) => step(context, args, -1),
  },
  { name: 'last-window', alias: 'last', usage: '[-t target-session]', flags: 't:', run: lastWindow },
  {
    name: 'rename-window',
    alias: 'renamew',
    usage: '[-t target-window] new-name',
    flags: 't:',
    run(context, args) {
      const { window, session } = findWindow(context, args.get('t'));
      window.name = expand(args.operands[0] ?? '', subjectOf(context, session, window));
      window.renamed = true;
    },
  },
  {
    name: 'kill-window',
    alias: 'killw',
    usage: '[-a] [-t target-window]',
    flags: 'at:',
    run(context, args) {
      const { server, sys } = context;
      const { session, window, index } = findWindow(context, args.get('t'));
      if (!args.has('a')) return dropWindow(sys, server, window);
      for (const link of [...session.links]) if (link.index !== index) dropWindow(sys, server, server.windows[link.window]!);
    },
  },
  {
    name: 'move-window',
    alias: 'movew',
    usage: '[-abdkr] [-s src-window] [-t dst-window]',
    flags: 'abdkrs:t:',
    run(context, args) {
      const { server, sys } = context;
      if (args.has('r')) return renumber(server, findSession(context, args.get('t')));
      const from = findWindow(context, args.get('s'));
      const to = place(context, args.get('t'));
      const taken = new Set(to.session.links.map(({ index }) => index));
      let { index } = to;
      if (index === undefined) {
        index = 0;
        while (taken.has(index)) index++;
      } else if (taken.has(index)) {
        if (!args.has('k')) throw new TmuxError(`index in use: ${index}`);
        unlink(sys, server, to.session, index);
      }
      to.session.links.push({ index, window: from.window.id });
      to.session.links.sort((a, b) => a.index - b.index);
      const current = from.session.current === from.index;
      unlink(sys, server, from.session, from.index);
      if (!args.has('d') || current) selectWindow(context, to.session, index);
    },
  },
  {
    name: 'swap-window',
    alias: 'swapw',
    usage: '[-d] [-s src-window] [-t dst-window]',
    flags: 'ds:t:',
    run(context, args) {
      const from = findWindow(context, args.get('s'));
      const to = findWindow(context, args.get('t'));
      const a = from.session.links.findIndex(({ index }) => index === from.index);
      const b = to.session.links.findIndex(({ index }) => index === to.index);
      const [first, second] = [from.session.links[a]!, to.session.links[b]!];
      from.session.links[a] = { index: first.index, window: second.window };
      to.session.links[b] = { index: second.index, window: first.window };
      if (args.has('d')) selectWindow(context, to.session, to.index);
    },
  },
  {
    name: 'find-window',
    alias: 'findw',
    usage: '[-CiNrTZ] [-t target-pane] match-string',
    flags: 'CiNrt:TZ',
    run(context, args) {
      const session = findSession(context, undefined);
      const wanted = args.operands[0] ?? '';
      const found = session.links.find(({ window: id }) => {
        const window = context.server.windows[id]!;
        return window.name.includes(wanted) || context.server.panes[window.active]!.screen.lines.some(({ text }) => text.includes(wanted));
      });
      if (found) selectWindow(context, session, found.index);
    },
  },
];

function lastWindow(context: Context, args: Arguments): void {
  const session = findSession(context, args.get('t'));
  if (session.before[0] === undefined) throw new TmuxError('no last window');
  selectWindow(context, session, session.before[0]);
}
