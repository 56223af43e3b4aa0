import type { Sys } from '@/lib/hosts/process/sys';
import { Exit } from '../command/command';
import { Objects, type FileEntry } from './objects';

/** Ends git with `fatal: …` and 128, or what is given. */
export class GitError extends Exit {
  constructor(
    readonly text: string,
    code = 128,
  ) {
    super(code);
  }
}

export const fatal = (text: string): GitError => new GitError(`fatal: ${text}\n`);

const MOST_COMMITS = 20_000;

/** A repository: its objects, references, index and settings. */
export class Repository {
  readonly objects: Objects;

  constructor(
    readonly sys: Sys,
    /** `.git`, or the repository itself when it is bare. */
    readonly directory: string,
    /** Undefined in a bare one. */
    readonly top: string | undefined,
  ) {
    this.objects = new Objects(sys, directory);
  }

  /** The repository around a directory. */
  static find(sys: Sys, start: string): Repository {
    for (let at = start; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
      const found = Repository.at(sys, at);
      if (found) return found;
      if (at === '/') throw fatal('not a git repository (or any of the parent directories): .git');
    }
  }

  static at(sys: Sys, path: string): Repository | undefined {
    const own = path === '/' ? '/.git' : `${path}/.git`;
    if (sys.exists(`${own}/HEAD`)) return new Repository(sys, own, path);
    if (sys.exists(`${path}/HEAD`) && sys.exists(`${path}/objects`)) return new Repository(sys, path, undefined);
    return undefined;
  }

  read(name: string): string | undefined {
    const path = `${this.directory}/${name}`;
    return this.sys.exists(path) && this.sys.stat(path).type === 'file' ? this.sys.readFile(path) : undefined;
  }

  write(name: string, text: string): void {
    const parts = name.split('/').slice(0, -1);
    parts.forEach((_, i) => {
      const dir = `${this.directory}/${parts.slice(0, i + 1).join('/')}`;
      if (!this.sys.exists(dir)) this.sys.mkdir(dir);
    });
    this.sys.writeFile(`${this.directory}/${name}`, text);
  }

  remove(name: string): void {
    if (this.read(name) !== undefined) this.sys.unlink(`${this.directory}/${name}`);
  }

  /** The branch that HEAD is on; undefined when it is detached. */
  branch(): string | undefined {
    return /^ref: refs\/heads\/(.*)\n/.exec(this.read('HEAD') ?? '')?.[1];
  }

  ref(name: string): string | undefined {
    return this.read(name)?.trim();
  }

  head(): string | undefined {
    const branch = this.branch();
    return branch === undefined ? this.read('HEAD')?.trim() : this.ref(`refs/heads/${branch}`);
  }

  /** Moves what HEAD stands on. */
  moveHead(id: string, why?: string): void {
    const branch = this.branch();
    const before = this.head();
    if (branch === undefined) this.write('HEAD', `${id}\n`);
    else this.write(`refs/heads/${branch}`, `${id}\n`);
    if (why !== undefined) this.reflog(before, id, why);
  }

  reflog(before: string | undefined, after: string, why: string): void {
    const line = `${before ?? '0'.repeat(40)} ${after} ${this.person('COMMITTER')}\t${why}\n`;
    this.write('logs/HEAD', (this.read('logs/HEAD') ?? '') + line);
  }

