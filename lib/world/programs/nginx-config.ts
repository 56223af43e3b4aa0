/** nginx refuses its configuration; the message is its own. */
export class NginxError extends Error {}

interface Directive {
  readonly words: readonly string[];
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

export interface NginxLocation {
  readonly prefix: string;
  readonly root: string;
  readonly alias?: string;
  readonly index: readonly string[];
  readonly type?: string;
  readonly returns?: { readonly status: number; readonly text: string };
  readonly proxy?: string;
}

export interface NginxServer {
  readonly ports: readonly number[];
  readonly names: readonly string[];
  /** Ports on which it speaks TLS. */
  readonly tlsPorts: readonly number[];
  readonly certificate?: string;
  readonly locations: readonly NginxLocation[];
  readonly fallback: NginxLocation;
}

type Read = (path: string) => string | undefined;
type List = (path: string) => readonly string[];

const MOST_DIRECTIVES = 5000;

/** Reads nginx.conf and what it includes. Throws NginxError in nginx' words. */
export function parseNginx(read: Read, list: List, path: string): readonly Directive[] {
  const budget = { left: MOST_DIRECTIVES };
  return parseFile(read, list, path, budget, 0);
}

function parseFile(read: Read, list: List, path: string, budget: { left: number }, depth: number): readonly Directive[] {
  const text = read(path);
  if (text === undefined) throw new NginxError(`open() "${path}" failed (2: No such file or directory)`);
  if (depth > 8) throw new NginxError(`too many includes in ${path}`);
  const tokens = tokenize(text);
  let at = 0;
  const block = (nested: boolean): Directive[] => {
    const out: Directive[] = [];
    for (;;) {
      const first = tokens[at];
      if (!first) {
        if (nested) throw new NginxError(`unexpected end of file, expecting "}" in ${path}:${text.split('\n').length}`);
        return out;
      }
      if (first.text === '}' && !first.quoted) {
        if (!nested) throw new NginxError(`unexpected "}" in ${path}:${first.line}`);
        at++;
        return out;
      }
      if (--budget.left < 0) throw new NginxError(`too many directives in ${path}`);
      const words: string[] = [];
      for (;;) {
        const token = tokens[at];
        if (!token) throw new NginxError(`unexpected end of file, expecting ";" or "}" in ${path}:${text.split('\n').length}`);
        at++;
        if (!token.quoted && token.text === ';') {
          if (words[0] === 'include') out.push(...include(words[1] ?? '', first.line));
          else out.push({ words, file: path, line: first.line });
          break;
        }
        if (!token.quoted && token.text === '{') {
          out.push({ words, block: block(true), file: path, line: first.line });
          break;
        }
        if (!token.quoted && token.text === '}') throw new NginxError(`unexpected "}" in ${path}:${token.line}`);
        words.push(token.text);
      }
      checkName(out[out.length - 1]);
    }
  };
  const include = (pattern: string, line: number): readonly Directive[] => {
    const full = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    if (full.endsWith('mime.types')) return [];
    if (!full.includes('*')) {
      if (read(full) === undefined) throw new NginxError(`open() "${full}" failed (2: No such file or directory) in ${path}:${line}`);
      return parseFile(read, list, full, budget, depth + 1);
    }
    const directory = full.slice(0, full.lastIndexOf('/'));
    const suffix = full.slice(full.lastIndexOf('*') + 1);
    return list(directory)
      .filter((name) => name.endsWith(suffix) && !name.startsWith('.'))
      .flatMap((name) => parseFile(read, list, `${directory}/${name}`, budget, depth + 1));
  };
  return block(false);
}

const NAMES = new Set(
  'user worker_processes error_log pid events worker_connections http default_type log_format access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout gzip server listen server_name location root index error_page return proxy_pass proxy_set_header proxy_http_version proxy_read_timeout proxy_connect_timeout proxy_send_timeout proxy_buffering alias try_files rewrite charset autoindex add_header types upstream client_max_body_size ssl_certificate ssl_certificate_key ssl_protocols ssl_ciphers ssl_session_cache ssl_session_timeout ssl_prefer_server_ciphers set if map allow deny auth_basic auth_basic_user_file stub_status resolver expires limit_req limit_req_zone server_tokens daemon load_module stream include multi_accept use types_hash_max_size server_names_hash_bucket_size gzip_types fastcgi_pass fastcgi_param fastcgi_index fastcgi_split_path_info internal sub_filter proxy_redirect worker_rlimit_nofile client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path absolute_redirect port_in_redirect real_ip_header set_real_ip_from etag break mirror zone least_conn ip_hash keepalive http2'.split(
    ' ',
  ),
);

function checkName(directive: Directive | undefined): void {
  const name = directive?.words[0];
  if (!directive || name === undefined) return;
  if (NAMES.has(name) || /[/.~*$]/.test(name) || /^\d/.test(name)) return;
  throw new NginxError(`unknown directive "${name}" in ${directive.file}:${directive.line}`);
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

function tokenize(text: string): Token[] {
  const out: Token[] = [];
  const pattern = /#[^\n]*|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|[{};]|\n|[^\s{};"'](?:\$\{[^}]*\}|[^\s{};])*/g;
  let line = 1;
  for (const match of text.matchAll(pattern)) {
    const [whole, double, single] = match;
    if (whole === '\n') line++;
    else if (!whole.startsWith('#')) {
      const quoted = double ?? single;
      out.push({
        text: quoted === undefined ? whole : quoted.replace(/\\(["'\\])/g, '$1').replace(/\\n/g, '\n'),
        line,
        quoted: quoted !== undefined,
      });
      line += whole.split('\n').length - 1;
    }
  }
  return out;
}

const find = (block: readonly Directive[] | undefined, name: string): Directive | undefined =>
  block?.find(({ words }) => words[0] === name);

/** The servers of the http block with what this simulation serves of them. */
export function serversOf(directives: readonly Directive[]): readonly NginxServer[] {
  if (!find(directives, 'events')?.block) throw new NginxError('no "events" section in configuration');
  const http = find(directives, 'http')?.block ?? [];
  return http.filter(({ words, block }) => words[0] === 'server' && block).map((server) => serverOf(server.block!, http));
}

function serverOf(block: readonly Directive[], http: readonly Directive[]): NginxServer {
  const ports = block
    .filter(({ words }) => words[0] === 'listen')
    .map(({ words }) => Number((words[1] ?? '80').split(':').pop()))
    .filter((port) => Number.isInteger(port) && port > 0);
  const base = locationIn('/', block, {
    prefix: '/',
    root: find(http, 'root')?.words[1] ?? '/etc/nginx/html',
    index: ['index.html'],
    type: find(http, 'default_type')?.words[1],
  });
  return {
    ports: ports.length > 0 ? [...new Set(ports)] : [80],
    tlsPorts: block
      .filter(({ words }) => words[0] === 'listen' && words.includes('ssl'))
      .map(({ words }) => Number((words[1] ?? '443').split(':').pop())),
    ...certificateOf(block, http),
    names: block.filter(({ words }) => words[0] === 'server_name').flatMap(({ words }) => words.slice(1)),
    fallback: base,
    locations: block
      .filter((directive) => directive.words[0] === 'location' && directive.block)
      .map((directive) => {
        const { returns: _, ...inherited } = base;
        return locationIn(directive.words[directive.words.length - 1]!, directive.block!, inherited, directive.words[1] === '=');
      }),
  };
}

function locationIn(prefix: string, block: readonly Directive[], base: NginxLocation, exact = false): NginxLocation {
  const given = find(block, 'return')?.words;
  const status = given ? Number(given[1]) : NaN;
  const returns = given && (Number.isNaN(status) ? { status: 302, text: given[1] ?? '' } : { status, text: given[2] ?? '' });
  const index = find(block, 'index')?.words.slice(1);
  const alias = find(block, 'alias')?.words[1];
  const proxy = find(block, 'proxy_pass')?.words[1];
  return {
    ...base,
    prefix: exact ? `=${prefix}` : prefix,
    root: find(block, 'root')?.words[1] ?? base.root,
    index: index ?? base.index,
    type: find(block, 'default_type')?.words[1] ?? base.type,
    ...(alias ? { alias } : {}),
    ...(returns ? { returns } : {}),
    ...(proxy ? { proxy } : {}),
  };
}

/** The location that serves a path: an exact one, else the longest prefix. */
export function locationOf(server: NginxServer, path: string): NginxLocation {
  if (server.fallback.returns) return server.fallback;
  const exact = server.locations.find(({ prefix }) => prefix === `=${path}`);
  if (exact) return exact;
  const fitting = server.locations.filter(({ prefix }) => path.startsWith(prefix));
  return fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0] ?? server.fallback;
}

function certificateOf(block: readonly Directive[], http: readonly Directive[]): { certificate?: string } {
  const given = find(block, 'ssl_certificate') ?? find(http, 'ssl_certificate');
  const path = given?.words[1];
  return path === undefined ? {} : { certificate: path.startsWith('/') ? path : `/etc/nginx/${path}` };
}

/** Directories that nginx makes for what it buffers: as the http block says, else where the image was built for them. */
export function tempFoldersOf(directives: readonly Directive[]): readonly string[] {
  const http = directives.find(({ words }) => words[0] === 'http')?.block ?? [];
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => {
    const built = `/var/cache/nginx/${what === 'client_body' ? 'client' : what}_temp`;
    return http.find(({ words }) => words[0] === `${what}_temp_path`)?.words[1] ?? built;
  });
}

/** Where the main process writes its number. */
export const pidFileOf = (directives: readonly Directive[]): string => find(directives, 'pid')?.words[1] ?? '/run/nginx.pid';

/** Servers of each `upstream` of the http block: `host:port`. */
export function upstreamsOf(directives: readonly Directive[]): ReadonlyMap<string, readonly string[]> {
  const http = find(directives, 'http')?.block ?? [];
  return new Map(
    http
      .filter(({ words, block }) => words[0] === 'upstream' && block)
      .map(({ words, block }) => [words[1] ?? '', block!.filter((line) => line.words[0] === 'server').map((line) => line.words[1] ?? '')]),
  );
}
