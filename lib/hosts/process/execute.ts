import { join, type Credentials, type Found } from '../fs/files';
import type { Tree } from '../fs/tree';
import { AnswerLog } from './answer-log';
import { install, release } from './descriptors';
import { capable } from './capabilities';
import { errno } from './errno';
import type { MachineState } from './machine-state';
import type { Process } from './process';
import { Errno, type SpawnOptions } from './sys';

/** What execve found: the program to run and the argv it gets. */
export interface Executable {
  readonly path: string;
  readonly program: string;
  readonly argv: readonly string[];
  /** Owner of a setuid file. */
  readonly setuid?: number;
}

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MOST_INTERPRETERS = 4;
const MOST_ARGUMENT_CHARACTERS = 2 * 1024 * 1024;

/** The executable that argv names: PATH lookup, permission, `#!` lines. ENOENT, EACCES, ENOEXEC. */
export function findExecutable(
  tree: Tree,
  cwd: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
  file?: string,
): Executable {
  const name = file ?? argv[0] ?? '';
  const found = name.includes('/') ? tree.find(absolute(cwd, name)) : searchPath(tree, cwd, env.PATH ?? DEFAULT_PATH, name);
  return interpret(tree, cwd, found, name.includes('/') ? name : found.path, argv, 0);
}

function searchPath(tree: Tree, cwd: string, path: string, name: string): Found {
  let refused: Errno | undefined;
  if (name !== '') {
    for (const directory of path.split(':')) {
      const found = tree.tryFind(join(absolute(cwd, directory || '.'), name));
      if (!found || found.inode.type !== 'file') continue;
      try {
        tree.need(found, 1);
        return found;
      } catch (error) {
        refused = error as Errno;
      }
    }
  }
  throw refused ?? errno('ENOENT');
}

function interpret(tree: Tree, cwd: string, found: Found, called: string, argv: readonly string[], depth: number): Executable {
  const { inode } = found;
  if (inode.type !== 'file') throw errno('EACCES');
  tree.need(found, 1);
  const setuid = inode.mode & 0o4000 ? { setuid: inode.uid } : {};
  if (inode.program !== undefined) return { path: found.path, program: inode.program, argv, ...setuid };
  const text = inode.text ?? '';
  if (!text.startsWith('#!')) throw errno('ENOEXEC');
  if (depth >= MOST_INTERPRETERS) throw errno('ELOOP');
  const line = text.slice(2, text.indexOf('\n') < 0 ? 256 : text.indexOf('\n')).trim();
  const [, interpreter = '', argument] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  if (!interpreter) throw errno('ENOEXEC');
  const next = tree.find(absolute(cwd, interpreter));
  return interpret(tree, cwd, next, interpreter, [interpreter, ...(argument ? [argument] : []), called, ...argv.slice(1)], depth + 1);
}

export const absolute = (cwd: string, path: string): string => (path.startsWith('/') ? path : join(cwd, path));

/** What a new process starts from besides its executable. */
export interface Start {
  readonly ppid: number;
  readonly ns: string;
  readonly who: Credentials;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  readonly background: boolean;
  readonly pgid?: number;
  readonly sid?: number;
  readonly tty?: string;
  readonly dispositions?: Process['dispositions'];
  readonly limits?: Process['limits'];
  readonly unit?: string;
  /** Descriptor → open file. */
  readonly files: ReadonlyMap<number, number>;
}

/** Adds a process to the table and queues it. EAGAIN when there are too many, ENOMEM for too long arguments. */
export function addProcess(state: MachineState, start: Start, executable: Executable, forkState?: unknown): Process {
  if (state.processes.size >= state.limits.processes) throw errno('EAGAIN');
  const most = start.who.uid === 0 ? undefined : start.limits?.nproc?.soft;
  if (most !== undefined && most !== null) {
    let own = 0;
    for (const process of state.processes.values()) if (process.uid === start.who.uid) own++;
    if (own >= most) throw errno('EAGAIN');
  }
  checkArguments(executable.argv, start.env);
  const pid = state.nextPid++;
  const pidNs = state.ns(start.ns).pid;
  const process: Process = {
    pid,
    ppid: start.ppid,
    pgid: start.pgid === undefined || start.pgid === 0 ? pid : start.pgid,
    sid: start.sid ?? pid,
    uid: (state.ns(start.ns).noNewPrivileges ? undefined : executable.setuid) ?? start.who.uid,
    gid: start.who.gid,
    groups: start.who.groups,
    argv: executable.argv,
    exe: executable.path,
    env: start.env,
    cwd: start.cwd,
    umask: start.umask,
    program: executable.program,
    state: forkState,
    stateShared: false,
    log: AnswerLog.empty(),
    yields: 0,
    fds: new Map(),
    status: 'ready',
    waits: [],
    dispositions: start.dispositions ?? {},
    pending: [],
    tty: start.tty,
    ns: start.ns,
    nspid: pidNs === '' ? pid : nextNsPid(state, pidNs),
    background: start.background,
    startedAt: state.sim.now(),
    cpuMs: 0,
    generation: 0,
    ...(start.limits ? { limits: start.limits } : {}),
    ...(start.unit ? { unit: start.unit } : {}),
  };
  state.processes.set(pid, process);
  for (const [fd, file] of start.files) install(state, process, file, fd);
  state.wake(process);
  return process;
}

