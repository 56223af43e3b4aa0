import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, listType, mapType, opaqueType, stringType } from '../types';
import { CelEntries, CelList, CelOpaque, type CelValue } from '../values';

/** A URL in the parts that Go's net/url.URL has. */
interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

const type = opaqueType('kubernetes.URL');
const of = (value: CelValue | undefined) => (value as CelOpaque<Url>).value;

/** Why a text is no absolute URL, or its parts. Models url.ParseRequestURI, then url.Parse. */
function parse(text: string): Url | string {
  const wrong = (why: string) => `parse ${JSON.stringify(text)}: ${why}`;
  if ([...text].some((char) => char.codePointAt(0)! < 0x20 || char === '\x7f')) return wrong('net/url: invalid control character in URL');
  if (text === '') return wrong('empty url');
  if (text === '*') return { scheme: '', host: '', path: '*', query: '' };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (!scheme && /^:/.test(text)) return wrong('missing protocol scheme');
  if (!scheme && /^[^/?#]*:/.test(text) && !text.startsWith('/')) return wrong('first path segment in URL cannot contain colon');
  const rest = scheme ? text.slice(scheme[0].length) : text;
  if (!rest.startsWith('/')) return wrong('invalid URI for request');
  const parts = /^(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(rest)!;
  const [, authority = '', path = '', query = ''] = scheme || rest.startsWith('//') ? parts : ['', '', ...parts.slice(2)];
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(`${path}`);
  if (escape) return wrong(`invalid URL escape ${JSON.stringify(escape[0])}`);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const port = /^(?:\[[^\]]*\]|[^:]*):(.*)$/.exec(host);
  if (host.startsWith('[') && !host.includes(']')) return wrong("missing ']' in host");
  if (port && !/^\d*$/.test(port[1]!)) return wrong(`invalid port ${JSON.stringify(`:${port[1]!}`)} after host`);
  const strange = /[\s<>"]/.exec(host);
  if (strange) return wrong(`invalid character ${JSON.stringify(strange[0])} in host name`);
  return { scheme: (scheme?.[1] ?? '').toLowerCase(), host, path, query };
}

const hostname = ({ host }: Url) => (host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, ''));
const port = ({ host }: Url) => /^(?:\[[^\]]*\]|[^:]*):(\d*)$/.exec(host)?.[1] ?? '';
const escapedPath = ({ path }: Url) => path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%[\]]/gu, (char) => encodeURIComponent(char));

function queryOf({ query }: Url): CelValue {
  const found = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const equals = part.indexOf('=');
    const [name, value] = (equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]).map(unescaped);
    if (name === undefined || value === undefined) continue;
    found.set(name, [...(found.get(name) ?? []), value]);
  }
  return new CelEntries([...found].map(([name, values]) => [name, CelList.of(values)]));
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Models apiserver/pkg/cel/library.URLs. */
export const urls = new Library()
  .fn('url', 'string_to_url', [stringType], type, ([text]) => {
    const url = parse(text as string);
    if (typeof url === 'string') throw new CelRuntimeError(`URL parse error during conversion from string: ${url}`);
    return new CelOpaque('kubernetes.URL', url, text as string);
  })
  .fn('isURL', 'is_url_string', [stringType], boolType, ([text]) => typeof parse(text as string) !== 'string')
  .member('getScheme', 'url_get_scheme', [type], stringType, ([url]) => of(url).scheme)
  .member('getHost', 'url_get_host', [type], stringType, ([url]) => of(url).host)
  .member('getHostname', 'url_get_hostname', [type], stringType, ([url]) => hostname(of(url)))
  .member('getPort', 'url_get_port', [type], stringType, ([url]) => port(of(url)))
  .member('getEscapedPath', 'url_get_escaped_path', [type], stringType, ([url]) => escapedPath(of(url)))
  .member('getQuery', 'url_get_query', [type], mapType(stringType, listType(stringType)), ([url]) => queryOf(of(url)));

/** Go's complaint about a text that is no absolute URL, or undefined. */
export function uriComplaint(text: string): string | undefined {
  const url = parse(text);
  return typeof url === 'string' ? url : undefined;
}
