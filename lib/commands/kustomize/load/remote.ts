import { Errno } from '@/lib/hosts/process/sys';
import { parseUrl, REASONS } from '@/lib/commands/net/url';
import { KustomizeError } from '../fault';
import type { Files } from './files';

const MOST_REDIRECTS = 10;

/** Text at an address, as far as the simulated internet has it. */
export function fetchText(files: Files, address: string): string {
  let at = address;
  for (let i = 0; i <= MOST_REDIRECTS; i++) {
    const url = parseUrl(at);
    if (!url) throw new KustomizeError(`Get ${JSON.stringify(at)}: invalid URL`);
    const { scheme, host, port } = url;
    try {
      const target = { scheme: scheme === 'https' ? ('https' as const) : ('http' as const), host, port };
      const { status, headers, body } = files.http(target, { method: 'GET', path: url.path, query: url.query, headers: { host } });
      if (status >= 300 && status < 400 && headers.location) at = headers.location;
      else if (status < 200 || status > 299)
        throw new KustomizeError(`HTTP Error: status code ${status} (${REASONS[status] ?? ''})\n`, 'http');
      else return String(body ?? '');
    } catch (error) {
      if (error instanceof Errno) throw new KustomizeError(`Get ${JSON.stringify(at)}: ${dialFault(error, host, port)}`);
      throw error;
    }
  }
  throw new KustomizeError(`Get ${JSON.stringify(at)}: stopped after ${MOST_REDIRECTS} redirects`);
}

function dialFault(error: Errno, host: string, port: number): string {
  if (error.code === 'ENAMENOTFOUND') return `dial tcp: lookup ${host}: no such host`;
  if (error.code === 'EAGAIN') return `dial tcp: lookup ${host}: i/o timeout`;
  if (error.code === 'ETIMEDOUT') return `dial tcp ${host}:${port}: i/o timeout`;
  return `dial tcp ${host}:${port}: connect: ${error.message.toLowerCase()}`;
}

const WEB = /^(?:git::)?https?:\/\/(?:[^/@]+@)?([^/]+)\/(.+)$/;

/** Whether a path means a git repository: `github.com/org/repo//dir?ref=v1`, `git@…`, `https://host/org/repo`. */
export function isRepository(path: string): boolean {
  if (/^(git::|gh:|ssh:\/\/|git@|(www\.)?github\.com[/:])/i.test(path)) return true;
  const web = WEB.exec(path);
  return web !== null && !/\.(ya?ml|json)$/i.test(path) && web[2]!.split('?')[0]!.split('/').filter(Boolean).length >= 2;
}

/** Repositories are fetched by git; in here it reaches none. */
export function cloneFault(files: Files, path: string): string {
  const git = (files.env().PATH ?? '/usr/bin:/bin').split(':').map((directory) => `${directory}/git`).find((each) => files.exists(each)); // prettier-ignore
  if (git === undefined) return `no 'git' program on path: exec: "git": executable file not found in $PATH`;
  const [address, query = ''] = path.replace(/^git::/, '').split('?') as [string, string | undefined];
  const ref = new URLSearchParams(query).get('ref') ?? new URLSearchParams(query).get('version') ?? 'HEAD';
  const [, scheme = 'https://', host = '', rest = ''] = /^(https?:\/\/|ssh:\/\/|git@|gh:)?([^/:]*)[/:]?(.*)$/.exec(address) ?? [];
  const [server, full] = scheme === 'gh:' ? ['github.com', `${host}/${rest}`] : [host, rest];
  const repository = full.includes('.git')
    ? full.slice(0, full.indexOf('.git') + 4)
    : full.split('//')[0]!.split('/').slice(0, 2).join('/');
  const web = scheme === 'http://' ? 'http://' : 'https://';
  const url = scheme === 'git@' || scheme === 'ssh://' ? `${scheme}${server}:${repository}` : `${web}${server}/${repository}`;
  const why =
    scheme === 'git@' || scheme === 'ssh://'
      ? `ssh: Could not resolve hostname ${server}: Name or service not known\nfatal: Could not read from remote repository.`
      : `fatal: unable to access '${url}/': Could not resolve host: ${server}`;
  return `failed to run '${git} fetch --depth=1 ${url} ${ref}': ${why}\n: exit status 128`;
}
