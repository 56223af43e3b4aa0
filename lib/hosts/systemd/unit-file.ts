import type { Tree } from '../fs/tree';
import { isKnownKey, isKnownSection } from './unit-keys';
import { templateOf, unitType } from './unit-name';

/** Where units are looked for, the strongest first. */
export const UNIT_DIRECTORIES = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/run/systemd/transient',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
];
const MOST_LINKS = 8;

/** The texts that a unit is made of, as they were when it was loaded. Plain data. */
export interface UnitSource {
  /** Its own name, when it was asked for by an alias. */
  readonly id: string;
  /** Undefined: there is none. */
  readonly fragment?: string;
  readonly masked?: boolean;
  readonly files: readonly (readonly [path: string, text: string])[];
}

/** What systemd has to complain of in a file: `path:line: text`. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A unit's settings by `Section.Key`, in the order in which they were given; an empty one takes back those before it. */
export interface UnitSettings {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

const isDirectory = (tree: Tree, path: string): boolean => tree.tryFind(path)?.inode.type === 'dir';

/** The path that holds a unit: by its name, or by its template's. Links are not followed. */
export function fragmentOf(tree: Tree, name: string): string | undefined {
  const find = (file: string) => UNIT_DIRECTORIES.map((directory) => `${directory}/${file}`).find((path) => tree.tryFind(path, false));
  const template = templateOf(name)?.template;
  return find(name) ?? (template === undefined ? undefined : find(template));
}

/** Reads what a unit is made of: its fragment, and the drop-ins of its name, its template and its type. */
export function readUnit(tree: Tree, asked: string): UnitSource {
  let id = asked;
  let path = fragmentOf(tree, asked);
  for (let i = 0; path !== undefined && i < MOST_LINKS; i++) {
    const { inode } = tree.find(path, false);
    if (inode.type !== 'link') break;
    const target = inode.target ?? '';
    if (target === '/dev/null') return { id, fragment: path, masked: true, files: [] };
    path = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
    const linked = path.slice(path.lastIndexOf('/') + 1);
    const instance = templateOf(id)?.instance;
    // A link to a unit by another name is an alias; one to a file elsewhere is the unit itself.
    if (unitType(linked) === unitType(id) && /\.[a-z]+$/.test(linked))
      id = instance !== undefined && linked.includes('@.') ? linked.replace('@.', `@${instance}.`) : linked;
    if (!tree.tryFind(path, false)) path = fragmentOf(tree, id);
  }
  const found = path === undefined ? undefined : tree.tryFind(path);
  if (path === undefined || !found) return { id, files: [] };
  const text = found.inode.type === 'file' ? (found.inode.text ?? '') : '';
  if (found.inode.type === 'char' || (found.inode.type === 'file' && text === '')) return { id, fragment: path, masked: true, files: [] };
  return { id, fragment: path, files: [[path, text], ...dropIns(tree, id)] };
}

function dropIns(tree: Tree, id: string): (readonly [string, string])[] {
  const template = templateOf(id)?.template;
  const type = unitType(id);
  const byName = new Map<string, string>();
  for (const owner of [type, ...(template ? [template] : []), id]) {
    for (const directory of [...UNIT_DIRECTORIES].reverse()) {
      const folder = `${directory}/${owner}.d`;
      if (!isDirectory(tree, folder)) continue;
      for (const name of tree.readdir(folder)) if (name.endsWith('.conf')) byName.set(name, `${folder}/${name}`);
    }
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, path]) => tree.tryFind(path)?.inode.type === 'file')
    .map(([, path]) => [path, tree.tryFind(path)!.inode.text ?? ''] as const);
}

/** Whether files say something else than what was loaded. */
export const isStale = (loaded: UnitSource, now: UnitSource): boolean =>
  loaded.fragment !== now.fragment ||
  loaded.files.length !== now.files.length ||
  loaded.files.some(([path, text], i) => now.files[i]![0] !== path || now.files[i]![1] !== text);

const parsed = new WeakMap<UnitSource, UnitSettings>();

/** The settings of a unit. Models config_parse(). */
export function settingsOf(source: UnitSource): UnitSettings {
  let settings = parsed.get(source);
  if (!settings) parsed.set(source, (settings = parse(source)));
  return settings;
}

function parse(source: UnitSource): UnitSettings {
  const values = new Map<string, string[]>();
  const problems: Problem[] = [];
  const type = unitType(source.id);
  for (const [path, text] of source.files) {
    let section: string | undefined;
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i++) {
      const complain = (words: string) => problems.push({ path, line: i + 1, text: words });
      let line = lines[i]!.trimStart();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      while (line.endsWith('\\') && i + 1 < lines.length) {
        i++;
        // Comments within a continued line are passed over.
        if (!/^\s*[#;]/.test(lines[i]!)) line = `${line.slice(0, -1)} ${lines[i]!}`;
      }
      line = line.trimEnd();
      if (line.startsWith('[')) {
        if (!line.endsWith(']')) {
          complain(`Invalid section header '${line}'`);
          section = undefined;
          continue;
        }
        section = line.slice(1, -1);
        if (!isKnownSection(section, type) && !section.startsWith('X-')) complain(`Unknown section '${section}'. Ignoring.`);
        continue;
      }
      const at = line.indexOf('=');
      if (at < 0) {
        complain("Missing '=', ignoring line.");
        continue;
      }
      if (section === undefined) {
        complain('Assignment outside of section. Ignoring.');
        continue;
      }
      if (!isKnownSection(section, type)) continue;
      const key = line.slice(0, at).trim();
      const value = line.slice(at + 1).trim();
      if (!isKnownKey(section, key)) {
        if (!key.startsWith('X-')) complain(`Unknown key name '${key}' in section '${section}', ignoring.`);
        continue;
      }
      const full = `${section}.${key}`;
      values.set(full, value === '' ? [] : [...(values.get(full) ?? []), value]);
    }
  }
  return { values, problems };
}
