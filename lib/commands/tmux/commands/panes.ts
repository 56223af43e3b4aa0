import { say, type Context } from '../context';
import { arrange, ARRANGEMENTS, type Arrangement } from '../arrangements';
import { expand, subjectOf } from '../format';
import { findCell, paneCell, panesOf, resizePane, split } from '../layout';
import type { Pane, Window } from '../model';
import { option } from '../options';
import { closeMaster, dropPane, hangUp, run, sizePanes, startPane, unzoom, withoutPane, zoom } from '../panes';
import { newScreen } from '@/lib/hosts/screen/screen';
import { TmuxError, type Arguments } from '../parse';
import { findPane, findWindow, neighbour, type Target } from '../targets';
import { selectPane, selectWindow } from '../windows';
import type { TmuxCommand } from './command';
import { environmentOf } from './sessions';

/** The size that -l or the older -p asks for. */
const sizeOf = (args: Arguments): { size?: string } =>
  args.has('l') ? { size: args.get('l')! } : args.has('p') ? { size: `${args.get('p')}%` } : {};

function splitWindow(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const target = findPane(context, args.get('t'));
  const { session, window, pane } = target;
  unzoom(sys, server, window);
  const fresh = server.nextPane;
  const { size } = sizeOf(args);
  if (size !== undefined && !/^\d+%?$/.test(size))
    throw new TmuxError(`size ${/%$/.test(size) ? 'percentage' : ''} invalid`.replace('  ', ' '));
  const made = split(window.layout, pane.id, fresh, {
    direction: args.has('h') ? 'columns' : 'rows',
    before: args.has('b'),
    full: args.has('f'),
    ...sizeOf(args),
  });
  if (!made) throw new TmuxError('no space for new pane');
  window.layout = made;
  window.layoutName = undefined;
  const cell = findCell(made, fresh)!;
  const subject = subjectOf(context, session, window, pane);
  startPane(context, session, window.id, {
    command: args.operands,
    cwd: args.get('c') ? expand(args.get('c')!, subject) : context.client ? session.cwd : context.cwd,
    columns: cell.width,
    rows: cell.height,
    environment: environmentOf(args.all('e')),
  });
  sizePanes(sys, server, window);
  if (!args.has('d')) selectPane(window, fresh);
  if (args.has('Z')) zoom(sys, server, window, fresh);
  if (args.has('P')) {
    const format = args.get('F') ?? '#{session_name}:#{window_index}.#{pane_index}';
    say(context, expand(format, subjectOf(context, session, window, server.panes[fresh])));
  }
}

function select(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const target = findPane(context, args.get('t'));
  const { window } = target;
  if (args.has('T')) {
    target.pane.screen.title = expand(args.get('T')!, subjectOf(context, target.session, window, target.pane));
    return;
  }
  if (args.has('l')) return lastPane(context, target);
  const side = (['U', 'D', 'L', 'R'] as const).find((each) => args.has(each));
  if (side && window.unzoomed) unzoom(sys, server, window);
  const wanted = side ? neighbour(context, window, target.pane, side) : target.pane;
  if (!wanted) return;
  if (window.unzoomed && wanted.id !== window.active) unzoom(sys, server, window);
  selectPane(window, wanted.id);
}

function lastPane(context: Context, { window }: Target): void {
  if (window.before[0] === undefined) throw new TmuxError('no last pane');
  unzoom(context.sys, context.server, window);
  selectPane(window, window.before[0]);
}

function resize(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const { window, pane } = findPane(context, args.get('t'));
  if (args.has('Z')) {
    if (window.unzoomed) return unzoom(sys, server, window);
    zoom(sys, server, window, pane.id);
    selectPane(window, pane.id);
    return;
  }
  unzoom(sys, server, window);
  const by = args.operands[0] === undefined ? 1 : Number(args.operands[0]);
  if (!Number.isInteger(by) || by < 1) throw new TmuxError('adjustment invalid');
  const cell = findCell(window.layout, pane.id)!;
  const cells = (flag: string, whole: number): number | undefined => {
    const text = args.get(flag);
    if (text === undefined) return undefined;
    const number = text.endsWith('%') ? Math.floor((whole * Number(text.slice(0, -1))) / 100) : Number(text);
    if (!Number.isInteger(number) || number < 1) throw new TmuxError(`${flag === 'x' ? 'width' : 'height'} invalid`);
    return number;
  };
  const move = (direction: 'columns' | 'rows', change: number): void => resizePane(window.layout, pane.id, direction, change);
  /** To a size: the border of the last pane is in front of it. */
  const to = (direction: 'columns' | 'rows', now: number, wanted: number, last: boolean): void =>
    move(direction, last ? now - wanted : wanted - now);
  const width = cells('x', window.width);
  const height = cells('y', window.height);
  if (width !== undefined) to('columns', cell.width, width, cell.x + cell.width >= window.width && cell.x > 0);
  if (height !== undefined) to('rows', cell.height, height, cell.y + cell.height >= window.height && cell.y > 0);
  if (args.has('L')) move('columns', -by);
  else if (args.has('R')) move('columns', by);
  else if (args.has('U')) move('rows', -by);
  else if (args.has('D')) move('rows', by);
  sizePanes(sys, server, window);
}

