import { installProgram } from '@/lib/hosts/base-system';
import type { Tree } from '@/lib/hosts/fs/tree';

/** The packages nfs-common and nfs-kernel-server of Ubuntu; the server is installed and does not run. */
export function layNfs(tree: Tree): void {
  installProgram(tree, '/usr/sbin/mount.nfs', 'host-daemon');
  for (const [path, program] of [
    ['/usr/sbin/rpc.nfsd', 'rpc.nfsd'],
    ['/usr/sbin/exportfs', 'exportfs'],
    ['/usr/sbin/showmount', 'showmount'],
  ] as const) {
    if (tree.tryFind(path.replace('/sbin/', '/bin/'))) tree.unlink(path.replace('/sbin/', '/bin/'));
    installProgram(tree, path, program);
  }
  tree.writeFile(
    '/etc/exports',
    '# /etc/exports: the access control list for filesystems which may be exported\n#\t\tto NFS clients.  See exports(5).\n#\n# Example for NFSv2 and NFSv3:\n# /srv/homes       hostname1(rw,sync,no_subtree_check) hostname2(ro,sync,no_subtree_check)\n#\n# Example for NFSv4:\n# /srv/nfs4        gss/krb5i(rw,sync,fsid=0,crossmnt,no_subtree_check)\n# /srv/nfs4/homes  gss/krb5i(rw,sync,no_subtree_check)\n#\n',
  );
  tree.mkdirs('/usr/lib/systemd/system');
  tree.writeFile(
    '/usr/lib/systemd/system/nfs-server.service',
    '[Unit]\nDescription=NFS server and services\n\n[Service]\nType=simple\nExecStart=/usr/sbin/rpc.nfsd\nExecReload=-/usr/sbin/exportfs -r\n\n[Install]\nWantedBy=multi-user.target\nAlias=nfs-kernel-server.service\n',
  );
  tree.symlink('nfs-server.service', '/usr/lib/systemd/system/nfs-kernel-server.service');
}
