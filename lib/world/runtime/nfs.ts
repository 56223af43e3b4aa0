import { VolumeError } from '@/lib/cluster/kubelet/runtime';
import { SUPERUSER } from '@/lib/hosts/fs/files';
import { addressOf, originOf } from '@/lib/hosts/net/connections';
import type { Service } from '@/lib/hosts/net/network';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import { Errno } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { admits, exportOf, NFS_PORT, parseExports } from './exports';

/** What a client of an NFS export sees: a directory of the machine that serves it. Plain data. */
export interface Exported {
  /** Machine and namespaces of the process that serves, and the directory's path there. */
  readonly machine: string;
  readonly ns: string;
  readonly path: string;
  /** Id of the file system among all of the world's (`sharedStore`), and the directory's inode. */
  readonly fs: string;
  readonly key: string;
  readonly readOnly: boolean;
}

type Answer = Exported | { readonly refused: string };

const MOUNT_PATH = '/nfs/mount';

/** Answers mounts in the name of an NFS server's process. */
export const nfsService: Service = ({ sys }, request) => {
  if (request.path === '/nfs/exports') {
    const etab = '/var/lib/nfs/etab';
    return { status: 200, headers: {}, body: sys.exists(etab) ? sys.readFile(etab) : '' };
  }
  if (request.path !== MOUNT_PATH) return { status: 400, headers: {}, body: '' };
  const path = String((request.body as { path?: unknown } | undefined)?.path ?? '/');
  return { status: 200, headers: {}, body: sys.host({ call: 'nfs-export', path, client: request.peer?.ip ?? '' }) as object };
};

/** The host call behind that: the directory that a process exports at a path, if to this client. */
export function exportedBy(kernel: Kernel, process: Process, path: string, client: string): Answer {
  const tree = kernel.state.tree(process.ns, SUPERUSER);
  const found = exportOf(parseExports(tree.tryFind('/var/lib/nfs/etab')?.inode.text ?? ''), path);
  if (!found || !admits(found, client)) return { refused: 'access denied by server while mounting' };
  // With NFSv4 the export that has fsid=0 is the root of the server's tree.
  const real =
    found.pseudo === undefined ? path : `${found.path}/${path.slice(found.pseudo.length)}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  const directory = tree.tryFind(real);
  if (directory?.inode.type !== 'dir') return { refused: 'No such file or directory' };
  const { fs, readOnly } = directory.mount;
  const isShared = fs.startsWith('disk/') || fs.startsWith('remote/');
  return {
    machine: kernel.name,
    ns: process.ns,
    path: real,
    fs: isShared ? fs : `remote/${kernel.name}/${fs}`,
    key: directory.key,
    readOnly: found.readOnly || readOnly,
  };
}

const DIAL_WORDS: Readonly<Record<string, string>> = { ECONNREFUSED: 'Connection refused', EHOSTUNREACH: 'No route to host' };

/** Asks an NFS server for one of its directories, as `mount -t nfs` on a machine does. Throws VolumeError with mount.nfs' words. */
export function mountNfs(core: Core, client: Kernel, host: string, path: string): Exported {
  const process = { ns: HOST } as Process;
  const failed = (error: unknown, text: string): never => {
    if (!(error instanceof Errno)) throw error;
    throw new VolumeError(text);
  };
  let ip = '';
  try {
    ip = addressOf(client.state, process, host);
  } catch (error) {
    failed(error, `mount.nfs: Failed to resolve server ${host}: Name or service not known`);
  }
  const target = { scheme: 'http' as const, host: ip, port: NFS_PORT };
  let answer: Answer | undefined;
  try {
    const request = { method: 'POST', path: MOUNT_PATH, query: {}, headers: {}, body: { path } };
    const response = core.handlers.network.http(originOf(client.state, process), ip, target, request);
    if (response.status === 200 && typeof response.body === 'object') answer = response.body as unknown as Answer;
  } catch (error) {
    failed(error, `mount.nfs: ${DIAL_WORDS[(error as Errno).code] ?? 'Connection timed out'}`);
  }
  if (!answer || !('refused' in answer || 'fs' in answer)) throw new VolumeError('mount.nfs: Protocol not supported');
  if ('fs' in answer) return answer;
  throw new VolumeError(
    answer.refused.startsWith('access denied')
      ? `mount.nfs: ${answer.refused} ${host}:${path}`
      : `mount.nfs: mounting ${host}:${path} failed, reason given by server: ${answer.refused}`,
  );
}
