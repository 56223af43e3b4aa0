import type { ExecOptions } from '@/lib/cluster/kubelet/runtime';
import { Errno } from '@/lib/hosts/process/sys';
import type { StreamRef } from '@/lib/sim/http';
import type { Core } from '../core';
import type { ContainerRecord, NodeState } from './node-state';
import { imageOn } from './node-images';
import { openSession, type Session } from './sessions';
import { newId } from './start-container';

/** Opens an exec or attach session on a container. The stream's last frame is a metav1.Status. */
export function execInContainer(core: Core, node: NodeState, options: ExecOptions): StreamRef {
  const kernel = core.kernel(node.name);
  const record = node.containers.get(options.containerId);
  const main = record && kernel.state.process(record.pid);
  if (!record || !main) return refused(core, node, `container not found in pod's containers`);
  if (!options.command) return attach(core, node, options);
  const { command } = options;
  try {
    return openSession(
      core,
      {
        prefix: 'exec',
        machine: node.name,
        style: 'kubernetes',
        command,
        stdin: options.stdin,
        ...(options.tty ? { tty: { columns: 80, rows: 24 } } : {}),
      },
      (files) =>
        kernel.launch({
          argv: command,
          ns: record.id,
          who: main,
          env: { ...main.env, ...(options.tty ? { TERM: 'xterm' } : {}) },
          cwd: startDirectory(node, record),
          background: true,
          files,
        }),
    );
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const why =
      error.code === 'ENOENT'
        ? command[0]!.includes('/')
          ? `stat ${command[0]}: no such file or directory`
          : 'executable file not found in $PATH'
        : error.message.toLowerCase();
    const text = `error executing command in container: failed to exec in container: failed to start exec "${newId(core)}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": ${why}: unknown`;
    return refused(core, node, text);
  }
}

/** The container's working directory: its own, else its image's. */
function startDirectory(node: NodeState, { spec }: ContainerRecord): string {
  return spec.workingDir ?? imageOn(node, spec.image, spec.containerdNamespace)?.image.workingDir ?? '/';
}

/** A session that only tells of its failure. */
function refused(core: Core, node: NodeState, text: string): StreamRef {
  const message = `Internal error occurred: ${text}`;
  const status = { metadata: {}, status: 'Failure', message, reason: 'InternalError', details: { causes: [{ message: text }] }, code: 500 };
  return add(core, { machine: node.name, pid: 0, command: [], frames: [{ channel: 'status', status }], ended: true }, 'exec');
}

function attach(core: Core, node: NodeState, options: ExecOptions): StreamRef {
  const record = node.containers.get(options.containerId)!;
  const kernel = core.kernel(node.name);
  const before = record.tty ? kernel.readTty(record.tty, 0) : undefined;
  const output = (node.logs.get(record.id) ?? []).length;
  return add(
    core,
    {
      machine: node.name,
      pid: record.pid,
      command: [],
      frames: [],
      ended: false,
      attached: record.id,
      ...(record.tty
        ? {
            tty: record.tty,
            offset: Math.max(0, (before?.offset ?? 0) - lastLine(before?.text ?? '')),
            channel: kernel.state.ttyOutput(record.tty),
          }
        : { offset: output }),
      ...(options.stdin && record.stdin !== undefined ? { stdin: record.stdin } : {}),
    },
    'attach',
  );
}

/** Attaching to a terminal shows its last line (the prompt) again. */
const lastLine = (text: string): number => text.length - (text.lastIndexOf('\n') + 1);

function add(
  core: Core,
  session: Partial<Session> & Pick<Session, 'machine' | 'pid' | 'command' | 'frames' | 'ended'>,
  prefix: string,
): StreamRef {
  const id = `${prefix}/${core.nextSession++}`;
  const channel = session.channel ?? `session/${id}`;
  core.sessions.set(id, { id, offset: 0, backlog: '', stdinClosed: false, style: 'kubernetes', ...session, channel });
  return { id, channel };
}