function checkArguments(argv: readonly string[], env: Readonly<Record<string, string>>): void {
  let size = 0;
  for (const argument of argv) size += argument.length + 1;
  for (const name in env) size += name.length + env[name]!.length + 2;
  if (size > MOST_ARGUMENT_CHARACTERS) throw errno('ENOMEM');
}

function nextNsPid(state: MachineState, pidNs: string): number {
  const next = (state.nsPids.get(pidNs) ?? 0) + 1;
  state.nsPids.set(pidNs, next);
  return next;
}

/** fork and execve as one: `Sys.spawn`. Returns the child. */
export function spawn(state: MachineState, parent: Process, tree: Tree, options: SpawnOptions): Process {
  const privileged = options.uid !== undefined || options.gid !== undefined || options.groups !== undefined;
  const other = options.uid !== undefined && options.uid !== parent.uid;
  if (privileged && !capable(parent, state.ns(parent.ns), other ? 'SETUID' : 'SETGID')) throw errno('EPERM');
  const env = options.env ?? parent.env;
  const cwd = options.cwd ?? parent.cwd;
  const executable =
    options.forkState === undefined
      ? findExecutable(tree, cwd, env, options.argv, options.file)
      : { path: parent.exe, program: parent.program, argv: parent.argv };
  const files = new Map<number, number>();
  for (const [fd, from] of Object.entries(options.fds ?? standardFds(parent))) {
    const file = parent.fds.get(from);
    if (file === undefined) throw errno('EBADF');
    files.set(Number(fd), file);
  }
  const dispositions: Process['dispositions'] = Object.fromEntries(
    Object.entries(parent.dispositions).filter(([, how]) => how === 'ignore'),
  );
  const ignored = Object.fromEntries((options.ignore ?? []).map((signal) => [signal, 'ignore' as const]));
  const pgid = options.newSession ? 0 : options.pgid === undefined ? parent.pgid : options.pgid && hostPid(state, parent, options.pgid);
  const child = addProcess(
    state,
    {
      ppid: parent.pid,
      ns: parent.ns,
      who: { uid: options.uid ?? parent.uid, gid: options.gid ?? parent.gid, groups: options.groups ?? parent.groups },
      env,
      cwd,
      umask: parent.umask,
      background: parent.background,
      pgid,
      sid: options.newSession ? undefined : parent.sid,
      tty: options.newSession ? undefined : parent.tty,
      dispositions: { ...dispositions, ...ignored },
      ...(parent.limits ? { limits: parent.limits } : {}),
      ...(parent.unit ? { unit: parent.unit } : {}),
      files,
    },
    executable,
    options.forkState,
  );
  if (options.newSession) takeTerminal(state, child);
  return child;
}

export function hostPid(state: MachineState, viewer: Process, pid: number): number {
  const pidNs = state.ns(viewer.ns).pid;
  if (pidNs === '') return pid;
  return state.byNsPid(pidNs, pid)?.pid ?? 0;
}

/** A session leader makes the terminal of its standard input its controlling one. */
export function takeTerminal(state: MachineState, leader: Process): void {
  const id = leader.fds.get(0);
  const file = id === undefined ? undefined : state.openFiles.get(id);
  if (file?.kind !== 'tty') return;
  const tty = state.ttys.get(file.tty)!;
  leader.tty = file.tty;
  state.setTty({ ...tty, session: leader.sid, foreground: leader.pgid, hungUp: false });
}

function standardFds(parent: Process): Record<number, number> {
  return Object.fromEntries([0, 1, 2].filter((fd) => parent.fds.has(fd)).map((fd) => [fd, fd]));
}

/** execve: the process goes on as another program. */
export function replaceProgram(
  state: MachineState,
  process: Process,
  tree: Tree,
  options: Pick<SpawnOptions, 'argv' | 'file' | 'env' | 'fds'>,
): void {
  const env = options.env ?? process.env;
  const executable = findExecutable(tree, process.cwd, env, options.argv, options.file);
  checkArguments(executable.argv, env);
  if (options.fds) {
    const before = process.fds;
    const after = new Map<number, number>();
    for (const [fd, from] of Object.entries(options.fds)) {
      const file = before.get(from);
      if (file === undefined) throw errno('EBADF');
      after.set(Number(fd), file);
    }
    process.fds = new Map();
    for (const [fd, file] of after) install(state, process, file, fd);
    for (const file of before.values()) release(state, file);
  }
  process.argv = executable.argv;
  process.exe = executable.path;
  process.env = env;
  process.program = executable.program;
  if (executable.setuid !== undefined && !state.ns(process.ns).noNewPrivileges) process.uid = executable.setuid;
  process.state = undefined;
  process.stateShared = false;
  process.log = AnswerLog.empty();
  process.yields = 0;
  process.pending = [];
  process.dispositions = Object.fromEntries(Object.entries(process.dispositions).filter(([, how]) => how === 'ignore'));
  process.generation++;
}
