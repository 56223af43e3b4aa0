import type { DnsAnswer, DnsOptions, Sys } from '@/lib/hosts/process/sys';

/** What /etc/resolv.conf says. */
export interface ResolverFile {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
}

export const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
/** Milliseconds that a query waits for its answer, and how often it is sent. */
export const QUERY_MS = 5_000;
export const QUERY_TRIES = 3;

export function resolverFile(sys: Sys): ResolverFile {
  const text = sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
  const nameservers = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server!).slice(0, 3);
  const searches = /^\s*search\s+(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  return { nameservers, searches: searches.filter((domain) => domain !== '.'), ndots: Number(/ndots:(\d+)/.exec(text)?.[1] ?? 1) };
}

/** Names that a name may stand for, in the order in which they are asked. */
export function candidates({ searches, ndots }: ResolverFile, name: string): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1) || '.'];
  const all = searches.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  return (name.match(/\./g)?.length ?? 0) >= ndots ? [name, ...all] : [...all, name];
}

export const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

/** Whether nobody answered. */
export const isSilent = ({ status }: DnsAnswer): boolean => status === 'TIMEOUT' || status === 'UNREACHABLE';

/** The server's address, which may be given by name. */
export function serverAddress(sys: Sys, server: string | undefined, file: ResolverFile): string {
  if (server === undefined) return file.nameservers[0] ?? '127.0.0.1';
  if (ADDRESS.test(server)) return server;
  for (const name of candidates(file, server)) {
    const found = sys.resolve(name, 'A').answers.find(({ type }) => type === 'A');
    if (found) return found.data;
  }
  return '';
}

/** Asks for one candidate after the other until one exists; the last answer where none does. */
export function search(sys: Sys, names: readonly string[], type: string, server: string | undefined, options?: DnsOptions) {
  let last: { name: string; answer: DnsAnswer } | undefined;
  for (const name of names) {
    const answer = sys.resolve(name, type, server, options);
    last = { name, answer };
    if (isSilent(answer) || answer.status === 'NOERROR' || answer.status === 'SERVFAIL' || answer.status === 'REFUSED') break;
  }
  return last!;
}

/** What dig, nslookup and host say of a server that does not answer, a line for each try. */
export function silence(answer: DnsAnswer, server: string, port: number, tries = QUERY_TRIES): string {
  const why = answer.status === 'UNREACHABLE' ? 'connection refused' : 'timed out';
  return `;; communications error to ${server}#${port}: ${why}\n`.repeat(tries);
}

/** Milliseconds that pass before that is said. */
export const silenceMs = (answer: DnsAnswer, tries = QUERY_TRIES): number => (answer.status === 'UNREACHABLE' ? 0 : QUERY_MS * tries);
