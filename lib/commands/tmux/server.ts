import type { Step } from '@/lib/hosts/process/program';
import type { Sys } from '@/lib/hosts/process/sys';
import { copyScreen } from '@/lib/hosts/screen/screen';
import { writeScreen } from '@/lib/hosts/screen/write';
import { COMMANDS } from './commands/all';
import { runFile, runWords } from './commands/run';
import { defaultBindings } from './bindings';
import { showOutput, typed } from './client-keys';
import { say, windowOf, type Context, type Terminal } from './context';
import { draw } from './draw';
import { currentCommand } from './format';
import type { Client, Pane, Server } from './model';
import { isOn, keysByEditor } from './options';
import { answer, closeMaster, dismiss, dropPane, resizeSessions } from './panes';
import { splitArguments, TmuxError } from './parse';

/** What a client process asks of the server: one line of JSON. */
export interface Request {
  readonly argv?: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly from?: number;
  readonly terminal?: Terminal;
  readonly reply: string;
  /** The size of an attached terminal has changed. */
  readonly resized?: { readonly name: string; readonly columns: number; readonly rows: number };
}

const RENAME_MS = 500;
const MINUTE_MS = 60_000;
/** Turns of the loop in one step. */
const MOST_TURNS = 16;

export function newServer(
  sys: Pick<Sys, 'now'>,
  socket: string,
  environment: Readonly<Record<string, string>>,
  config: string | undefined,
): Server {
  return {
    socket,
    config,
    pid: 0,
    started: sys.now(),
    requests: -1,
    sessions: [],
    windows: {},
    panes: {},
    clients: [],
    buffers: [],
    options: keysByEditor(environment),
    bindings: defaultBindings(),
    environment: Object.fromEntries(
      Object.entries(environment).filter(([name]) => !['TMUX', 'TMUX_PANE', 'TERM', 'OLDPWD', '_'].includes(name)),
    ),
    promptHistory: {},
    messages: [],
    nextSession: 0,
    nextWindow: 0,
    nextPane: 0,
    nextBuffer: 0,
    unread: '',
    hadSession: false,
    renameAt: 0,
    over: false,
  };
}

/** An independent copy; rows of screens are shared. */
export function copyServer(server: Server): Server {
  const panes = Object.values(server.panes).map((pane): [number, Pane] => [
    pane.id,
    { ...pane, screen: copyScreen(pane.screen), mode: pane.mode && { ...pane.mode } },
  ]);
  const { panes: _panes, clients, ...rest } = server;
  const copied = structuredClone(rest);
  return { ...copied, panes: Object.fromEntries(panes), clients: clients.map((client) => structuredClone(client)) };
}

const contextOf = (sys: Sys, server: Server, more: Partial<Context>): Context => ({
  sys,
  server,
  client: undefined,
  from: undefined,
  cwd: server.environment['HOME'] ?? '/',
  environment: server.environment,
  terminal: undefined,
  output: [],
  commands: COMMANDS,
  depth: 0,
  ...more,
});

/** One turn of the server: requests, keys, what panes print, who has ended; then the screens of clients. */
export function serve(sys: Sys, server: Server): Step {
  if (server.requests < 0) begin(sys, server);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const waits: string[] = [];
    let busy = readRequests(sys, server, waits);
    for (const client of [...server.clients]) busy = readKeys(sys, server, client, waits) || busy;
    busy = readPanes(sys, server, waits) || busy;
    busy = reap(sys, server, waits) || busy;
    if (server.over || (server.hadSession && server.sessions.length === 0)) return leave(sys, server);
    if (busy) continue;
    rename(sys, server);
    for (const client of [...server.clients]) draw(sys, server, client);
    return { wait: { channels: waits, ...until(sys, server) } };
  }
  for (const client of [...server.clients]) draw(sys, server, client);
  return 'again';
}

function begin(sys: Sys, server: Server): void {
  Object.assign(server, { pid: sys.pid });
  server.requests = sys.open(server.socket, { read: true, write: true });
  const context = contextOf(sys, server, {});
  const home = server.environment['HOME'] ?? '';
  if (server.config !== undefined) runConfig(context, server.config, false);
  else for (const path of ['/etc/tmux.conf', `${home}/.tmux.conf`, `${home}/.config/tmux/tmux.conf`]) runConfig(context, path, true);
  server.messages.push(...context.output.map((line) => line.trimEnd()));
}

function runConfig(context: Context, path: string, quiet: boolean): void {
  try {
    runFile(context, path, quiet);
  } catch (error) {
    if (!(error instanceof TmuxError)) throw error;
    say(context, error.message);
  }
}

/** When something happens without anybody's doing: messages go, names follow commands, the clock's minute. */
function until(sys: Sys, server: Server): { until?: number } {
  const now = sys.now();
  const times = server.clients.flatMap((client) => [
    client.message?.until ?? 0,
    client.numbersUntil,
    Math.floor(now / MINUTE_MS + 1) * MINUTE_MS,
  ]);
  const next = Math.min(...[...times, server.renameAt].filter((time) => time > now));
  return Number.isFinite(next) ? { until: next } : {};
}

function leave(sys: Sys, server: Server): Step {
  for (const client of [...server.clients]) dismiss(sys, server, client.name, '[exited]');
  try {
    sys.unlink(server.socket);
  } catch {
    // Somebody removed it.
  }
  return { exit: 0 };
}

