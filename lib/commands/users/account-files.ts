import type { Sys } from '@/lib/hosts/process/sys';
import { Errno } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';

/** A file of colon-separated rows: /etc/passwd, /etc/group, /etc/shadow. */
export class AccountFile {
  readonly rows: string[][];

  constructor(
    private readonly sys: Sys,
    private readonly path: string,
  ) {
    let text = '';
    try {
      text = sys.readFile(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
    this.rows = text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(':'));
  }

  find(name: string): string[] | undefined {
    return this.rows.find(([own]) => own === name);
  }

  remove(name: string): void {
    const at = this.rows.findIndex(([own]) => own === name);
    if (at >= 0) this.rows.splice(at, 1);
  }

  /** Writes it back; its owner and mode stay. */
  save(): void {
    this.sys.writeFile(this.path, this.rows.map((row) => `${row.join(':')}\n`).join(''));
  }

  /** The first free number from `from` on, in the column of ids. */
  freeId(from: number): number {
    const taken = new Set(this.rows.map(([, , id]) => Number(id)));
    let id = from;
    while (taken.has(id)) id++;
    return id;
  }
}

export interface AccountFiles {
  readonly passwd: AccountFile;
  readonly group: AccountFile;
  readonly shadow: AccountFile;
}

/** The account files, for those who may change them. Throws Fatal for anybody but root, in shadow's words. */
export function accountFiles(sys: Sys): AccountFiles {
  if (sys.uid() !== 0) throw new Fatal('Permission denied.\ncannot lock /etc/passwd; try again later.');
  const [passwd, group, shadow] = ['passwd', 'group', 'shadow'].map((name) => new AccountFile(sys, `/etc/${name}`));
  return { passwd: passwd!, group: group!, shadow: shadow! };
}

export function saveAll({ group, passwd, shadow }: AccountFiles): void {
  for (const file of [passwd, group, shadow]) file.save();
}

/** Names that Debian's shadow takes. */
export const isName = (name: string): boolean => /^[a-z_][a-z0-9_.-]{0,31}\$?$/.test(name);

/** Puts a user into groups (names or numbers), out of all others when `only`. Returns the first group there is not. */
export function joinGroups({ group }: AccountFiles, user: string, names: readonly string[], only: boolean): string | undefined {
  const wanted = names.map((name) => group.rows.find(([own, , id]) => own === name || id === name));
  const missing = names.find((_, i) => !wanted[i]);
  if (missing !== undefined) return missing;
  for (const row of group.rows) {
    const members = (row[3] ?? '').split(',').filter(Boolean);
    const keep = wanted.includes(row) || (!only && members.includes(user));
    row[3] = (keep ? [...new Set([...members, user])] : members.filter((member) => member !== user)).join(',');
  }
  return undefined;
}

/** Removes a tree, no deeper than a home is. */
export function removeTree(sys: Sys, path: string, depth = 0): void {
  if (depth > 20 || !sys.exists(path)) return;
  if (sys.lstat(path).type !== 'dir') return sys.unlink(path);
  for (const name of sys.readdir(path)) removeTree(sys, `${path}/${name}`, depth + 1);
  sys.rmdir(path);
}

/** Makes a home with what /etc/skel holds. */
export function makeHome(sys: Sys, home: string, uid: number, gid: number, skeleton = '/etc/skel'): void {
  if (sys.exists(home)) return;
  sys.mkdir(home, 0o750);
  sys.chmod(home, 0o750);
  for (const name of sys.exists(skeleton) ? sys.readdir(skeleton) : []) {
    const from = `${skeleton}/${name}`;
    if (sys.lstat(from).type !== 'file') continue;
    sys.writeFile(`${home}/${name}`, sys.readFile(from));
    sys.chown(`${home}/${name}`, uid, gid);
  }
  sys.chown(home, uid, gid);
}

/** Days since the epoch, as /etc/shadow counts. */
export const today = (sys: Sys): string => String(Math.floor(sys.now() / 86_400_000));
