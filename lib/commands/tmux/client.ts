import type { Step } from '@/lib/hosts/process/program';
import type { Sys, TtyMode } from '@/lib/hosts/process/sys';
import { newServer, type Request } from './server';
import type { Server } from './model';

/** The command `tmux`, as data: it asks the server, and stays while its terminal is attached. */
export interface ClientState {
  readonly role: 'client';
  readonly argv: readonly string[];
  phase: 'start' | 'asked' | 'attached';
  socket: string;
  reply: string;
  replies: number;
  requests: number;
  /** Configuration file of a server that is started (-f). */
  config: string | undefined;
  unread: string;
  before: TtyMode | undefined;
  resized: boolean;
}

export interface ServerState {
  readonly role: 'server';
  readonly server: Server;
}

const USAGE =
  'usage: tmux [-2CDlNuVv] [-c shell-command] [-f file] [-L socket-name]\n            [-S socket-path] [-T features] [command [flags]]\n';
/** Commands that start a server when there is none. */
const STARTING = /^(new(-session?)?|start(-server)?|kill-server)$/;

export const newClient = (argv: readonly string[]): ClientState => ({
  role: 'client',
  argv,
  phase: 'start',
  socket: '',
  reply: '',
  replies: -1,
  requests: -1,
  config: undefined,
  unread: '',
  before: undefined,
  resized: false,
});

export function stepClient(sys: Sys, state: ClientState): Step {
  if (state.phase === 'start') {
    const done = ask(sys, state);
    if (done) return done;
  }
  if (state.resized) {
    state.resized = false;
    tell(sys, state, { resized: { name: sys.ttyName()!, ...sys.ttySize(0) } });
  }
  for (;;) {
    const text = sys.read(state.replies);
    if (text !== null && typeof text !== 'string') return { wait: { channels: [...text.wait, sys.signalChannel()] } };
    const lines = (state.unread + (text ?? '')).split('\n');
    state.unread = lines.pop()!;
    for (const line of lines) {
      const done = obey(sys, state, JSON.parse(line) as Answer);
      if (done) return done;
    }
  }
}

interface Answer {
  readonly attached?: boolean;
  readonly out?: string;
  readonly error?: string;
  /** The client is sent away with this line. */
  readonly end?: string;
}

function obey(sys: Sys, state: ClientState, answer: Answer): Step | undefined {
  if (answer.attached) {
    state.phase = 'attached';
    state.before = sys.ttyMode(0);
    sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    sys.handleSignal('WINCH', 'handle');
    return undefined;
  }
  let code = 0;
  if (answer.end !== undefined) {
    if (state.before) sys.ttyMode(0, state.before);
    print(sys, 1, `${answer.end}\n`);
  } else {
    print(sys, 1, answer.out ?? '');
    if (answer.error) {
      print(sys, 2, `${answer.error}\n`);
      code = 1;
    }
  }
  sys.close(state.replies);
  sys.unlink(state.reply);
  return { exit: code };
}

function print(sys: Sys, fd: number, text: string): void {
  if (text === '') return;
  try {
    sys.write(fd, text);
  } catch {
    // Standard output leads nowhere.
  }
}

function complain(sys: Sys, text: string): Step {
  print(sys, 2, text);
  return { exit: 1 };
}

