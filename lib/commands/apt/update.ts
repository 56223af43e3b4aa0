import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { indexUrl, listPath, readText, shownSize, shownSource, sourcesOf, type Source } from './database';

const TRUSTED = '/etc/apt/trusted.gpg.d';
/** Where pkgs.k8s.io sends everybody. */
const CDN = 'https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/';

function get(sys: Sys, url: string): { readonly status: number; readonly body: string } {
  const [, scheme = 'https', host = '', port, path = '/'] = /^(https?):\/\/([^:/]+)(?::(\d+))?(.*)$/.exec(url) ?? [];
  const target: HttpTarget = { scheme: scheme as 'http' | 'https', host, port: Number(port ?? (scheme === 'http' ? 80 : 443)) };
  const { status, body } = sys.http(target, { method: 'GET', path, query: {}, headers: { 'user-agent': 'Debian APT-HTTP/1.3 (2.8.3)' } });
  return { status, body: String(body) };
}

/** Why a signature is not believed; undefined when it is. */
function distrust(sys: Sys, source: Source, release: string): string | undefined {
  if (source.trusted) return undefined;
  const key = /^Key: (\S+)$/m.exec(release)?.[1] ?? '';
  const paths = source.signedBy ? [source.signedBy] : sys.exists(TRUSTED) ? sys.readdir(TRUSTED).map((name) => `${TRUSTED}/${name}`) : [];
  const holds = (path: string): boolean => {
    const text = readText(sys, path);
    if (text === undefined) return false;
    // Armour is only understood where the name says so.
    const armour = /-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n([\s\S]*?)\n-----END/.exec(text)?.[1];
    if (armour !== undefined) return path.endsWith('.asc') && Buffer.from(armour, 'base64').toString('utf8').includes(key);
    return text.includes(key);
  };
  return paths.some(holds) ? undefined : key;
}

const shownWhere = (source: Source): string => shownSource(source).replace('https://pkgs.k8s.io/', CDN);

/** `apt-get update`. Models apt-private/private-update.cc. */
export function* update(io: Io): Task<number> {
  const { sys } = io;
  if (sys.uid() !== 0) {
    yield* io.print('Reading package lists... Done\n');
    yield* io.stderr(
      'E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\nE: Unable to lock directory /var/lib/apt/lists/\n',
    );
    return 100;
  }
  const read = sourcesOf(sys);
  if ('error' in read) {
    yield* io.stderr(`E: ${read.error}\nE: The list of sources could not be read.\n`);
    return 100;
  }
  let n = 0;
  let fetched = 0;
  const warnings: string[] = [];
  const errors: string[] = [];
  for (const source of read.sources) {
    const where = shownWhere(source);
    let release;
    try {
      release = get(sys, indexUrl(source, 'InRelease'));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const { hostname } = new URL(source.uri);
      const why = error.code === 'ENAMENOTFOUND' ? `Could not resolve '${hostname}'` : `Could not connect to ${hostname}: ${error.message}`;
      yield* io.print(`Err:${++n} ${where} InRelease\n  ${why}\n`);
      warnings.push(`Failed to fetch ${indexUrl(source, 'InRelease')}  ${why}`);
      continue;
    }
    yield* io.sleep(150);
    if (release.status !== 200) {
      const { hostname } = new URL(source.uri);
      const code = release.status === 404 ? '404  Not Found' : `${release.status}  Forbidden`;
      yield* io.print(`Ign:${++n} ${where} InRelease\nErr:${++n} ${where} Release\n  ${code} [IP: ${hostname} 443]\n`);
      errors.push(`The repository '${where} Release' does not have a Release file.`);
      continue;
    }
    const missing = distrust(sys, source, release.body);
    if (missing !== undefined) {
      const why = `The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${missing}`;
      yield* io.print(`Get:${++n} ${where} InRelease [1,227 B]\nErr:${n} ${where} InRelease\n  ${why}\n`);
      warnings.push(`GPG error: ${where} InRelease: ${why}`);
      errors.push(`The repository '${shownSource(source)} InRelease' is not signed.`);
      continue;
    }
    const packages = get(sys, indexUrl(source, 'Packages'));
    if (readText(sys, listPath(source)) === packages.body) {
      yield* io.print(`Hit:${++n} ${where} InRelease\n`);
      continue;
    }
    yield* io.print(`Get:${++n} ${where} InRelease [1,227 B]\n`);
    const bytes = packages.body.length;
    fetched += bytes + 1227;
    yield* io.print(`Get:${++n} ${where} Packages [${bytes.toLocaleString('en-US')} B]\n`);
    sys.writeFile(listPath(source), packages.body, { mode: 0o644 });
  }
  if (fetched > 0) yield* io.print(`Fetched ${shownSize(fetched)}B in 1s (${shownSize(fetched)}B/s)\n`);
  yield* io.print('Reading package lists... Done\n');
  for (const text of warnings) yield* io.stderr(`W: ${text}\n`);
  for (const text of errors) {
    yield* io.stderr(`E: ${text}\n`);
    yield* io.stderr(
      "N: Updating from such a repository can't be done securely, and is therefore disabled by default.\nN: See apt-secure(8) manpage for repository creation and user configuration details.\n",
    );
  }
  if (warnings.length > 0 && errors.length === 0)
    yield* io.stderr('W: Some index files failed to download. They have been ignored, or old ones used instead.\n');
  return errors.length > 0 ? 100 : 0;
}
