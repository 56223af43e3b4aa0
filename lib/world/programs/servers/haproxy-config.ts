/** What HAProxy's configuration says of traffic. */
export interface Haproxy {
  readonly fronts: readonly {
    readonly ports: readonly number[];
    readonly backend?: string;
    readonly rules: readonly { readonly backend: string; readonly prefix?: string; readonly host?: string }[];
    /** Path of its statistics. */
    readonly stats?: string;
  }[];
  readonly backs: ReadonlyMap<
    string,
    { readonly name: string; readonly servers: readonly { readonly host: string; readonly port: number }[] }
  >;
}

const SECTIONS = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'resolvers',
  'peers',
  'userlist',
  'program',
  'ring',
  'cache',
]);
const KEYWORDS = new Set(
  'bind mode default_backend use_backend server balance option timeout log maxconn daemon user group chroot stats acl http-request http-response tcp-request errorfile retries stick stick-table cookie default-server description nbthread pidfile tune.ssl.default-dh-param ssl-default-bind-options ssl-default-bind-ciphers nameserver resolve_retries hold accepted_payload_size http-check redirect compression hash-type http-reuse load-server-state-from-file filter monitor-uri backlog fullconn id parse-resolv-conf external-check setenv presetenv'.split(
    ' ',
  ),
);

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
}

const wordsOf = (line: string): string[] => line.replace(/#.*/, '').trim().split(/\s+/).filter(Boolean);

function sections(text: string): Section[] {
  const out: { kind: string; name: string; lines: string[][] }[] = [];
  for (const line of text.split('\n').slice(0, 2000)) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (SECTIONS.has(words[0]!)) out.push({ kind: words[0]!, name: words[1] ?? '', lines: [] });
    else out[out.length - 1]?.lines.push(words);
  }
  return out;
}

/** Why HAProxy does not start with this text, in its words. */
export function haproxyRefusal(text: string, path: string): string | undefined {
  let section = '';
  const failed = (line: number, why: string) =>
    `[NOTICE]   (1) : haproxy version is 3.2.7\n[ALERT]    (1) : config : parsing [${path}:${line}] : ${why}\n[ALERT]    (1) : config : Error(s) found in configuration file : ${path}\n[ALERT]    (1) : config : Fatal errors found in configuration.\n`;
  for (const [i, line] of text.split('\n').entries()) {
    const [word] = wordsOf(line);
    if (word === undefined) continue;
    if (SECTIONS.has(word)) section = word;
    else if (section === '') return failed(i + 1, `unknown keyword '${word}' out of section.`);
    else if (!KEYWORDS.has(word)) return failed(i + 1, `unknown keyword '${word}' in '${section}' section`);
  }
  const { fronts, backs } = haproxyConfig(text);
  for (const { backend } of fronts)
    if (backend !== undefined && !backs.has(backend))
      return `[ALERT]    (1) : config : Proxy: unable to find required default_backend: '${backend}'.\n[ALERT]    (1) : config : Fatal errors found in configuration.\n`;
  return undefined;
}

export function haproxyConfig(text: string): Haproxy {
  const all = sections(text);
  const backs = new Map<string, { name: string; servers: { host: string; port: number }[] }>();
  for (const { kind, name, lines } of all) {
    if (kind !== 'backend' && kind !== 'listen') continue;
    const servers = lines
      .filter(([word]) => word === 'server')
      .map(([, , address = '']) => ({ host: address.replace(/:\d+$/, ''), port: Number(/:(\d+)$/.exec(address)?.[1] ?? 80) }));
    if (kind === 'backend' || servers.length > 0) backs.set(name, { name, servers });
  }
  const fronts = all
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .map(({ kind, name, lines }) => {
      const binds = lines.filter(([word]) => word === 'bind').map(([, address = '']) => Number(/:(\d+)$/.exec(address)?.[1] ?? NaN));
      const acls = new Map(
        lines
          .filter(([word]) => word === 'acl')
          .map(([, acl = '', test = '', ...values]) => [acl, { test, value: values.filter((value) => !value.startsWith('-'))[0] ?? '' }]),
      );
      const rules = lines
        .filter(([word]) => word === 'use_backend')
        .map(([, backend = '', , acl = '']) => {
          const { test = '', value = '' } = acls.get(acl) ?? {};
          return { backend, ...(test.startsWith('path') ? { prefix: value } : {}), ...(test.startsWith('hdr') ? { host: value } : {}) };
        });
      const backend = lines.find(([word]) => word === 'default_backend')?.[1] ?? (kind === 'listen' && backs.has(name) ? name : undefined);
      const stats = lines.some(([word]) => word === 'stats')
        ? (lines.find(([word, what]) => word === 'stats' && what === 'uri')?.[2] ?? '/haproxy?stats')
        : undefined;
      return {
        ports: binds.filter((port) => port > 0),
        rules,
        ...(backend === undefined ? {} : { backend }),
        ...(stats === undefined ? {} : { stats }),
      };
    });
  return { fronts, backs };
}
