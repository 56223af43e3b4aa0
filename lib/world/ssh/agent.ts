import type { Credentials } from '@/lib/hosts/fs/files';
import type { HostCaller } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { HostCall } from '@/lib/hosts/process/sys';

const MOST_TEXT = 256 * 1024;

/** What an agent holds, by the path of its socket. */
interface Agent {
  /** Process that has to live; absent: forwarded by a client. */
  readonly pid?: number;
  readonly uid: number;
  /** Keys as ssh-add wrote them: JSON. */
  readonly keys: string;
}

const keyOf = (socket: string) => `ssh-agent/${socket}`;

/**
 * `ssh-agent { op: 'start'|'get'|'put'|'end', socket, keys? }`: what ssh-agent holds. Throws ENOENT (no socket), ECONNREFUSED (no agent
 * behind it), EACCES.
 */
export function agentCall({ kernel, process }: HostCaller, call: HostCall): string {
  const socket = String(call.socket);
  const { settings } = kernel.state;
  if (call.op === 'start') {
    settings.set(keyOf(socket), JSON.stringify({ pid: process.pid, uid: process.uid, keys: '[]' } satisfies Agent));
    return '';
  }
  if (call.op === 'end') {
    settings.delete(keyOf(socket));
    return '';
  }
  if (!kernel.tree(process.ns).exists(socket)) throw errno('ENOENT');
  const text = settings.get(keyOf(socket));
  const agent = text === undefined ? undefined : (JSON.parse(text) as Agent);
  if (!agent || (agent.pid !== undefined && !kernel.state.process(agent.pid))) throw errno('ECONNREFUSED');
  if (process.uid !== 0 && process.uid !== agent.uid) throw errno('EACCES');
  if (call.op === 'put') {
    const keys = String(call.keys);
    if (keys.length > MOST_TEXT) throw errno('ENOMEM');
    settings.set(keyOf(socket), JSON.stringify({ ...agent, keys }));
  }
  return call.op === 'put' ? '' : agent.keys;
}

/** Makes the socket of a forwarded agent; returns its path. */
export function layAgent(kernel: Kernel, who: Credentials, keys: string): string {
  const tree = kernel.tree(undefined, who);
  const directory = `/tmp/ssh-${kernel.state.nextPid}`;
  const socket = `${directory}/agent.${kernel.state.nextPid}`;
  if (!tree.exists(directory)) tree.mkdir(directory, 0o700);
  if (!tree.exists(socket)) tree.writeFile(socket, '', { mode: 0o600 });
  kernel.state.settings.set(keyOf(socket), JSON.stringify({ uid: who.uid, keys } satisfies Agent));
  return socket;
}
