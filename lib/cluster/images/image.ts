import type { Base } from './bases';
import type { Account } from './registries';
import type { TagRule } from './tags';

export type { Base, ImageBase } from './bases';

/**
 * What a container starts from, as an OCI image's configuration says, and how big and slow its pull is. To add one, put it
 * in a file of catalogue/; its server, if it is to do something, in lib/world/programs/servers.
 */
export interface Image {
  /** Normalised: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Other names it is known by. */
  readonly also?: readonly string[];
  readonly tags: TagRule;
  /** What the root file system starts as: `debian:12`; `alpine` is the newest release. */
  readonly base: Base | ((tag: string, version: string) => Base);
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** Overrides of entrypoint and cmd that some tags have. */
  readonly commandOf?: (tag: string) => { readonly entrypoint?: readonly string[]; readonly cmd?: readonly string[] };
  readonly env?: Readonly<Record<string, string>> | ((version: string, tag: string) => Readonly<Record<string, string>>);
  /** `uid`, `uid:gid` or a name in the image's /etc/passwd. Default root. */
  readonly user?: string;
  /** Logins it adds to its base's: name → uid, which is the group's number too. */
  readonly users?: Readonly<Record<string, number>>;
  readonly workingDir?: string;
  readonly ports?: readonly string[];
  readonly stopSignal?: 'TERM' | 'QUIT' | 'INT' | 'WINCH';
  /** Programs in /usr/bin besides the base's, by the names of the table of programs. */
  readonly tools?: readonly string[] | ((tag: string) => readonly string[]);
  readonly files?: readonly ImageFile[] | ((version: string, tag: string) => readonly ImageFile[]);
  /** Who may pull it; absent: everybody whom the registry lets in. */
  readonly private?: readonly Account[];
  /** Nobody who is not logged in gets it: the registry has had enough of them. */
  readonly rateLimited?: boolean;
  /** Compressed megabytes: decides how long a pull takes. */
  readonly megabytes: number;
}

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

/** An executable at `path`: the program of that name, or of the file's. */
export const executable = (path: string, program = path.slice(path.lastIndexOf('/') + 1)): ImageFile => ({ path, program });

/** A directory, root's or of a login that the image adds. */
export const directory = (path: string, uid = 0, mode?: number): ImageFile => ({
  path: `${path}/`,
  ...(uid ? { uid, gid: uid } : {}),
  ...(mode ? { mode } : {}),
});

export const text = (path: string, content: string, more: Partial<ImageFile> = {}): ImageFile => ({ path, text: content, ...more });