/** Parses the command line, finds or starts the server, and asks. A step when it is over at once. */
function ask(sys: Sys, state: ClientState): Step | undefined {
  const words = [...state.argv.slice(1)];
  const environment = sys.env();
  let name = 'default';
  while (words[0]?.startsWith('-') && words[0] !== '--') {
    const word = words.shift()!;
    if (word === '-V') {
      print(sys, 1, 'tmux 3.4\n');
      return { exit: 0 };
    }
    const option = /^-([LSf])(.*)$/.exec(word);
    if (option) {
      const value = option[2] || words.shift();
      if (value === undefined) return complain(sys, `tmux: option requires an argument -- '${option[1]}'\n${USAGE}`);
      if (option[1] === 'L') name = value;
      else if (option[1] === 'S') state.socket = value;
      else state.config = value;
    } else if (!/^-[2lNuv]+$/.test(word)) {
      const letter = word[1] ?? '-';
      return complain(sys, word === '-h' || word === '--help' ? USAGE : `tmux: invalid option -- '${letter}'\n${USAGE}`);
    }
  }
  const uid = sys.uid();
  const folder = `/tmp/tmux-${uid}`;
  const inherited = environment['TMUX']?.split(',')[0];
  state.socket ||= name === 'default' && inherited ? inherited : `${folder}/${name}`;
  const command = words[0] ?? 'new-session';
  const nests = /^(new(-session?)?|attach(-session?)?|a|at)$/.test(command) && !words.includes('-d');
  if (nests && environment['TMUX']) return complain(sys, 'sessions should be nested with care, unset $TMUX to force\n');
  if (!sys.exists(folder)) sys.mkdir(folder, 0o700);
  const starts = STARTING.test(command);
  const there = sys.exists(state.socket);
  if (!starts && !there) return complain(sys, `error connecting to ${state.socket} (No such file or directory)\n`);
  const alive = there && serverThere(sys, state);
  if (!alive && (!starts || command === 'kill-server')) return complain(sys, `no server running on ${state.socket}\n`);
  openReply(sys, state, folder);
  if (!alive) {
    if (there) sys.unlink(state.socket);
    sys.mkfifo(state.socket, 0o660);
    state.requests = sys.open(state.socket, { read: true, write: true });
  }
  request(sys, state, words);
  if (!alive) startServer(sys, state, environment);
  state.phase = 'asked';
  return undefined;
}

function openReply(sys: Sys, state: ClientState, folder: string): void {
  state.reply = `${folder}/client-${sys.pid}`;
  if (sys.exists(state.reply)) sys.unlink(state.reply);
  sys.mkfifo(state.reply, 0o600);
  state.replies = sys.open(state.reply, { read: true, write: true });
}

/** Whether somebody reads requests: writing to a pipe without readers fails, or would wait. */
function serverThere(sys: Sys, state: ClientState): boolean {
  sys.handleSignal('PIPE', 'ignore');
  try {
    const fd = sys.open(state.socket, { write: true });
    const taken = sys.write(fd, '\n');
    if (typeof taken === 'number') {
      state.requests = fd;
      return true;
    }
    sys.close(fd);
  } catch {
    // Nobody reads it.
  }
  return false;
}

function request(sys: Sys, state: ClientState, words: readonly string[]): void {
  const environment = sys.env();
  const pane = /^%(\d+)$/.exec(environment['TMUX_PANE'] ?? '');
  const tty = sys.isatty(0) ? sys.ttyName() : undefined;
  tell(sys, state, {
    argv: words,
    ...(pane && environment['TMUX'] ? { from: Number(pane[1]) } : {}),
    ...(tty ? { terminal: { name: tty, pid: sys.pid, reply: state.reply, ...sys.ttySize(0) } } : {}),
  });
}

function tell(sys: Sys, state: ClientState, what: Partial<Request>): void {
  const { HOME, PATH, SHELL, USER, EDITOR, VISUAL } = sys.env() as Record<string, string>;
  const environment = { HOME, PATH, SHELL, USER, EDITOR, VISUAL };
  sys.write(state.requests, `${JSON.stringify({ cwd: sys.cwd(), environment, reply: state.reply, ...what })}\n`);
}

/** The server is a copy of this process in a session of its own, as after a fork. */
function startServer(sys: Sys, state: ClientState, environment: Readonly<Record<string, string>>): void {
  const nowhere = sys.open('/dev/null', { read: true, write: true });
  const forked: ServerState = { role: 'server', server: newServer(sys, state.socket, environment, state.config) };
  sys.spawn({ argv: ['tmux'], forkState: forked, fds: { 0: nowhere, 1: nowhere, 2: nowhere }, newSession: true, cwd: '/' });
  sys.close(nowhere);
}
