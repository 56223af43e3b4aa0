import { readStanzas } from './stanza';

/** One line of sources.list(5) as it acts. */
export interface Source {
  /** Without a slash at the end. */
  readonly uri: string;
  /** `noble`, or a path that ends in a slash. */
  readonly suite: string;
  readonly components: readonly string[];
  /** Path of a keyring; absent: those of /etc/apt/trusted.gpg.d. */
  readonly signedBy?: string;
  /** The repository is believed without a signature. */
  readonly trusted: boolean;
}

export type SourcesRead = { readonly sources: readonly Source[] } | { readonly error: string };

/** Reads one-line sources (`deb [signed-by=…] URI SUITE COMPONENT…`). `path` is for the message. Models apt-pkg/sourcelist.cc. */
export function readSourceLines(path: string, text: string): SourcesRead {
  const sources: Source[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const malformed = (what: string) => ({ error: `Malformed entry ${i + 1} in list file ${path} (${what})` });
    const [, type = '', options, rest = ''] = /^(\S+)\s*(?:\[([^\]]*)\])?\s*(.*)$/.exec(line) ?? [];
    if (type !== 'deb' && type !== 'deb-src') return { error: `Type '${type}' is not known on line ${i + 1} in source list ${path}` };
    const [uri = '', suite = '', ...components] = rest.split(/\s+/).filter(Boolean);
    if (uri === '') return malformed('URI');
    if (!/^[a-z+]+:\//.test(uri)) return malformed('URI parse');
    if (suite === '') return malformed('Suite');
    if (!suite.endsWith('/') && components.length === 0) return malformed('Component');
    if (suite.endsWith('/') && components.length > 0) return malformed('absolute Suite Component');
    if (type === 'deb-src') continue;
    const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(options ?? '')?.[1];
    const signedBy = option('signed-by');
    const architectures = option('arch');
    if (architectures !== undefined && !architectures.split(',').includes('amd64')) continue;
    sources.push({ uri: uri.replace(/\/$/, ''), suite, components, trusted: option('trusted') === 'yes', ...(signedBy && { signedBy }) });
  }
  return { sources };
}

/** Reads a deb822 file (`*.sources`). */
export function readSourceStanzas(path: string, text: string): SourcesRead {
  const sources: Source[] = [];
  for (const [i, stanza] of readStanzas(text).entries()) {
    if (stanza.get('Enabled') === 'no') continue;
    const words = (name: string) => (stanza.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (words('Types').length === 0) return { error: `Malformed stanza ${i + 1} in source list ${path} (type)` };
    if (words('URIs').length === 0) return { error: `Malformed entry ${i + 1} in sources file ${path} (URI)` };
    if (words('Suites').length === 0) return { error: `Malformed entry ${i + 1} in sources file ${path} (Suite)` };
    if (!words('Types').includes('deb')) continue;
    const [signedBy] = words('Signed-By');
    for (const uri of words('URIs'))
      for (const suite of words('Suites'))
        sources.push({
          uri: uri.replace(/\/$/, ''),
          suite,
          components: words('Components'),
          trusted: stanza.get('Trusted') === 'yes',
          ...(signedBy && { signedBy }),
        });
  }
  return { sources };
}

/** What apt calls a source in its lines: `https://pkgs.k8s.io/core:/stable:/v1.36/deb ` or `http://archive.ubuntu.com/ubuntu noble`. */
export const shownSource = ({ uri, suite }: Source): string => `${uri} ${suite === '/' ? '' : suite}`;

/** URL of a file of the repository (`InRelease`). */
export const indexUrl = ({ uri, suite }: Source, file: string): string =>
  suite.endsWith('/') ? `${uri}/${suite === '/' ? '' : suite}${file}` : `${uri}/dists/${suite}/${file}`;

/** Where apt keeps the list of packages. */
export const listPath = (source: Source): string => {
  const plain = indexUrl(source, 'Packages')
    .replace(/^[a-z]+:\/\//, '')
    .replaceAll('_', '%5f')
    .replaceAll('/', '_');
  return `/var/lib/apt/lists/${plain}`;
};
