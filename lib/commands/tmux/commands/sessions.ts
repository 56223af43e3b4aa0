import { say, clientsOf, sessionOf, type Context } from '../context';
import { expand, subjectOf } from '../format';
import { answer, dismiss, dropSession, resizeSessions, statusRows } from '../panes';
import { TmuxError } from '../parse';
import { currentSession, findSession, shownTo } from '../targets';
import { option } from '../options';
import type { Client, Session } from '../model';
import { createSession } from '../windows';
import type { TmuxCommand } from './command';

/** Puts the terminal that asks in front of a session. */
export function attach(context: Context, session: Session, options: { readonly detachOthers: boolean; readonly cwd?: string }): void {
  const { server, sys, client, terminal } = context;
  if (options.detachOthers) {
    for (const other of clientsOf(server, session)) {
      if (other !== client) dismiss(sys, server, other.name, `[detached (from session ${session.name})]`);
    }
  }
  if (client) {
    switchTo(context, client, session);
    return;
  }
  if (!terminal) throw new TmuxError('open terminal failed: not a terminal');
  const made: Client = {
    name: terminal.name,
    pid: terminal.pid,
    tty: sys.open(terminal.name, { read: true, write: true }),
    reply: terminal.reply,
    session: session.id,
    lastSession: undefined,
    columns: terminal.columns,
    rows: terminal.rows,
    drawn: [],
    table: 'root',
    repeatUntil: 0,
    prompt: undefined,
    message: undefined,
    chooser: undefined,
    page: undefined,
    numbersUntil: 0,
    typed: '',
    activity: sys.now(),
  };
  server.clients.push(made);
  answer(sys, terminal.reply, { attached: true });
  sys.write(made.tty, '\x1b[?1049h\x1b[?1h\x1b=\x1b[?2004h\x1b[H\x1b[2J');
  resizeSessions(sys, server);
}

export function switchTo(context: Context, client: Client, session: Session): void {
  if (client.session !== session.id) client.lastSession = client.session;
  client.session = session.id;
  client.activity = context.sys.now();
  client.chooser = undefined;
  resizeSessions(context.sys, context.server);
}

/** Name of a session without what separates in targets. */
const cleanName = (name: string): string => name.replace(/[:.]/g, '_');

export const environmentOf = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    values.filter((each) => each.includes('=')).map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );

function newSession(context: Context, args: Parameters<TmuxCommand['run']>[1]): void {
  const { server, terminal, client } = context;
  const subject = subjectOf(context, currentSession(context));
  const name = args.get('s') === undefined ? undefined : cleanName(expand(args.get('s')!, subject));
  if (name === '') throw new TmuxError('invalid session: ');
  const existing = name === undefined ? undefined : server.sessions.find((each) => each.name === name);
  if (existing && args.has('A')) return attach(context, existing, { detachOthers: args.has('D') });
  if (existing) throw new TmuxError(`duplicate session: ${name}`);
  if (!args.has('d') && !client && !terminal) throw new TmuxError('open terminal failed: not a terminal');
  const [width, height] = option(server, 'default-size').split('x').map(Number) as [number, number];
  const rows = client?.rows ?? terminal?.rows;
  const own = args.has('d') ? undefined : rows;
  const session = createSession(context, {
    sessionName: name,
    name: args.get('n'),
    command: args.operands,
    cwd: args.get('c') ? expand(args.get('c')!, subject) : context.cwd,
    width: Number(args.get('x') ?? (own === undefined ? width : (client?.columns ?? terminal!.columns))) || width,
    height:
      Number(
        args.get('y') ?? (own === undefined ? height : own - statusRows(server, server.sessions[0] ?? ({ options: {} } as Session))),
      ) || height,
    environment: environmentOf(args.all('e')),
  });
  if (!args.has('d')) attach(context, session, { detachOthers: false });
  if (args.has('P')) say(context, expand(args.get('F') ?? '#{session_name}:', subjectOf(context, session)));
}