function swap(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const to = findPane(context, args.get('t'));
  let from = args.has('s') ? findPane(context, args.get('s')) : to;
  const panes = panesOf(to.window.unzoomed ?? to.window.layout);
  const at = panes.indexOf(to.pane.id);
  const by = args.has('D') ? 1 : args.has('U') ? -1 : 0;
  let target = to;
  if (by !== 0) {
    from = to;
    target = { ...to, pane: server.panes[panes[(at + by + panes.length) % panes.length]!]! };
  }
  if (from.pane === target.pane) return;
  unzoom(sys, server, from.window);
  unzoom(sys, server, target.window);
  const a = findCell(from.window.layout, from.pane.id)!;
  const b = findCell(target.window.layout, target.pane.id)!;
  [a.pane, b.pane] = [b.pane, a.pane];
  if (from.window !== target.window) {
    [from.pane.window, target.pane.window] = [target.pane.window, from.pane.window];
    if (from.window.active === from.pane.id) from.window.active = target.pane.id;
    if (target.window.active === target.pane.id) target.window.active = from.pane.id;
  } else if (!args.has('d')) selectPane(to.window, to.pane.id);
  else if (from.window.active === from.pane.id) from.window.active = target.pane.id;
  sizePanes(sys, server, from.window);
  sizePanes(sys, server, target.window);
}

function rotate(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const { window } = findWindow(context, args.get('t'));
  unzoom(sys, server, window);
  const panes = panesOf(window.layout);
  const cells = panes.map((id) => findCell(window.layout, id)!);
  const by = args.has('D') ? panes.length - 1 : 1;
  const activeAt = panes.indexOf(window.active);
  cells.forEach((cell, i) => (cell.pane = panes[(i + by) % panes.length]!));
  selectPane(window, panes[(activeAt + by) % panes.length]!);
  sizePanes(sys, server, window);
}

/** Takes a pane out of its window without ending it. */
function takeOut(context: Context, window: Window, pane: Pane): void {
  withoutPane(context.sys, context.server, window, pane.id);
}

function breakPane(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const { session, window, pane } = findPane(context, args.get('s'));
  if (panesOf(window.unzoomed ?? window.layout).length === 1) throw new TmuxError("can't break with only one pane");
  takeOut(context, window, pane);
  const id = server.nextWindow++;
  pane.window = id;
  const { width, height } = window;
  server.windows[id] = {
    ...window,
    id,
    name: args.get('n') ?? window.name,
    renamed: args.has('n'),
    layout: paneCell(pane.id, { x: 0, y: 0, width, height }),
    active: pane.id,
    before: [],
    unzoomed: undefined,
    layoutName: undefined,
    options: {},
  };
  let index = Number(option(server, 'base-index', session));
  while (session.links.some((link) => link.index === index)) index++;
  session.links.push({ index, window: id });
  session.links.sort((a, b) => a.index - b.index);
  sizePanes(sys, server, server.windows[id]!);
  if (!args.has('d')) selectWindow(context, session, index);
}

function joinPane(context: Context, args: Arguments): void {
  const { server, sys } = context;
  const from = findPane(context, args.get('s'));
  const to = findPane(context, args.get('t'));
  if (from.pane === to.pane) throw new TmuxError('source and target panes must be different');
  unzoom(sys, server, to.window);
  const made = split(to.window.layout, to.pane.id, -1, {
    direction: args.has('h') ? 'columns' : 'rows',
    before: args.has('b'),
    full: args.has('f'),
    ...sizeOf(args),
  });
  if (!made) throw new TmuxError('create pane failed: pane too small');
  takeOut(context, from.window, from.pane);
  findCell(made, -1)!.pane = from.pane.id;
  to.window.layout = made;
  from.pane.window = to.window.id;
  sizePanes(sys, server, to.window);
  if (!args.has('d')) selectPane(to.window, from.pane.id);
}

function selectLayout(context: Context, target: Target, name: string): void {
  const { server, sys } = context;
  const { session, window } = target;
  const found = ARRANGEMENTS.find((each) => each === name) ?? ARRANGEMENTS.find((each) => each.startsWith(name));
  if (!found) throw new TmuxError(`invalid layout: ${name}`);
  unzoom(sys, server, window);
  window.layout = arrange(window, found as Arrangement, {
    width: Number(option(server, 'main-pane-width', session, window)),
    height: Number(option(server, 'main-pane-height', session, window)),
  });
  window.layoutName = found;
  sizePanes(sys, server, window);
}

