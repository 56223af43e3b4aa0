import type { ClusterView } from '../cluster-view';
import { CorefileError, type Directive } from './corefile';

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: string;
}

export type Rcode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP';

export interface Reply {
  readonly status: Rcode;
  readonly answers: readonly DnsRecord[];
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  readonly authoritative?: boolean;
}

export interface Question {
  /** In lower case, without the last dot; '' is the root. */
  readonly name: string;
  readonly type: string;
  readonly protocol: 'udp' | 'tcp';
  /** Address of the one who asks. */
  readonly peer: string;
}

/** An error of a plugin on a query: the answer is SERVFAIL, the plugin `errors` tells of it. */
export class PluginError extends Error {}

/** No answer is given at all. */
export class Dropped extends Error {}

/** What a query to another server came to. */
export type Asked = (Reply & { readonly failed?: undefined }) | { readonly failed: 'TIMEOUT' | 'UNREACHABLE' };

/** What plugins ask of the process and of the cluster. */
export interface DnsEnvironment {
  /** Virtual milliseconds. */
  now(): number;
  random(): number;
  /** The cluster as the API server has told it; undefined while it has not. */
  view(): ClusterView | undefined;
  ask(
    server: string,
    question: Pick<Question, 'name' | 'type'>,
    options: { readonly port: number; readonly protocol: 'udp' | 'tcp' },
  ): Asked;
  read(path: string): string | undefined;
  /** Own address. */
  readonly address: string;
  log(line: string): void;
}

export interface Chain {
  /** Asks the plugins that follow. */
  next(question: Question): Reply;
  /** Asks the whole chain anew (aliases). */
  again(question: Question): Reply;
  readonly env: DnsEnvironment;
  /** Zones of the server block. */
  readonly zones: readonly string[];
}

/** A plugin: reads its directives into plain data, and takes part in answers by them. */
export interface DnsPlugin<Config = unknown> {
  readonly name: string;
  /** Throws CorefileError. All directives of that name in one server block. */
  setup(directives: readonly Directive[], zones: readonly string[]): Config;
  /** Absent: nothing of it shows in answers. */
  answer?(config: Config, question: Question, chain: Chain): Reply;
}

/** `plugin/x: FILE:LINE - Error during parsing: …` */
export function setupError(directive: Directive, message: string, line = directive.line): CorefileError {
  return new CorefileError(`plugin/${directive.name}: ${directive.file}:${line} - Error during parsing: ${message}`);
}

export const argumentError = (directive: Directive, after: string, line = directive.line): CorefileError =>
  setupError(directive, `Wrong argument count or unexpected line ending after '${after}'`, line);

/** `example.org.` → `example.org`; a block in CIDR notation → its reverse zone. */
export function zoneName(text: string): string {
  const block = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (block) {
    const octets = block.slice(1, 5);
    return [...octets.slice(0, Math.floor(Number(block[5]) / 8)).reverse(), 'in-addr', 'arpa'].join('.');
  }
  return text.replace(/\.$/, '').toLowerCase();
}

/** Whether a name lies in a zone ('' is the root). */
export const inZone = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`);

/** The longest zone that a name lies in. */
export const matchingZone = (name: string, zones: readonly string[]): string | undefined =>
  zones.filter((zone) => inZone(name, zone)).sort((a, b) => b.length - a.length)[0];