  refs(under: string): [name: string, id: string][] {
    const out: [string, string][] = [];
    const walk = (path: string) => {
      for (const name of this.sys.readdir(path)) {
        const full = `${path}/${name}`;
        if (this.sys.stat(full).type === 'dir') walk(full);
        else if (name !== 'HEAD') out.push([full.slice(this.directory.length + under.length + 2), this.sys.readFile(full).trim()]);
      }
    };
    if (this.sys.exists(`${this.directory}/${under}`)) walk(`${this.directory}/${under}`);
    return out.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Settings: system's are none, then the user's, then the repository's. */
  config(name: string): string | undefined {
    return this.configs(name).at(-1);
  }

  configs(name: string): string[] {
    const own = readConfig(this.read('config') ?? '');
    return [...userConfig(this.sys), ...own].filter(([key]) => key === lower(name)).map(([, value]) => value);
  }

  /** `Name <mail> seconds zone` of whoever acts. */
  person(role: 'AUTHOR' | 'COMMITTER'): string {
    const env = this.sys.env();
    const name = env[`GIT_${role}_NAME`] ?? this.config('user.name');
    const mail = env[`GIT_${role}_EMAIL`] ?? this.config('user.email');
    if (name === undefined || mail === undefined)
      throw new GitError(
        `${role === 'AUTHOR' ? 'Author' : 'Committer'} identity unknown\n\n*** Please tell me who you are.\n\nRun\n\n  git config --global user.email "you@example.com"\n  git config --global user.name "Your Name"\n\nto set your account's default identity.\nOmit --global to set the identity only in this repository.\n\nfatal: unable to auto-detect email address (got '${env.USER ?? 'root'}@${this.sys.hostname()}.(none)')\n`,
      );
    return `${name} <${mail}> ${dateOf(env[`GIT_${role}_DATE`]) ?? `${Math.floor(this.sys.now() / 1000)} +0000`}`;
  }

  index(): Map<string, FileEntry> {
    return new Map(
      (this.read('index') ?? '')
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [mode = '', id = '', ...path] = line.split(' ');
          return [path.join(' '), { mode, id }];
        }),
    );
  }

  writeIndex(files: ReadonlyMap<string, FileEntry>): void {
    const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { mode, id }]) => `${mode} ${id} ${path}\n`);
    this.write('index', lines.join(''));
  }

  filesOf(commit: string | undefined): Map<string, FileEntry> {
    return commit === undefined ? new Map() : this.objects.files(this.objects.commit(commit).tree);
  }

  /** Id of a commit by a name of any form. @throws GitError */
  resolve(word: string): string {
    const found = this.tryResolve(word);
    if (found === undefined)
      throw fatal(
        `ambiguous argument '${word}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
      );
    return found;
  }

  tryResolve(word: string): string | undefined {
    const m = /^(.*?)((?:~\d*|\^\d*|\^\{\w*\})*)$/.exec(word)!;
    let id = this.named(m[1]! || 'HEAD');
    for (const [, sign, count] of m[2]!.matchAll(/([~^])(\d*|\{\w*\})/g)) {
      if (id === undefined) return undefined;
      id = this.peel(id);
      if (count?.startsWith('{')) continue;
      const n = count === '' ? 1 : Number(count);
      if (sign === '^') id = n === 0 ? id : this.objects.commit(id).parents[n - 1];
      else for (let i = 0; i < n && id !== undefined; i++) id = this.objects.commit(id).parents[0];
    }
    return id === undefined ? undefined : this.peel(id);
  }

  private named(word: string): string | undefined {
    if (word === 'HEAD' || word === '@') return this.head();
    const at = /^(?:HEAD|@)?@\{(\d+)\}$|^HEAD@\{(\d+)\}$/.exec(word);
    if (at) {
      const lines = (this.read('logs/HEAD') ?? '').trimEnd().split('\n').reverse();
      return lines[Number(at[1] ?? at[2])]?.split(' ')[1];
    }
    if (/^[A-Z_]+$/.test(word) && this.read(word)) return this.read(word)!.trim().split(/\s/)[0];
    for (const prefix of ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'])
      if ((prefix !== '' || word.startsWith('refs/')) && this.ref(prefix + word)) return this.ref(prefix + word);
    if (this.objects.has(word)) return word;
    if (!/^[0-9a-f]{4,40}$/.test(word)) return undefined;
    const found = this.objects.startingWith(word);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The commit that an annotated tag is of. */
  peel(id: string): string {
    const { type, body } = this.objects.read(id);
    return type === 'tag' ? Buffer.from(body).toString().slice(7, 47) : id;
  }

  short(id: string): string {
    return id.slice(0, 7);
  }

  /** Commits that lead to some, the newest first. */
  history(from: readonly string[], without: readonly string[] = []): string[] {
    const hidden = new Set<string>();
    const reach = [...without];
    while (reach.length > 0 && hidden.size < MOST_COMMITS) {
      const id = reach.pop()!;
      if (hidden.has(id)) continue;
      hidden.add(id);
      reach.push(...this.objects.commit(id).parents);
    }
    const seen = new Set<string>();
    const queue: { id: string; time: number; order: number }[] = [];
    const out: string[] = [];
    let order = 0;
    const add = (id: string) => {
      if (seen.has(id) || hidden.has(id)) return;
      seen.add(id);
      queue.push({ id, time: timeOf(this.objects.commit(id).committer), order: order++ });
    };
    from.forEach(add);
    while (queue.length > 0 && out.length < MOST_COMMITS) {
      queue.sort((a, b) => b.time - a.time || a.order - b.order);
      const { id } = queue.shift()!;
      out.push(id);
      this.objects.commit(id).parents.forEach(add);
    }
    return out;
  }

  isAncestor(old: string, id: string): boolean {
    return old === id || this.history([id]).includes(old);
  }

  /** The commit that two have in common. */
  mergeBase(a: string, b: string): string | undefined {
    const ofA = new Set(this.history([a]));
    return this.history([b]).find((id) => ofA.has(id));
  }
}

export const timeOf = (person: string): number => Number(/ (\d+) [+-]\d{4}$/.exec(person)?.[1] ?? 0);
const lower = (name: string): string => name.replace(/^[^.]*/, (s) => s.toLowerCase()).replace(/[^.]*$/, (s) => s.toLowerCase());

/** `@1700000000 +0000`, `1700000000 +0000`, or ISO. */
function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = /^@?(\d+)(?: ([+-]\d{4}))?$/.exec(text.trim());
  if (plain) return `${plain[1]} ${plain[2] ?? '+0000'}`;
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)\s*(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim());
  if (!iso) return undefined;
  const zone = (iso[3] ?? '+0000').replace('Z', '+0000').replace(':', '');
  return `${Date.parse(`${iso[1]}T${iso[2]}${zone.slice(0, 3)}:${zone.slice(3)}`) / 1000} ${zone}`;
}

/** Pairs of a git configuration file. */
export function readConfig(text: string): [string, string][] {
  const out: [string, string][] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const head = /^\s*\[([\w.-]+)(?:\s+"(.*)")?\]/.exec(line);
    if (head) section = head[2] === undefined ? head[1]!.toLowerCase() : `${head[1]!.toLowerCase()}.${head[2]}`;
    else {
      const pair = /^\s*([\w-]+)\s*(?:=\s*(.*?)\s*)?$/.exec(line);
      if (pair && section) out.push([`${section}.${pair[1]!.toLowerCase()}`, (pair[2] ?? 'true').replace(/^"(.*)"$/, '$1')]);
    }
  }
  return out;
}

export const userConfigPath = (sys: Sys): string => sys.env().GIT_CONFIG_GLOBAL ?? `${sys.env().HOME ?? '/'}/.gitconfig`;

export function userConfig(sys: Sys): [string, string][] {
  const path = userConfigPath(sys);
  return sys.exists(path) ? readConfig(sys.readFile(path)) : [];
}
