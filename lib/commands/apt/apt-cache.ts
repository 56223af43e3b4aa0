import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Database, listPath, readText, shownSize, sourcesOf, type Offer } from './database';
import { upgradable } from './plan';

interface Shown {
  /** Called as `apt`. */
  readonly apt: boolean;
  readonly all: boolean;
  readonly installed: boolean;
  readonly upgradable: boolean;
}

const suiteOf = ({ source }: Offer) => (source.suite === '/' ? 'unknown' : source.suite);

/** `https://pkgs.k8s.io/core:/stable:/v1.36/deb  Packages` */
const whence = ({ source }: Offer) =>
  source.suite === '/' ? `${source.uri}  Packages` : `${source.uri} ${source.suite}/${source.components[0] ?? 'main'} amd64 Packages`;

/** The verbs that only look. Models cmdline/apt-cache.cc. */
export function* aptCacheVerb(io: Io, verb: string, names: readonly string[], shown: Shown): Task<number> {
  const database = Database.open(io.sys);
  if ('error' in database) {
    yield* io.stderr(`E: ${database.error}\nE: The list of sources could not be read.\n`);
    return 100;
  }
  if (verb === 'policy' && names.length === 0) return yield* allSources(io);
  if (names.length === 0 && verb !== 'list' && verb !== 'pkgnames') {
    yield* io.stderr(verb === 'search' ? 'E: You must give at least one search pattern\n' : 'E: No packages found\n');
    return 100;
  }
  let code = 0;
  const missing = function* (name: string, text: string): Task<void> {
    yield* io.stderr(text);
    if (verb !== 'madison' && verb !== 'policy') code = 100;
    void name;
  };
  if (verb === 'list') return yield* listed(io, database, names, shown);
  if (verb === 'search') {
    const patterns = names.map((name) => new RegExp(name, 'i'));
    for (const [name, offers] of [...database.offers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const description = offers[0]!.stanza.get('Description') ?? '';
      if (!patterns.every((one) => one.test(name) || one.test(description))) continue;
      const version = offers[0]!.stanza.get('Version');
      const installed = database.version(name) === undefined ? '' : ' [installed]';
      yield* io.print(
        shown.apt ? `${name}/${suiteOf(offers[0]!)} ${version} amd64${installed}\n  ${description}\n\n` : `${name} - ${description}\n`,
      );
    }
    return 0;
  }
  if (verb === 'pkgnames') {
    for (const name of [...database.offers.keys()].sort()) if (!names[0] || name.startsWith(names[0])) yield* io.print(`${name}\n`);
    return 0;
  }
  for (const name of names) {
    const offers = database.offers.get(name) ?? [];
    const own = database.version(name);
    if (offers.length === 0 && own === undefined) {
      yield* missing(
        name,
        verb === 'policy' || verb === 'madison'
          ? `N: Unable to locate package ${name}\n`
          : `N: Unable to locate package ${name}\nE: No packages found\n`,
      );
      continue;
    }
    if (verb === 'madison') {
      for (const offer of offers)
        yield* io.print(`${name.padStart(10)} | ${offer.stanza.get('Version')!.padStart(10)} | ${whence(offer)}\n`);
    } else if (verb === 'policy') yield* policy(io, database, name);
    else if (verb === 'depends') {
      yield* io.print(
        `${name}\n${database
          .depends((offers[0]?.stanza ?? database.installed.get(name))!)
          .map((one) => `  Depends: ${one}\n`)
          .join('')}`,
      );
    } else {
      const chosen = shown.all || !shown.apt ? offers : offers.slice(0, 1);
      for (const { stanza } of chosen) {
        const fields = [...stanza].filter(
          ([field]) => !shown.apt || !['Filename', 'Size', 'Installed-Size', 'Architecture'].includes(field),
        );
        if (shown.apt) fields.push(['Download-Size', `${shownSize(Number(stanza.get('Size')))}B`]);
        yield* io.print(`${fields.map(([field, value]) => `${field}: ${value}\n`).join('')}\n`);
      }
      if (chosen.length < offers.length)
        yield* io.stderr(`N: There are ${offers.length - 1} additional records. Please use the '-a' switch to see them.\n`);
    }
  }
  return code;
}

function* policy(io: Io, database: Database, name: string): Task<void> {
  const own = database.version(name);
  const offers = database.offers.get(name) ?? [];
  yield* io.print(`${name}:\n  Installed: ${own ?? '(none)'}\n  Candidate: ${database.candidate(name) ?? '(none)'}\n  Version table:\n`);
  const versions = [...new Set(offers.map(({ stanza }) => stanza.get('Version')!))];
  if (own !== undefined && !versions.includes(own)) versions.push(own);
  for (const version of versions) {
    yield* io.print(` ${version === own ? '***' : '   '} ${version} 500\n`);
    for (const offer of offers) if (offer.stanza.get('Version') === version) yield* io.print(`        500 ${whence(offer)}\n`);
    if (version === own) yield* io.print('        100 /var/lib/dpkg/status\n');
  }
}

function* allSources(io: Io): Task<number> {
  const read = sourcesOf(io.sys);
  yield* io.print('Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n');
  for (const source of 'error' in read ? [] : read.sources)
    if (readText(io.sys, listPath(source)) !== undefined)
      yield* io.print(` 500 ${whence({ source, stanza: new Map() })}\n     origin ${new URL(source.uri).hostname}\n`);
  yield* io.print('Pinned packages:\n');
  return 0;
}

function* listed(io: Io, database: Database, names: readonly string[], shown: Shown): Task<number> {
  yield* io.print('Listing... Done\n');
  const globs = names.map((name) => new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`));
  const newer = new Set(upgradable(database));
  for (const name of [...new Set([...database.offers.keys(), ...database.installed.keys()])].sort()) {
    if (globs.length > 0 && !globs.some((glob) => glob.test(name))) continue;
    const own = database.version(name);
    if ((shown.installed && own === undefined) || (shown.upgradable && !newer.has(name))) continue;
    const offers = database.offers.get(name) ?? [];
    for (const offer of shown.all ? offers : offers.slice(0, 1)) {
      const version = offer.stanza.get('Version')!;
      const state =
        own === undefined
          ? ''
          : version === own
            ? ' [installed]'
            : newer.has(name) && offer === offers[0]
              ? ` [upgradable from: ${own}]`
              : '';
      yield* io.print(`${name}/${suiteOf(offer)}${version === own ? ',now' : ''} ${version} amd64${state}\n`);
    }
    if (offers.length === 0 && own !== undefined) yield* io.print(`${name}/now ${own} amd64 [installed,local]\n`);
  }
  return 0;
}

export const aptCache: Command = {
  name: 'apt-cache',
  options: 'a,all-versions q,quiet n,names-only f,full i,important installed',
  usage:
    'apt 2.8.3 (amd64)\nUsage: apt-cache [options] command\n       apt-cache [options] show pkg1 [pkg2 ...]\n\nMost used commands:\n  showsrc - Show source records\n  search - Search the package list for a regex pattern\n  depends - Show raw dependency information for a package\n  pkgnames - List the names of all packages in the system\n  policy - Show policy settings\n',
  usageStatus: 100,
  *run(io, options) {
    const [verb, ...names] = options.operands;
    const known = ['madison', 'policy', 'show', 'search', 'depends', 'pkgnames'];
    if (verb === undefined) {
      yield* io.print(this.usage);
      return 1;
    }
    if (!known.includes(verb)) {
      yield* io.stderr(
        ['showsrc', 'rdepends', 'stats', 'dump', 'showpkg', 'unmet'].includes(verb)
          ? `apt-cache ${verb}: not simulated here\n`
          : `E: Invalid operation ${verb}\n`,
      );
      return 100;
    }
    return yield* aptCacheVerb(io, verb, names, { apt: false, all: true, installed: false, upgradable: false });
  },
};
