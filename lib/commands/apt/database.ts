import { asInstalled, programsOf } from '@/lib/hosts/packages/catalogue';
import { DPKG_STATUS, isInstalled } from '@/lib/hosts/packages/dpkg-status';
import {
  indexUrl,
  listPath,
  readSourceLines,
  readSourceStanzas,
  shownSource,
  type Source,
  type SourcesRead,
} from '@/lib/hosts/packages/sources';
import { compareVersions, printStanzas, readStanzas, type Stanza } from '@/lib/hosts/packages/stanza';
import { Errno, type Sys } from '@/lib/hosts/process/sys';

const LIST = '/etc/apt/sources.list';
export const SOURCES_DIRECTORY = '/etc/apt/sources.list.d';

/** One version of a package that a source offers. */
export interface Offer {
  readonly source: Source;
  readonly stanza: Stanza;
}

/** Text of a file; undefined when it cannot be read. */
export function readText(sys: Sys, path: string): string | undefined {
  try {
    return sys.readFile(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

/** All configured sources, or what is wrong with a file of them. */
export function sourcesOf(sys: Sys): SourcesRead {
  const sources: Source[] = [];
  const files = sys.exists(LIST) ? [LIST] : [];
  if (sys.exists(SOURCES_DIRECTORY)) files.push(...sys.readdir(SOURCES_DIRECTORY).map((name) => `${SOURCES_DIRECTORY}/${name}`));
  for (const path of files) {
    const text = readText(sys, path) ?? '';
    const read = path.endsWith('.sources')
      ? readSourceStanzas(path, text)
      : path.endsWith('.list')
        ? readSourceLines(path, text)
        : { sources: [] };
    if ('error' in read) return read;
    sources.push(...read.sources);
  }
  return { sources };
}

/** What is installed, what is offered, and what is held. */
export class Database {
  readonly installed = new Map<string, Stanza>();
  readonly offers = new Map<string, Offer[]>();

  private constructor(private readonly sys: Sys) {
    for (const stanza of readStanzas(readText(sys, DPKG_STATUS) ?? '')) this.installed.set(stanza.get('Package') ?? '', stanza);
  }

  /** Reads dpkg's status and the lists of the sources that are configured now. */
  static open(sys: Sys): Database | { readonly error: string } {
    const read = sourcesOf(sys);
    if ('error' in read) return read;
    const database = new Database(sys);
    for (const source of read.sources) {
      for (const stanza of readStanzas(readText(sys, listPath(source)) ?? '')) {
        const name = stanza.get('Package') ?? '';
        const known = database.offers.get(name);
        if (known) known.push({ source, stanza });
        else database.offers.set(name, [{ source, stanza }]);
      }
    }
    // Newest first.
    for (const offers of database.offers.values())
      offers.sort((a, b) => compareVersions(b.stanza.get('Version')!, a.stanza.get('Version')!));
    return database;
  }

  version(name: string): string | undefined {
    const stanza = this.installed.get(name);
    return isInstalled(stanza) ? stanza!.get('Version') : undefined;
  }

  isHeld(name: string): boolean {
    return this.installed.get(name)?.get('Status')?.startsWith('hold ') ?? false;
  }

  /** The version that `apt-get install` would take: never an older one than what is installed. */
  candidate(name: string): string | undefined {
    const newest = this.offers.get(name)?.[0]?.stanza.get('Version');
    const own = this.version(name);
    return newest === undefined || (own !== undefined && compareVersions(own, newest) > 0) ? own : newest;
  }

  offer(name: string, version: string): Offer | undefined {
    return this.offers.get(name)?.find(({ stanza }) => stanza.get('Version') === version);
  }

  /** Names of the packages without which a version does not work. */
  depends(stanza: Stanza): string[] {
    return (stanza.get('Depends') ?? '')
      .split(',')
      .map((one) => one.trim().split(' ')[0]!)
      .filter(Boolean);
  }

  setHold(name: string, held: boolean): void {
    const stanza = this.installed.get(name)!;
    this.installed.set(name, new Map([...stanza, ['Status', `${held ? 'hold' : 'install'} ok installed`]]));
  }

  /** Puts a package's programs where they belong. */
  unpack(stanza: Stanza): void {
    const name = stanza.get('Package')!;
    this.installed.set(name, asInstalled(stanza, this.isHeld(name) ? 'hold' : 'install'));
    for (const [path, program] of Object.entries(programsOf(name))) this.sys.host({ call: 'package-program', path, program });
    this.sys.host({ call: 'package-units', name, installed: true });
  }

  /** Takes a package away. */
  remove(name: string): void {
    this.installed.delete(name);
    for (const path of Object.keys(programsOf(name))) if (this.sys.exists(path)) this.sys.unlink(path);
    this.sys.host({ call: 'package-units', name, installed: false });
  }

  save(): void {
    const sorted = [...this.installed.values()].sort((a, b) => (a.get('Package')! < b.get('Package')! ? -1 : 1));
    this.sys.writeFile(DPKG_STATUS, printStanzas(sorted), { mode: 0o644 });
  }
}

export { indexUrl, listPath, shownSource, type Source, type Stanza };

/** `13.2 MB`, `4096 B`. Models SizeToStr. */
export function shownSize(bytes: number): string {
  if (bytes < 10_000) return `${bytes} `;
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < 4) [size, unit] = [size / 1000, unit + 1];
  return `${size < 100 ? size.toFixed(1) : Math.round(size)} ${'kMGT'[unit - 1] ?? ''}`;
}
