import type { ExecFrame } from '@/lib/cluster/client/client';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { StreamRead, StreamRef } from '@/lib/sim/http';
import type { Core } from '../core';
import { recordLogout } from '../ssh/login-log';

/** An interactive connection to a process: exec, attach, ssh. Immutable data; replaced when it changes. */
export interface Session {
  readonly id: string;
  readonly machine: string;
  /** The process that ends it. */
  readonly pid: number;
  readonly tty?: string;
  /** Offset in the terminal's output up to which it has been read. */
  readonly offset: number;
  /** Write end of standard input. */
  readonly stdin?: number;
  /** Input that the pipe had no room for. */
  readonly backlog: string;
  readonly stdinClosed: boolean;
  readonly frames: readonly unknown[];
  readonly channel: string;
  /** Set when the process has ended or is only attached to. */
  readonly ended: boolean;
  readonly style: 'kubernetes' | 'ssh';
  readonly command: readonly string[];
  /** Attach: the container whose process it is. */
  readonly attached?: string;
}

const MOST_SESSIONS = 256;
const MOST_BACKLOG = 1024 * 1024;

export type SessionStart = Pick<Session, 'machine' | 'style' | 'command'> & {
  readonly prefix: string;
  readonly stdin: boolean;
  readonly tty?: { readonly columns: number; readonly rows: number };
};

/** Opens a session around a process that `launch` starts with the session's files. */
export function openSession(
  core: Core,
  start: SessionStart,
  launch: (files: Record<number, number>, kernel: Kernel) => Process,
): StreamRef {
  if (core.sessions.size >= MOST_SESSIONS) throw new Error('too many open sessions');
  const kernel = core.kernel(start.machine);
  const id = `${start.prefix}/${core.nextSession++}`;
  let session: Omit<Session, 'pid'> = {
    id,
    machine: start.machine,
    offset: 0,
    backlog: '',
    stdinClosed: !start.stdin,
    frames: [],
    channel: `session/${id}`,
    ended: false,
    style: start.style,
    command: start.command,
  };
  let files: Record<number, number>;
  if (start.tty) {
    const { tty, file } = kernel.openTty(start.tty.columns, start.tty.rows);
    session = { ...session, tty: tty.name, channel: kernel.state.ttyOutput(tty.name) };
    files = { 0: file, 1: file, 2: file };
  } else {
    files = { 1: kernel.sink(`session:${id}:stdout`), 2: kernel.sink(`session:${id}:stderr`) };
    if (start.stdin) {
      const input = kernel.inputPipe();
      session = { ...session, stdin: input.write };
      files[0] = input.read;
    }
  }
  const process = launch(files, kernel);
  core.sessions.set(id, { ...session, pid: process.pid });
  core.own(start.machine, process.pid, { kind: 'session', id });
  return { id, channel: session.channel };
}

export function readSession(core: Core, id: string): StreamRead {
  const session = core.sessions.get(id);
  if (!session) return { items: [], ended: true };
  const items: unknown[] = [];
  let next = session;
  if (session.tty) {
    const { text, offset } = core.kernel(session.machine).readTty(session.tty, session.offset);
    if (text) items.push({ channel: 'stdout', text } satisfies ExecFrame);
    next = { ...next, offset };
  }
  items.push(...session.frames);
  const feedable = session.ended ? next : feed(core, next, '');
  if (session.ended) forget(core, session);
  else core.sessions.set(id, { ...feedable, frames: [] });
  return { items, ended: session.ended };
}

/** Takes a frame from the client. */
export function writeSession(core: Core, id: string, item: unknown): void {
  const session = core.sessions.get(id);
  if (!session || session.ended) return;
  const frame = item as ExecFrame;
  const kernel = core.kernel(session.machine);
  if (frame.channel === 'stdin') {
    if (session.tty) kernel.type(session.tty, frame.text);
    else core.sessions.set(id, feed(core, session, frame.text));
  } else if (frame.channel === 'stdin-closed') {
    if (session.tty) kernel.type(session.tty, '\x04');
    else core.sessions.set(id, feed(core, { ...session, stdinClosed: true }, ''));
  } else if (frame.channel === 'resize' && session.tty) kernel.resizeTty(session.tty, frame.columns, frame.rows);
}

function feed(core: Core, session: Session, text: string): Session {
  if (session.stdin === undefined) return session;
  const kernel = core.kernel(session.machine);
  const all = (session.backlog + text).slice(0, MOST_BACKLOG);
  const taken = all === '' ? 0 : kernel.feed(session.stdin, all);
  const backlog = all.slice(taken);
  if (session.stdinClosed && backlog === '') {
    kernel.releaseFile(session.stdin);
    const { stdin: _, ...closed } = session;
    return { ...closed, backlog };
  }
  return { ...session, backlog };
}

/** The client is gone: the process is hung up on. */
export function closeSession(core: Core, id: string): void {
  const session = core.sessions.get(id);
  if (!session) return;
  const kernel = core.kernel(session.machine);
  const process = kernel.state.process(session.pid);
  forget(core, session);
  if (process && session.tty && !session.attached) kernel.closeTty(session.tty);
}

function forget(core: Core, session: Session): void {
  core.sessions.delete(session.id);
  const kernel = core.kernel(session.machine);
  if (session.stdin !== undefined && !session.attached) kernel.releaseFile(session.stdin);
  if (session.ended && session.tty && !session.attached) kernel.closeTty(session.tty);
}

/** Adds what a process wrote, or its end. */
export function pushFrame(core: Core, id: string, frame: unknown, ended = false): void {
  const session = core.sessions.get(id);
  if (!session) return;
  core.sessions.set(id, { ...session, frames: [...session.frames, frame], ended: session.ended || ended });
  core.sim.notify(session.channel);
}

/** What a container writes reaches those who are attached to it; with a terminal they read that. */
export function feedAttached(core: Core, containerId: string, channel: string, text: string): void {
  for (const session of core.sessions.values())
    if (session.attached === containerId && !session.tty) pushFrame(core, session.id, { channel, text });
}

export function endSession(core: Core, id: string, code: number): void {
  const session = core.sessions.get(id);
  if (!session) return;
  if (session.style === 'ssh') recordLogout(core.kernel(session.machine), session.pid);
  pushFrame(
    core,
    id,
    session.style === 'ssh' ? { channel: 'exit', code } : { channel: 'status', status: exitStatus(session.command, code) },
    true,
  );
}

/** Models remotecommand's v4 error stream. */
export function exitStatus(command: readonly string[], code: number): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  const message = `command terminated with non-zero exit code: error executing command [${command.join(' ')}], exit code ${code}`;
  return {
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
