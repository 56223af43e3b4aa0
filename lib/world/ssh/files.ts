import type { HostCaller } from '@/lib/hosts/host-calls';
import type { Tree } from '@/lib/hosts/fs/tree';
import { errno } from '@/lib/hosts/process/errno';
import type { HostCall, Stat } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { authenticate, type Credential } from './authenticate';
import { connect } from './connection';

/**
 * `sftp { …connection, user, credential, op, path, … }`: what sftp-server does on the other side, with the rights of the user there.
 * Relative paths begin at the home. Throws Errno of the file system, ENOTTY where there is no such subsystem.
 */
export function sftpCall(core: Core, caller: HostCaller, call: HostCall): unknown {
  const connection = connect(core, caller, call);
  const verdict = authenticate(connection, String(call.user), call.credential as Credential, () => {});
  if (!verdict.ok || !verdict.login) throw errno('ECONNRESET');
  if (verdict.settings.subsystem('sftp') === undefined || verdict.options?.command !== undefined) throw errno('ENOTTY');
  const { who, home } = verdict.login;
  const tree = connection.kernel.tree(undefined, who);
  const at = (path: unknown) => {
    const text = String(path ?? '.');
    return text.startsWith('/') ? text : text === '~' || text === '.' || text === '' ? home : `${home}/${text.replace(/^~\//, '')}`;
  };
  const path = at(call.path);
  switch (call.op) {
    case 'home':
      return home;
    case 'stat':
      return tree.stat(path, call.follow !== false);
    case 'list':
      return tree.readdir(path).map((name) => ({ name, stat: tree.stat(`${path}/${name}`, false) }) satisfies { name: string; stat: Stat });
    case 'read':
      return tree.readFile(path);
    case 'readlink':
      return tree.readlink(path);
    case 'write':
      return write(tree, path, String(call.text), call.mode as number | undefined);
    case 'mkdir':
      return tree.mkdir(path, Number(call.mode ?? 0o777) & ~0o022);
    case 'rmdir':
      return tree.rmdir(path);
    case 'unlink':
      return tree.unlink(path);
    case 'rename':
      return tree.rename(path, at(call.to));
    case 'symlink':
      return tree.symlink(String(call.to), path);
    case 'chmod':
      return tree.chmod(path, Number(call.mode));
    case 'chown':
      return tree.chown(path, Number(call.uid), Number(call.gid), false);
    case 'utimes':
      return tree.utimes(path, Number(call.mtime));
    default:
      throw errno('EINVAL');
  }
}

function write(tree: Tree, path: string, text: string, mode = 0o666): void {
  tree.writeFile(path, text, { mode: mode & ~0o022 });
}
