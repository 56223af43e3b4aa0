import type { Sys } from '@/lib/hosts/process/sys';
import type { LayerEntry } from './image-content';

const MOST_FILES = 20_000;

/** Files of a build's context that COPY may take, without those of .dockerignore. */
export class BuildContext {
  private readonly ignored: readonly { readonly pattern: RegExp; readonly keep: boolean }[];
  private count = 0;

  constructor(
    private readonly sys: Sys,
    readonly root: string,
  ) {
    const path = `${root}/.dockerignore`;
    const lines = sys.exists(path) ? sys.readFile(path).split('\n') : [];
    this.ignored = lines
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => ({ keep: line.startsWith('!'), pattern: globOf(line.replace(/^!/, '').replace(/^\/|\/$/g, '')) }));
  }

  private leftOut(path: string): boolean {
    let out = false;
    const parts = path.split('/');
    for (const { pattern, keep } of this.ignored) if (parts.some((_, i) => pattern.test(parts.slice(0, i + 1).join('/')))) out = !keep;
    return out;
  }

  /** Paths below the root that a pattern of COPY names, sorted. */
  match(pattern: string): string[] {
    const clean = pattern.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
    if (clean === '' || clean === '.') return [''];
    if (!/[*?[]/.test(clean)) return this.sys.exists(`${this.root}/${clean}`) && !this.leftOut(clean) ? [clean] : [];
    const want = globOf(clean);
    const depth = clean.split('/').length;
    const found: string[] = [];
    const walk = (dir: string, level: number) => {
      for (const name of this.sys.readdir(`${this.root}/${dir}`)) {
        const path = dir ? `${dir}/${name}` : name;
        if (level === depth && want.test(path) && !this.leftOut(path)) found.push(path);
        if (level < depth && this.sys.stat(`${this.root}/${path}`).type === 'dir') walk(path, level + 1);
      }
    };
    walk('', 1);
    return found;
  }

  /** A file or tree as entries with paths relative to it. */
  entries(path: string): LayerEntry[] {
    const out: LayerEntry[] = [];
    const walk = (at: string, under: string) => {
      if (this.count++ > MOST_FILES) return;
      const full = at ? `${this.root}/${at}` : this.root;
      const stat = this.sys.lstat(full);
      if (stat.type === 'link') out.push({ path: under, kind: 'link', target: this.sys.readlink(full) });
      else if (stat.type === 'dir') {
        out.push({ path: under, kind: 'dir', mode: stat.mode });
        for (const name of this.sys.readdir(full)) {
          const next = at ? `${at}/${name}` : name;
          if (!this.leftOut(next)) walk(next, `${under}/${name}`);
        }
      } else if (stat.type === 'file') out.push({ path: under, kind: 'file', text: this.sys.readFile(full), mode: stat.mode });
    };
    walk(path, '');
    return out;
  }
}

/** A pattern of Go's filepath.Match, with `**`. */
function globOf(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/?/g, '\0')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${body}$`);
}
