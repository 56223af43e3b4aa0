import type { Account } from './registries';

/** What a container starts from, as an OCI image's configuration says, and how big and slow its pull is. */
export interface Image {
  /** Normalised: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tags: TagRule;
  /** What the root file system starts as. */
  base(tag: string): ImageBase;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** Overrides of entrypoint and cmd that some tags have. */
  readonly commandOf?: (tag: string) => { readonly entrypoint?: readonly string[]; readonly cmd?: readonly string[] };
  readonly env?: (version: string) => Readonly<Record<string, string>>;
  /** `uid`, `uid:gid` or a name in the image's /etc/passwd. Default root. */
  readonly user?: string;
  readonly workingDir?: string;
  readonly ports?: readonly string[];
  readonly stopSignal?: 'TERM' | 'QUIT' | 'INT' | 'WINCH';
  readonly files?: (version: string, tag: string) => readonly ImageFile[];
  /** Who may pull it; absent: everybody whom the registry lets in. */
  readonly private?: readonly Account[];
  /** Nobody who is not logged in gets it: the registry has had enough of them. */
  readonly rateLimited?: boolean;
  /** Compressed megabytes: decides how long a pull takes. */
  readonly megabytes: number;
}

export type ImageBase = 'debian' | 'ubuntu' | 'alpine' | 'busybox' | 'distroless';

/** A file, directory (path ends in `/`), link or executable of an image. */
export interface ImageFile {
  readonly path: string;
  readonly text?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** An executable: name in the program table. */
  readonly program?: string;
  /** A symbolic link. */
  readonly target?: string;
}

/** Which tags a repository has: named ones, and `M`, `M.m`, `M.m.p` up to the last patch of each series. */
export interface TagRule {
  readonly latest: string;
  /** Tag → version it stands for. */
  readonly names?: Readonly<Record<string, string>>;
  /** `1.27` → its last patch. */
  readonly series?: Readonly<Record<string, number>>;
  /** What may follow a version: `-alpine`. */
  readonly suffixes?: readonly string[];
  /** `v` */
  readonly prefix?: string;
  /** No tag `latest`. */
  readonly noLatest?: boolean;
}

/** The version a tag stands for, undefined when the repository has no such tag. */
export function versionOf(rule: TagRule, tag: string): string | undefined {
  if (tag === 'latest') return rule.noLatest ? undefined : rule.latest;
  const named = rule.names?.[tag];
  if (named) return named;
  let bare = tag;
  for (const suffix of rule.suffixes ?? []) {
    const plain = suffix.slice(1);
    if (tag === plain) return rule.latest;
    if (tag.endsWith(suffix)) {
      bare = tag.slice(0, -suffix.length);
      if (rule.names?.[bare]) return rule.names[bare];
      break;
    }
  }
  const prefix = rule.prefix ?? '';
  if (!bare.startsWith(prefix)) return undefined;
  const numbers = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(bare.slice(prefix.length));
  if (!numbers) return undefined;
  const [, major, minor, patch] = numbers;
  const series = rule.series ?? {};
  if (minor === undefined) {
    const last = Object.keys(series)
      .filter((name) => name.split('.')[0] === major)
      .pop();
    return last && `${last}.${series[last]}`;
  }
  const top = series[`${major}.${minor}`];
  if (top === undefined || (patch !== undefined && Number(patch) > top)) return undefined;
  return `${major}.${minor}.${patch ?? top}`;
}
