import { Objects, type FileEntry } from './objects';
import type { ContentOf } from './patch';
import { fatal, type Repository } from './repository';

const MOST_FILES = 20_000;

interface Rule {
  readonly pattern: RegExp;
  readonly keep: boolean;
  readonly onlyDirectories: boolean;
}

/** The files that a repository is checked out into. */
export class Worktree {
  readonly top: string;
  private readonly rules = new Map<string, readonly Rule[]>();

  constructor(private readonly repository: Repository) {
    if (repository.top === undefined) throw fatal('this operation must be run in a work tree');
    this.top = repository.top;
  }

  private get sys() {
    return this.repository.sys;
  }

  /** A path as typed, relative to the top; `` for the top itself. */
  relative(path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${this.sys.cwd()}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part && part !== '.') parts.push(part);
    }
    const full = `/${parts.join('/')}`;
    if (full === this.top) return '';
    if (!full.startsWith(`${this.top}/`)) throw fatal(`${path}: '${path}' is outside repository at '${this.top}'`);
    return full.slice(this.top.length + 1);
  }

  read(path: string): string {
    const full = `${this.top}/${path}`;
    return this.sys.lstat(full).type === 'link' ? this.sys.readlink(full) : this.sys.readFile(full);
  }

  /** The file as it would be stored; undefined when there is none. */
  entry(path: string): FileEntry | undefined {
    const full = `${this.top}/${path}`;
    try {
      const { type, mode } = this.sys.lstat(full);
      if (type !== 'file' && type !== 'link') return undefined;
      return { mode: type === 'link' ? '120000' : mode & 0o100 ? '100755' : '100644', id: Objects.blobId(this.read(path)) };
    } catch {
      return undefined;
    }
  }

  /** What tracked files are like now. */
  tracked(index: ReadonlyMap<string, FileEntry>): Map<string, FileEntry> {
    const out = new Map<string, FileEntry>();
    for (const path of index.keys()) {
      const found = this.entry(path);
      if (found) out.set(path, found);
    }
    return out;
  }

  readonly content: ContentOf = (_, path) => this.read(path);

  write(path: string, { id, mode }: FileEntry): void {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, i) => {
      const dir = `${this.top}/${parts.slice(0, i + 1).join('/')}`;
      if (!this.sys.exists(dir)) this.sys.mkdir(dir);
    });
    this.put(path, this.repository.objects.blob(id), mode);
  }

  put(path: string, text: string, mode: string): void {
    const full = `${this.top}/${path}`;
    if (mode === '120000') {
      if (this.sys.exists(full)) this.sys.unlink(full);
      return this.sys.symlink(text, full);
    }
    this.sys.writeFile(full, text);
    this.sys.chmod(full, (mode === '100755' ? 0o777 : 0o666) & ~this.sys.umask());
  }

  remove(path: string): void {
    try {
      this.sys.unlink(`${this.top}/${path}`);
    } catch {
      return;
    }
    for (let dir = parent(path); dir !== ''; dir = parent(dir)) {
      if (this.sys.readdir(`${this.top}/${dir}`).length > 0) return;
      this.sys.rmdir(`${this.top}/${dir}`);
    }
  }

  /** Every file below a path that nothing ignores, sorted. */
  files(under = ''): string[] {
    const out: string[] = [];
    const walk = (dir: string) => {
      for (const name of this.sys.readdir(dir ? `${this.top}/${dir}` : this.top)) {
        const path = dir ? `${dir}/${name}` : name;
        if (name === '.git' || out.length > MOST_FILES) continue;
        const { type } = this.sys.lstat(`${this.top}/${path}`);
        if (this.ignored(path, type === 'dir')) continue;
        if (type === 'dir') walk(path);
        else out.push(path);
      }
    };
    if (under === '' || (this.sys.exists(`${this.top}/${under}`) && this.sys.lstat(`${this.top}/${under}`).type === 'dir')) walk(under);
    else if (this.sys.exists(`${this.top}/${under}`)) out.push(under);
    return out;
  }

  /** Whether a .gitignore on the way leaves a path out. */
  ignored(path: string, directory = false): boolean {
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) if (this.ignored(parts.slice(0, i).join('/'), true)) return true;
    let out = false;
    for (let i = 0; i < parts.length; i++) {
      const dir = parts.slice(0, i).join('/');
      for (const rule of this.rulesOf(dir))
        if ((directory || !rule.onlyDirectories) && rule.pattern.test(parts.slice(i).join('/'))) out = !rule.keep;
    }
    return out;
  }

  private rulesOf(dir: string): readonly Rule[] {
    let found = this.rules.get(dir);
    if (!found) {
      const path = `${this.top}/${dir ? `${dir}/` : ''}.gitignore`;
      const text =
        (dir === '' ? (this.repository.read('info/exclude') ?? '') : '') + (this.sys.exists(path) ? this.sys.readFile(path) : '');
      found = text
        .split('\n')
        .map((line) => line.replace(/\s+$/, ''))
        .filter((line) => line && !line.startsWith('#'))
        .map(ruleOf);
      this.rules.set(dir, found);
    }
    return found;
  }
}

function ruleOf(line: string): Rule {
  const keep = line.startsWith('!');
  let body = line.replace(/^[!\\]/, '');
  const onlyDirectories = body.endsWith('/');
  body = body.replace(/\/$/, '');
  const anchored = body.includes('/');
  const source = body
    .replace(/^\//, '')
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\//g, '\0')
    .replace(/\/\*\*$/, '/\x01')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\0', '(?:.*/)?')
    .replaceAll('\x01', '.*');
  return { keep, onlyDirectories, pattern: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`) };
}

const parent = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
