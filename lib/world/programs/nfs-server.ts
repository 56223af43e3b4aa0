import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { print, printError, readIfThere, untilSignal } from './daemon';

const EXPORTS = '/etc/exports';
/** What is exported now; servers go by it (see runtime/nfs.ts). */
const ETAB = '/var/lib/nfs/etab';

const lines = (text: string): string[] => text.split('\n').filter((line) => line.replace(/#.*/, '').trim() !== '');

/** Makes the directories of a path, as far as they are missing. */
function makeDirectories(sys: Sys, path: string): void {
  let at = '';
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`;
    if (!sys.exists(at)) sys.mkdir(at);
  }
}

/** Reads /etc/exports into what is exported. Returns exportfs' complaints. */
function reexport(sys: Sys): string[] {
  const entries = lines(readIfThere(sys, EXPORTS) ?? '');
  makeDirectories(sys, '/var/lib/nfs');
  sys.writeFile(ETAB, entries.map((line) => `${line}\n`).join(''));
  return entries
    .map((line) => line.trim().split(/\s+/)[0]!)
    .filter((path) => !sys.exists(path))
    .map((path) => `exportfs: Failed to stat ${path}: No such file or directory\n`);
}

const DEFAULTS = 'sync,wdelay,hide,no_subtree_check,sec=sys';

function listed(line: string): string {
  const [path = '', ...clients] = line.trim().split(/\s+/);
  return clients
    .map((client) => {
      const [, who = '*', options = ''] = /^([^(]*)(?:\(([^)]*)\))?$/.exec(client) ?? [];
      const has = (option: string) => options.split(',').includes(option);
      const flags = [DEFAULTS, ...(has('fsid=0') ? ['fsid=0'] : []), has('rw') ? 'rw' : 'ro', has('insecure') ? 'insecure' : 'secure'];
      flags.push(has('no_root_squash') ? 'no_root_squash' : 'root_squash', has('all_squash') ? 'all_squash' : 'no_all_squash');
      const name = who === '' || who === '*' ? '<world>' : who;
      return `${path.padEnd(14)}\t${name}(${flags.join(',')})\n`;
    })
    .join('');
}

const exportfs: Program = function* (sys, argv) {
  const flags = argv
    .slice(1)
    .filter((word) => /^-[a-z]+$/.test(word))
    .join('');
  if (sys.uid() !== 0) {
    yield* printError(sys, 'exportfs: could not open /var/lib/nfs/.etab.lock for locking: errno 13 (Permission denied)\n');
    return 1;
  }
  if (flags.includes('u') && flags.includes('a')) sys.writeFile(ETAB, '');
  else if (/[ra]/.test(flags)) for (const complaint of reexport(sys)) yield* printError(sys, complaint);
  const changes = /[rau]/.test(flags);
  for (const line of lines(readIfThere(sys, ETAB) ?? '')) {
    const [path = '', client = '*'] = line.trim().split(/\s+/);
    if (flags.includes('v') && changes) yield* print(sys, `exporting ${client.replace(/\(.*/, '') || '*'}:${path}\n`);
    else if (flags.includes('v')) yield* print(sys, listed(line));
    else if (!changes) yield* print(sys, `${path.padEnd(14)}\t${client.replace(/\(.*/, '').replace(/^\*?$/, '<world>')}\n`);
  }
  return 0;
};

const showmount: Program = function* (sys, argv) {
  const host = argv.slice(1).find((word) => !word.startsWith('-')) ?? 'localhost';
  const fail = (why: string) => printError(sys, `clnt_create: RPC: ${why}\n`);
  try {
    const response = sys.http({ scheme: 'http', host, port: 2049 }, { method: 'GET', path: '/nfs/exports', query: {}, headers: {} });
    yield* print(sys, `Export list for ${host}:\n`);
    const text = typeof response.body === 'string' ? response.body : '';
    for (const line of lines(text)) {
      const [path = '', ...clients] = line.trim().split(/\s+/);
      yield* print(sys, `${path} ${clients.map((client) => client.replace(/\(.*/, '') || '*').join(',') || '*'}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENAMENOTFOUND') yield* printError(sys, `clnt_create: RPC: Unknown host\n`);
    else if (error.code === 'ECONNREFUSED') yield* fail('Program not registered');
    else yield* fail('Unable to receive; errno = No route to host');
    return 1;
  }
};

/** The kernel's NFS server as a daemon: exports what /etc/exports says and serves until it is told to stop. */
const nfsd: Program = function* (sys) {
  for (const complaint of reexport(sys)) yield* printError(sys, complaint);
  try {
    sys.listen(2049, 'nfs');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(sys, `rpc.nfsd: writing fd to kernel failed: errno 98 (${error.message})\n`);
    return 1;
  }
  yield* untilSignal(sys);
  sys.writeFile(ETAB, '');
  return 0;
};

/** itsthenetwork/nfs-server-alpine: one directory, named by SHARED_DIRECTORY, as the root of NFSv4. */
const nfsAlpine: Program = function* (sys, argv) {
  const { SHARED_DIRECTORY: directory, READ_ONLY: readOnly, PERMITTED: permitted } = sys.env();
  if (!directory) {
    yield* printError(sys, 'The SHARED_DIRECTORY environment variable is unset or null, exiting...\n');
    return 1;
  }
  makeDirectories(sys, directory);
  const options = `${readOnly ? 'ro' : 'rw'},fsid=0,async,no_subtree_check,no_auth_nlm,insecure,no_root_squash`;
  sys.writeFile(EXPORTS, `${directory} ${permitted ?? '*'}(${options})\n`);
  yield* print(
    sys,
    `Writing SHARED_DIRECTORY to /etc/exports file\nThe PERMITTED environment variable is ${permitted ? 'set' : "unset or null, defaulting to '*'"}.\nStarting Confd population of files...\nDisplaying /etc/exports contents:\n${directory} ${permitted ?? '*'}(${options})\n\nStarting rpcbind...\nStarting NFS in the background...\nExporting File System...\nexporting ${permitted ?? '*'}:${directory}\nStarting Mountd in the background...\nStartup successful.\n`,
  );
  return yield* nfsd(sys, argv);
};

/** registry.k8s.io/volume-nfs of Kubernetes' own examples: its arguments are the directories, the first one the root. */
const volumeNfs: Program = function* (sys, argv) {
  const directories = argv.slice(1).length > 0 ? argv.slice(1) : ['/exports'];
  const entries = directories.map((path, i) => `${path} *(rw,${i === 0 ? 'fsid=0,' : ''}insecure,no_root_squash)\n`).join('');
  for (const path of directories) {
    makeDirectories(sys, path);
    sys.chmod(path, 0o777);
    if (!sys.exists(`${path}/index.html`)) sys.writeFile(`${path}/index.html`, 'Hello from NFS!\n');
  }
  sys.writeFile(EXPORTS, entries);
  yield* print(sys, `Serving ${directories.join(' ')}\nNFS started\n`);
  return yield* nfsd(sys, argv);
};

/** Programs of NFS servers, on hosts and in images. */
export const addNfsPrograms = (programs: ProgramTable): ProgramTable =>
  programs
    .add('exportfs', exportfs)
    .add('showmount', showmount)
    .add('rpc.nfsd', nfsd)
    .add('nfs-alpine-entrypoint', nfsAlpine)
    .add('volume-nfs-entrypoint', volumeNfs);
