/** One site of a Caddyfile. */
export interface CaddySite {
  readonly port: number;
  readonly root: string;
  readonly files: boolean;
  readonly responds: readonly { readonly path?: string; readonly body: string; readonly status: number }[];
  readonly proxies: readonly { readonly path?: string; readonly to: readonly { readonly host: string; readonly port: number }[] }[];
}

const DIRECTIVES = new Set(
  'root file_server respond reverse_proxy encode log tls redir header handle handle_path route rewrite uri try_files basic_auth basicauth import templates php_fastcgi bind metrics vars'.split(
    ' ',
  ),
);
const wordsOf = (line: string): string[] =>
  [...line.replace(/(^|\s)#.*/, '').matchAll(/"((?:\\.|[^"\\])*)"|`([^`]*)`|(\S+)/g)].map(
    ([, quoted, back, bare]) => quoted?.replace(/\\(.)/g, '$1') ?? back ?? bare ?? '',
  );

/** The sites of a Caddyfile: each an address, then directives in braces. */
export function caddySites(text: string): readonly CaddySite[] {
  const out: CaddySite[] = [];
  let site:
    | { port: number; root: string; files: boolean; responds: CaddySite['responds'][number][]; proxies: CaddySite['proxies'][number][] }
    | undefined;
  let depth = 0;
  for (const line of text.split('\n').slice(0, 2000)) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    const opens = words[words.length - 1] === '{';
    if (words[0] === '}') {
      depth--;
      if (depth === 0 && site) {
        out.push(site);
        site = undefined;
      }
      continue;
    }
    if (depth === 0) {
      const address = words[0]!;
      // A block without an address is the global options'.
      if (address !== '{')
        site = {
          port: Number(/:(\d+)/.exec(address)?.[1] ?? (address.startsWith('http://') ? 80 : 443)),
          root: '/srv',
          files: false,
          responds: [],
          proxies: [],
        };
      if (opens) depth++;
      continue;
    }
    if (site) add(site, words);
    if (opens) depth++;
  }
  if (site) out.push(site);
  return out;
}

function add(
  site: { root: string; files: boolean; responds: CaddySite['responds'][number][]; proxies: CaddySite['proxies'][number][] },
  words: readonly string[],
): void {
  const [name, ...args] = words.filter((word) => word !== '{');
  const path = args[0]?.startsWith('/') || args[0] === '*' ? args.shift() : undefined;
  const matcher = path === undefined || path === '*' ? {} : { path };
  if (name === 'root') site.root = args[0] ?? path ?? '/srv';
  else if (name === 'file_server') site.files = true;
  else if (name === 'respond')
    site.responds.push({
      ...matcher,
      body: /^\d{3}$/.test(args[0] ?? '') ? '' : (args[0] ?? ''),
      status: Number(args.find((arg) => /^\d{3}$/.test(arg)) ?? 200),
    });
  else if (name === 'reverse_proxy')
    site.proxies.push({
      ...matcher,
      to: args
        .map((address) => address.replace(/^http:\/\//, ''))
        .map((address) => ({ host: address.replace(/:\d+$/, ''), port: Number(/:(\d+)$/.exec(address)?.[1] ?? 80) })),
    });
}

/** Why Caddy does not take a Caddyfile. */
export function caddyRefusal(text: string, path: string): string | undefined {
  let depth = 0;
  let global = false;
  for (const [i, line] of text.split('\n').entries()) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (words[0] === '}') depth--;
    else if (depth === 0) global = words[0] === '{';
    else if (depth === 1 && !global && !DIRECTIVES.has(words[0]!) && !words[0]!.startsWith('@'))
      return `${path}:${i + 1}: unrecognized directive: ${words[0]}`;
    if (words[words.length - 1] === '{') depth++;
    if (depth < 0) return `${path}:${i + 1}: unexpected '}' because no matching opening brace`;
  }
  return depth > 0 ? `${path}:${text.split('\n').length}: unexpected EOF` : undefined;
}
