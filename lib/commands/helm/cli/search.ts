import { printYaml } from '@/lib/api/yaml';
import { compareVersions, parseVersion } from '../semver';
import { HelmError, type Helm, type Task } from './helm';
import { regexOf } from './go-regex';
import { cachedIndex, newestOf, readRepositories, type ChartVersion } from './repositories';
import { table } from './table';

/** `helm search repo`. */
export function* searchRepo(h: Helm): Task<number> {
  yield* h.k.flush();
  const { flags } = h;
  const known = readRepositories(h) ?? [];
  if (known.length === 0) throw new HelmError('no repositories configured');
  const words = h.args.map((each) => each.toLowerCase());
  const range = flags.text('version') || (flags.bool('devel') ? '>0.0.0-0' : '');
  const found: [string, ChartVersion][] = [];
  for (const { name } of known) {
    const index = cachedIndex(h, name);
    if (!index) {
      h.k.err(`WARNING: Repo ${JSON.stringify(name)} is corrupt or missing. Try 'helm repo update'.`);
      continue;
    }
    for (const [chart, versions] of Object.entries(index.entries)) {
      const fits = flags.bool('versions')
        ? versions.filter((each) =>
            flags.bool('devel') || range !== '' ? newestOf([each], range) : parseVersion(each.version)!.pre === '',
          )
        : [newestOf(versions, range)];
      for (const version of fits) if (version) found.push([`${name}/${chart}`, version]);
    }
  }
  const term = words.join(' ');
  const pattern = flags.bool('regexp') && words.length > 0 ? regexOf(`(?i)${h.args.join(' ')}`) : undefined;
  // In which part of what is known of a chart the first match is: the earlier, the better (Models search.calcScore).
  const scored = found.flatMap(([full, version]) => {
    const { description = '', keywords = [] } = version;
    const parts = [version.name, full, description, keywords.join(' ')].map((each) => each.toLowerCase());
    const score = parts.findIndex((each) => (pattern ? pattern.test(each) : each.includes(term)));
    return score < 0 ? [] : [{ full, version, score: words.length === 0 ? 0 : score }];
  });
  scored.sort(
    (a, b) =>
      a.score - b.score ||
      (a.full < b.full ? -1 : a.full > b.full ? 1 : compareVersions(parseVersion(b.version.version)!, parseVersion(a.version.version)!)),
  );
  const hits = scored.map(({ full, version }) => [full, version] as const);
  const format = flags.text('output');
  if (format === 'json' || format === 'yaml') {
    const values = hits.map(([name, each]) => ({
      name,
      version: each.version,
      app_version: each.appVersion ?? '',
      description: each.description ?? '',
    }));
    if (format === 'json') h.out(`${JSON.stringify(values)}\n`);
    else h.out(printYaml(values));
    return 0;
  }
  if (hits.length === 0) {
    if (flags.bool('fail-on-no-result')) throw new HelmError('no results found');
    h.out('No results found\n');
    return 0;
  }
  const width = flags.int('max-col-width') || 50;
  h.out(
    `${table([['NAME', 'CHART VERSION', 'APP VERSION', 'DESCRIPTION'], ...hits.map(([name, each]) => [name, each.version, each.appVersion ?? '', each.description ?? ''])], width)}\n`,
  );
  return 0;
}

/** `helm search hub`: there is no Artifact Hub here. */
export function* searchHub(h: Helm): Task<number> {
  yield* h.k.flush();
  throw new HelmError("Artifact Hub is not simulated here: add a repository with 'helm repo add' and use 'helm search repo'");
}