function stepLayout(context: Context, args: Arguments, by: number): void {
  const target = findWindow(context, args.get('t'));
  const at = ARRANGEMENTS.findIndex((each) => each === target.window.layoutName);
  const count = ARRANGEMENTS.length;
  selectLayout(context, target, ARRANGEMENTS[at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count]!);
}

const JOIN_USAGE = '[-bdfhv] [-l size] [-s src-pane] [-t dst-pane]';

export const paneCommands: readonly TmuxCommand[] = [
  {
    name: 'split-window',
    alias: 'splitw',
    usage: '[-bdefhIPvZ] [-c start-directory] [-e environment] [-F format] [-l size] [-t target-pane][shell-command]',
    flags: 'bc:de:fF:hIl:p:Pt:vZ',
    run: splitWindow,
  },
  {
    name: 'select-pane',
    alias: 'selectp',
    usage: '[-DdeLlMmRUZ] [-T title] [-t target-pane]',
    flags: 'DdegLlMmP:RT:t:UZ',
    run: select,
  },
  {
    name: 'last-pane',
    alias: 'lastp',
    usage: '[-deZ] [-t target-window]',
    flags: 'det:Z',
    run: (c, args) => lastPane(c, findWindow(c, args.get('t'))),
  },
  {
    name: 'resize-pane',
    alias: 'resizep',
    usage: '[-DLMRTUZ] [-x width] [-y height] [-t target-pane] [adjustment]',
    flags: 'DLMRTt:Ux:y:Z',
    run: resize,
  },
  { name: 'swap-pane', alias: 'swapp', usage: '[-dDUZ] [-s src-pane] [-t dst-pane]', flags: 'dDs:t:UZ', run: swap },
  { name: 'rotate-window', alias: 'rotatew', usage: '[-DUZ] [-t target-window]', flags: 'Dt:UZ', run: rotate },
  {
    name: 'break-pane',
    alias: 'breakp',
    usage: '[-abdP] [-F format] [-n window-name] [-s src-pane] [-t dst-window]',
    flags: 'abdF:n:Ps:t:',
    run: breakPane,
  },
  { name: 'join-pane', alias: 'joinp', usage: JOIN_USAGE, flags: 'bdfhvp:l:s:t:', run: joinPane },
  { name: 'move-pane', alias: 'movep', usage: JOIN_USAGE, flags: 'bdfhvp:l:s:t:', run: joinPane },
  {
    name: 'kill-pane',
    alias: 'killp',
    usage: '[-a] [-t target-pane]',
    flags: 'at:',
    run(context, args) {
      const { server, sys } = context;
      const { window, pane } = findPane(context, args.get('t'));
      const gone = args.has('a') ? panesOf(window.unzoomed ?? window.layout).filter((id) => id !== pane.id) : [pane.id];
      for (const id of gone) dropPane(sys, server, server.panes[id]!);
    },
  },
  {
    name: 'respawn-pane',
    alias: 'respawnp',
    usage: '[-k] [-c start-directory] [-e environment] [-t target-pane] [shell-command]',
    flags: 'c:e:kt:',
    run(context, args) {
      const { sys } = context;
      const { session, window, pane } = findPane(context, args.get('t'));
      if (pane.pid !== 0 && !args.has('k')) {
        const index = panesOf(window.layout).indexOf(pane.id);
        throw new TmuxError(`respawn pane failed: pane ${session.name}:${session.current}.${index} still active`);
      }
      hangUp(sys, pane);
      closeMaster(sys, pane);
      const { columns, rows, historyLimit } = pane.screen;
      const command = args.operands.length > 0 ? args.operands : pane.command === '' ? [] : [pane.command];
      const cwd = args.get('c') ?? pane.cwd;
      Object.assign(pane, {
        ...run(context, session, pane.id, { command, cwd, columns, rows, environment: environmentOf(args.all('e')) }),
        screen: newScreen(columns, rows, historyLimit),
        command: command.join(' '),
        mode: undefined,
        dead: undefined,
      });
    },
  },
  {
    name: 'select-layout',
    alias: 'selectl',
    usage: '[-Enop] [-t target-pane] [layout-name]',
    flags: 'Enopt:',
    run(context, args) {
      if (args.has('n')) return stepLayout(context, args, 1);
      if (args.has('p')) return stepLayout(context, args, -1);
      const target = findWindow(context, args.get('t'));
      const name = args.has('E') ? 'tiled' : (args.operands[0] ?? target.window.layoutName);
      if (name) selectLayout(context, target, name);
    },
  },
  { name: 'next-layout', alias: 'nextl', usage: '[-t target-window]', flags: 't:', run: (context, args) => stepLayout(context, args, 1) },
  {
    name: 'previous-layout',
    alias: 'prevl',
    usage: '[-t target-window]',
    flags: 't:',
    run: (context, args) => stepLayout(context, args, -1),
  },
];
