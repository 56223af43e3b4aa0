import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { Sys } from '@/lib/hosts/process/sys';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `40000`. */
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** `Name <mail> seconds +0000` */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/** The objects of a repository, as loose files. */
export class Objects {
  constructor(
    private readonly sys: Sys,
    private readonly directory: string,
  ) {}

  private path(id: string): string {
    return `${this.directory}/objects/${id.slice(0, 2)}/${id.slice(2)}`;
  }

  has(id: string): boolean {
    return /^[0-9a-f]{40}$/.test(id) && this.sys.exists(this.path(id));
  }

  /** Stores an object; its id is the SHA-1 of git's own form of it. */
  write(type: ObjectType, body: Uint8Array): string {
    const bytes = framed(type, body);
    const id = createHash('sha1').update(bytes).digest('hex');
    const path = this.path(id);
    if (this.sys.exists(path)) return id;
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (!this.sys.exists(parent)) this.sys.mkdir(parent);
    this.sys.writeFile(path, fromBytes(deflateSync(bytes)), { mode: 0o444 });
    return id;
  }

  /** Id that a text has as a blob. */
  static blobId(text: string): string {
    return createHash('sha1')
      .update(framed('blob', toBytes(text)))
      .digest('hex');
  }

  read(id: string): { readonly type: ObjectType; readonly body: Uint8Array } {
    const bytes = new Uint8Array(inflateSync(toBytes(this.sys.readFile(this.path(id)))));
    const end = bytes.indexOf(0);
    return { type: fromBytes(bytes.subarray(0, end)).split(' ')[0] as ObjectType, body: bytes.subarray(end + 1) };
  }

  blob(id: string): string {
    return fromBytes(this.read(id).body);
  }

  commit(id: string): Commit {
    const text = fromBytes(this.read(id).body);
    const at = text.indexOf('\n\n');
    const head = text.slice(0, at).split('\n');
    const field = (name: string) => head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
    return {
      tree: field('tree')[0]!,
      parents: field('parent'),
      author: field('author')[0]!,
      committer: field('committer')[0]!,
      message: text.slice(at + 2),
    };
  }

  writeCommit(commit: Commit): string {
    const parents = commit.parents.map((id) => `parent ${id}\n`).join('');
    return this.write(
      'commit',
      toBytes(`tree ${commit.tree}\n${parents}author ${commit.author}\ncommitter ${commit.committer}\n\n${commit.message}`),
    );
  }

  tree(id: string): TreeEntry[] {
    const { body } = this.read(id);
    const out: TreeEntry[] = [];
    for (let at = 0; at < body.length;) {
      const zero = body.indexOf(0, at);
      const [mode = '', ...name] = fromBytes(body.subarray(at, zero)).split(' ');
      out.push({ mode, name: name.join(' '), id: Buffer.from(body.subarray(zero + 1, zero + 21)).toString('hex') });
      at = zero + 21;
    }
    return out;
  }

  writeTree(entries: readonly TreeEntry[]): string {
    const key = ({ name, mode }: TreeEntry) => Buffer.from(mode === '40000' ? `${name}/` : name);
    const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
    const parts = sorted.flatMap(({ mode, name, id }) => [toBytes(`${mode} ${name}\0`), new Uint8Array(Buffer.from(id, 'hex'))]);
    return this.write('tree', Buffer.concat(parts));
  }

  /** Every file of a tree, by path. */
  files(tree: string | undefined): Map<string, FileEntry> {
    const out = new Map<string, FileEntry>();
    const walk = (id: string, under: string) => {
      for (const entry of this.tree(id)) {
        if (entry.mode === '40000') walk(entry.id, `${under}${entry.name}/`);
        else out.set(`${under}${entry.name}`, { mode: entry.mode, id: entry.id });
      }
    };
    if (tree !== undefined) walk(tree, '');
    return out;
  }

  /** Writes the trees of a set of files. */
  treeOf(files: ReadonlyMap<string, FileEntry>): string {
    const entries: TreeEntry[] = [];
    const below = new Map<string, Map<string, FileEntry>>();
    for (const [path, file] of files) {
      const slash = path.indexOf('/');
      if (slash < 0) entries.push({ name: path, ...file });
      else {
        const name = path.slice(0, slash);
        if (!below.has(name)) below.set(name, new Map());
        below.get(name)!.set(path.slice(slash + 1), file);
      }
    }
    for (const [name, inside] of below) entries.push({ mode: '40000', name, id: this.treeOf(inside) });
    return this.writeTree(entries);
  }

  /** Ids that begin so. */
  startingWith(prefix: string): string[] {
    const dir = `${this.directory}/objects/${prefix.slice(0, 2)}`;
    if (prefix.length < 4 || !this.sys.exists(dir)) return [];
    return this.sys
      .readdir(dir)
      .filter((name) => name.startsWith(prefix.slice(2)))
      .map((name) => prefix.slice(0, 2) + name);
  }

  /** Everything that there is, for copying. */
  all(): string[] {
    const root = `${this.directory}/objects`;
    return this.sys
      .readdir(root)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((two) => this.sys.readdir(`${root}/${two}`).map((name) => two + name));
  }
}

export interface FileEntry {
  readonly mode: string;
  readonly id: string;
}

function framed(type: ObjectType, body: Uint8Array): Uint8Array {
  return Buffer.concat([toBytes(`${type} ${body.length}\0`), body]);
}