export const sessionCommands: readonly TmuxCommand[] = [
  {
    name: 'new-session',
    alias: 'new',
    usage:
      '[-AdDEPX] [-c start-directory] [-e environment] [-F format] [-f flags] [-n window-name] [-s session-name] [-t target-session] [-x width] [-y height] [shell-command]',
    flags: 'Ac:dDe:EF:f:n:Ps:t:x:Xy:',
    run: newSession,
  },
  {
    name: 'attach-session',
    alias: 'attach',
    usage: '[-dErx] [-c working-directory] [-f flags] [-t target-session]',
    flags: 'c:dEf:rt:x',
    run(context, args) {
      if (context.server.sessions.length === 0) throw new TmuxError('no sessions');
      const at = args.get('t');
      attach(context, findSession(context, at?.split(':')[0]), { detachOthers: args.has('d') });
    },
  },
  {
    name: 'detach-client',
    alias: 'detach',
    usage: '[-aP] [-E shell-command] [-s target-session] [-t target-client]',
    flags: 'aE:Ps:t:',
    run(context, args) {
      const { server, sys } = context;
      const send = (client: Client): void =>
        dismiss(sys, server, client.name, `[detached (from session ${sessionOf(server, client.session)?.name ?? ''})]`);
      if (args.has('s')) return clientsOf(server, findSession(context, args.get('s'))).forEach(send);
      const client = args.has('t') ? clientNamed(context, args.get('t')!) : (context.client ?? clientOfCaller(context));
      if (!client) throw new TmuxError('no current client');
      if (args.has('a')) server.clients.filter((each) => each !== client).forEach(send);
      else send(client);
    },
  },
  {
    name: 'has-session',
    alias: 'has',
    usage: '[-t target-session]',
    flags: 't:',
    run: (context, args) => void findSession(context, args.get('t')),
  },
  {
    name: 'kill-session',
    usage: '[-aC] [-t target-session]',
    flags: 'aCt:',
    run(context, args) {
      const { server, sys } = context;
      const session = findSession(context, args.get('t'));
      if (args.has('a')) server.sessions.filter((each) => each !== session).forEach((each) => dropSession(sys, server, each));
      else dropSession(sys, server, session);
    },
  },
  {
    name: 'kill-server',
    usage: '',
    flags: '',
    run(context) {
      const { server, sys } = context;
      for (const client of [...server.clients]) dismiss(sys, server, client.name, '[server exited]');
      for (const session of [...server.sessions]) dropSession(sys, server, session);
      server.over = true;
    },
  },
  { name: 'start-server', alias: 'start', usage: '', flags: '', run: () => undefined },
  {
    name: 'rename-session',
    alias: 'rename',
    usage: '[-t target-session] new-name',
    flags: 't:',
    run(context, args) {
      const session = findSession(context, args.get('t'));
      const name = cleanName(args.operands[0] ?? '');
      if (name === '') throw new TmuxError(`invalid session: ${name}`);
      if (context.server.sessions.some((each) => each !== session && each.name === name)) throw new TmuxError(`duplicate session: ${name}`);
      session.name = name;
    },
  },
  {
    name: 'switch-client',
    alias: 'switchc',
    usage: '[-ElnprZ] [-c target-client] [-t target-session] [-T key-table]',
    flags: 'c:Elnprt:T:Z',
    run(context, args) {
      const { server } = context;
      const client = args.has('c') ? clientNamed(context, args.get('c')!) : (context.client ?? clientOfCaller(context));
      if (!client) throw new TmuxError('no current client');
      if (args.has('T')) {
        client.table = args.get('T')!;
        return;
      }
      const at = server.sessions.findIndex((each) => each.id === client.session);
      const count = server.sessions.length;
      const next = args.has('l')
        ? sessionOf(server, client.lastSession ?? -1)
        : args.has('n')
          ? server.sessions[(at + 1) % count]
          : args.has('p')
            ? server.sessions[(at + count - 1) % count]
            : findSession(context, args.get('t')?.split(':')[0]);
      if (!next) throw new TmuxError("can't find last session");
      switchTo(context, client, next);
    },
  },
  {
    name: 'refresh-client',
    alias: 'refresh',
    usage: '[-cDlLRSU] [-A pane:state] [-B name:what:format] [-C XxY] [-f flags] [-t target-client] [adjustment]',
    flags: 'A:B:cC:Df:F:lLRSt:U',
    run(context) {
      const client = context.client ?? clientOfCaller(context);
      if (client) client.drawn = [];
    },
  },
  {
    name: 'display-panes',
    alias: 'displayp',
    usage: '[-bN] [-d duration] [-t target-client] [template]',
    flags: 'bd:Nt:',
    run(context, args) {
      const client = context.client ?? clientOfCaller(context);
      if (!client) throw new TmuxError('no current client');
      const { session } = shownTo(context);
      client.numbersUntil = context.sys.now() + Number(args.get('d') ?? option(context.server, 'display-panes-time', session));
    },
  },
];

/** The client in front of the session of who gives the command. */
export function clientOfCaller(context: Context): Client | undefined {
  const session = currentSession(context);
  return session && clientsOf(context.server, session).sort((a, b) => b.activity - a.activity)[0];
}

function clientNamed(context: Context, name: string): Client {
  const found = context.server.clients.find((each) => each.name === name || each.name === `/dev/${name}`);
  if (!found) throw new TmuxError(`can't find client: ${name}`);
  return found;
}