/** Reads what there is; undefined when there is nothing yet (its channels go to `waits`), null at the end. */
function read(sys: Sys, fd: number, waits: string[]): string | null | undefined {
  try {
    const got = sys.read(fd);
    if (got === null || typeof got === 'string') return got;
    waits.push(...got.wait);
    return undefined;
  } catch {
    return null;
  }
}

function readRequests(sys: Sys, server: Server, waits: string[]): boolean {
  const text = read(sys, server.requests, waits);
  if (!text) return false;
  const lines = (server.unread + text).split('\n');
  server.unread = lines.pop()!;
  for (const line of lines) {
    try {
      handle(sys, server, JSON.parse(line) as Request);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return true;
}

function handle(sys: Sys, server: Server, request: Request): void {
  if (request.resized) {
    const client = server.clients.find(({ name }) => name === request.resized!.name);
    if (!client) return;
    Object.assign(client, { columns: request.resized.columns, rows: request.resized.rows, drawn: [], activity: sys.now() });
    sys.write(client.tty, '\x1b[2J');
    resizeSessions(sys, server);
    return;
  }
  const context = contextOf(sys, server, {
    from: request.from,
    cwd: request.cwd,
    environment: request.environment,
    terminal: request.terminal,
  });
  const before = server.clients.length;
  let failure = '';
  try {
    const commands = splitArguments(request.argv ?? []);
    for (const words of commands.length > 0 ? commands : [['new-session']]) runWords(context, words);
  } catch (error) {
    if (!(error instanceof TmuxError)) throw error;
    failure = error.message;
  }
  const attached = server.clients.length > before;
  if (attached && server.messages.length > 0 && server.clients.length === 1 && server.sessions.length === 1) {
    context.output.unshift(...server.messages.splice(0).map((line) => `${line}\n`));
  }
  if (attached) {
    const client = server.clients.at(-1)!;
    if (failure !== '') client.message = { text: failure, until: sys.now() + 750 };
    showOutput(context, client);
    return;
  }
  answer(sys, request.reply, { out: context.output.join(''), error: failure });
}

function readKeys(sys: Sys, server: Server, client: Client, waits: string[]): boolean {
  if (!server.clients.includes(client)) return false;
  const text = read(sys, client.tty, waits);
  if (text === undefined) return false;
  if (text === null) {
    dismiss(sys, server, client.name, '[lost tty]');
    return true;
  }
  typed(contextOf(sys, server, { client }), client, text);
  resizeSessions(sys, server);
  return true;
}

function readPanes(sys: Sys, server: Server, waits: string[]): boolean {
  let busy = false;
  for (const pane of Object.values(server.panes)) {
    if (pane.master < 0) continue;
    const text = read(sys, pane.master, waits);
    if (typeof text !== 'string') continue;
    busy = true;
    show(sys, server, pane, text);
  }
  return busy;
}

function show(sys: Sys, server: Server, pane: Pane, text: string): void {
  const { bells } = pane.screen;
  const reply = writeScreen(pane.screen, text);
  if (reply !== '') {
    try {
      sys.write(pane.master, reply);
    } catch {
      // Nobody is there to read the answer.
    }
  }
  const window = server.windows[pane.window];
  if (window && pane.screen.bells > bells) ring(sys, server, pane);
  if (window) {
    const hidden = server.sessions.every((session) => windowOf(server, session) !== window);
    if (hidden && isOn(server, 'monitor-activity', undefined, window)) window.activity = true;
  }
  if (server.renameAt === 0) server.renameAt = sys.now() + RENAME_MS;
}

function ring(sys: Sys, server: Server, pane: Pane): void {
  const window = server.windows[pane.window]!;
  for (const session of server.sessions) {
    if (!session.links.some((link) => link.window === window.id)) continue;
    if (windowOf(server, session) !== window) window.bell = true;
    for (const client of server.clients) if (client.session === session.id) sys.write(client.tty, '\x07');
  }
}

function reap(sys: Sys, server: Server, waits: string[]): boolean {
  let busy = false;
  for (;;) {
    let status;
    try {
      status = sys.waitpid('any');
    } catch {
      return busy;
    }
    if ('wait' in status) {
      waits.push(...status.wait);
      return busy;
    }
    if (status.state !== 'exited') continue;
    busy = true;
    const { pid, code } = status;
    const pane = Object.values(server.panes).find((each) => each.pid === pid);
    if (!pane) continue;
    const rest = pane.master < 0 ? '' : read(sys, pane.master, []);
    if (rest) show(sys, server, pane, rest);
    pane.pid = 0;
    if (isOn(server, 'remain-on-exit', undefined, server.windows[pane.window])) {
      pane.dead = code;
      closeMaster(sys, pane);
    } else dropPane(sys, server, pane);
  }
}

/** Windows are called what runs in them, until somebody names them. */
function rename(sys: Sys, server: Server): void {
  if (server.renameAt === 0 || sys.now() < server.renameAt) return;
  server.renameAt = 0;
  for (const window of Object.values(server.windows)) {
    if (window.renamed || !isOn(server, 'automatic-rename', undefined, window)) continue;
    const pane = server.panes[window.active];
    if (!pane) continue;
    window.name = pane.mode ? '[tmux]' : currentCommand(sys, pane) || window.name;
  }
}
