/** Which tags a repository has: named ones, and `M`, `M.m`, `M.m.p` up to the last patch of each series. */
export interface TagRule {
  readonly latest: string;
  /** Tag → version it stands for. */
  readonly names?: Readonly<Record<string, string>>;
  /** `1.27` → its last patch. */
  readonly series?: Readonly<Record<string, number>>;
  /** Of versions in two parts: `16` → its last minor. */
  readonly minors?: Readonly<Record<string, number>>;
  /** What may follow a version: `-alpine`. */
  readonly suffixes?: readonly string[];
  /** `v` */
  readonly prefix?: string;
  /** No tag `latest`. */
  readonly noLatest?: boolean;
}

export interface TagOptions {
  /** Default: the last of the versions. */
  readonly latest?: string;
  readonly names?: Readonly<Record<string, string>>;
  /** `-alpine -slim` */
  readonly suffixes?: string;
  readonly prefix?: string;
  readonly noLatest?: boolean;
}

/**
 * The tags of a repository from its versions, oldest first: `1.27.5` means 1.27.0 to 1.27.5, 1.27 and 1; `16.4` means 16.0
 * to 16.4 and 16; any other word only itself.
 */
export function tags(versions: string, options: TagOptions = {}): TagRule {
  const { suffixes, names, latest, ...rest } = options;
  const series: Record<string, number> = {};
  const minors: Record<string, number> = {};
  const others: Record<string, string> = {};
  const words = versions.split(' ').filter(Boolean);
  for (const word of words) {
    const [, two, major, one, patch] = /^((\d+)\.(\d+))(?:\.(\d+))?$/.exec(word) ?? [];
    if (two === undefined) others[word] = word;
    else if (patch === undefined) minors[major!] = Number(one);
    else series[two] = Number(patch);
  }
  return {
    latest: latest ?? words[words.length - 1] ?? 'latest',
    series,
    minors,
    names: { ...others, ...names },
    ...(suffixes ? { suffixes: suffixes.split(' ').sort((a, b) => b.length - a.length) } : {}),
    ...rest,
  };
}

/** Only these tags, each the version of its own name; the last one is `latest` unless `options` says otherwise. */
export function onlyTags(words: string, options: TagOptions = {}): TagRule {
  const all = words.split(' ').filter(Boolean);
  return tags('', {
    latest: all[all.length - 1] ?? 'latest',
    ...options,
    names: { ...Object.fromEntries(all.map((word) => [word, word])), ...options.names },
  });
}

/** The version a tag stands for, undefined when the repository has no such tag. */
export function versionOf(rule: TagRule, tag: string): string | undefined {
  const named = rule.names?.[tag];
  if (named) return named;
  if (tag === 'latest') return rule.noLatest ? undefined : rule.latest;
  let bare = tag;
  for (const suffix of rule.suffixes ?? []) {
    if (tag === suffix.slice(1)) return rule.latest;
    if (tag.endsWith(suffix)) {
      bare = tag.slice(0, -suffix.length);
      if (rule.names?.[bare]) return rule.names[bare];
      if (bare === 'latest') return rule.noLatest ? undefined : rule.latest;
      break;
    }
  }
  const prefix = rule.prefix ?? '';
  if (!bare.startsWith(prefix)) return undefined;
  const numbers = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(bare.slice(prefix.length));
  return numbers ? numbered(rule, numbers[1]!, numbers[2], numbers[3]) : undefined;
}

function numbered(rule: TagRule, major: string, minor: string | undefined, patch: string | undefined): string | undefined {
  const series = rule.series ?? {};
  const lastMinor = rule.minors?.[major];
  if (minor === undefined) {
    if (lastMinor !== undefined) return `${major}.${lastMinor}`;
    const last = Object.keys(series)
      .filter((name) => name.split('.')[0] === major)
      .pop();
    return last && `${last}.${series[last]}`;
  }
  const top = series[`${major}.${minor}`];
  if (top === undefined) {
    return patch === undefined && lastMinor !== undefined && Number(minor) <= lastMinor ? `${major}.${minor}` : undefined;
  }
  return patch !== undefined && Number(patch) > top ? undefined : `${major}.${minor}.${patch ?? top}`;
}
