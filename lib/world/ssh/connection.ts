import { parsePublicKey, type PublicKey } from '@/lib/commands/ssh/public-key';
import { ServerSettings, type ServerConfig } from '@/lib/commands/ssh/sshd-config';
import { addressOf, dial, findListener, originOf } from '@/lib/hosts/net/connections';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { errno } from '@/lib/hosts/process/errno';
import type { Process } from '@/lib/hosts/process/process';
import type { HostCall } from '@/lib/hosts/process/sys';
import type { Core } from '../core';

const MOST_HOPS = 8;

/** A connection to an sshd. */
export interface Connection {
  readonly kernel: Kernel;
  /** Where it comes from, as the server sees it. */
  readonly from: string;
  readonly ip: string;
  readonly port: number;
  readonly config: ServerConfig;
  /** Process id of the sshd. */
  readonly pid: number;
}

interface Hop {
  readonly host: string;
  readonly port: number;
}

/**
 * Connects to where a call's `host` and `port` lead, through the hosts of `via`. Throws Errno as connect(2) does, and ECONNRESET
 * where something else than an sshd listens.
 */
export function connect(core: Core, caller: { readonly kernel: Kernel; readonly process: Process }, call: HostCall): Connection {
  const hops = [...((call.via as readonly Hop[] | undefined) ?? []), { host: String(call.host), port: Number(call.port ?? 22) }];
  if (hops.length > MOST_HOPS) throw errno('ECONNREFUSED');
  let { kernel, process } = caller;
  for (const [i, { host, port }] of hops.entries()) {
    const { state } = kernel;
    const ip = addressOf(state, process, host);
    const managed = core.cluster()?.profile.hosts.find((one) => one.ip === ip)?.role === 'managed';
    // Nobody logs in on a control plane in a cloud's hands.
    if (managed) throw errno('ETIMEDOUT');
    dial(state, process, host, port, 'tcp');
    const here = ip.startsWith('127.') || state.nets.get(state.ns(process.ns).net)?.addresses.includes(ip);
    const target = here ? kernel : [...core.kernels.values()].find((other) => other.state.nets.get(HOST)?.addresses.includes(ip));
    const listener = target && findListener(target.state, here ? state.ns(process.ns).net : HOST, ip, port, 'tcp');
    if (!target || listener?.handler !== 'sshd') throw errno('ECONNRESET');
    const from = ip.startsWith('127.') ? '127.0.0.1' : originOf(state, process).ip;
    if (i === hops.length - 1) return { kernel: target, from, ip, port, config: listener.data as ServerConfig, pid: listener.pid };
    kernel = target;
    process = target.state.process(listener.pid) ?? ({ ns: HOST } as Process);
  }
  throw errno('ECONNREFUSED');
}

/** Text of a file of a machine, as root reads it. */
export function textOf(kernel: Kernel, path: string): string | undefined {
  const found = kernel.tree().tryFind(path);
  return found?.inode.type === 'file' ? found.inode.text : undefined;
}

/** The keys that a server shows, the one that clients like best first. */
export function hostKeys({ kernel, config }: Pick<Connection, 'kernel' | 'config'>): PublicKey[] {
  const rank = (key: PublicKey) => ['ssh-ed25519', 'ecdsa', 'ssh-rsa'].findIndex((start) => key.algorithm.startsWith(start));
  return new ServerSettings(config).hostKeys
    .filter((path) => textOf(kernel, path))
    .flatMap((path) => parsePublicKey(textOf(kernel, `${path}.pub`) ?? '') ?? [])
    .sort((a, b) => rank(a) - rank(b));
}
