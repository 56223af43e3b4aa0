import type { Tree } from '../fs/tree';
import { readUnit, settingsOf, UNIT_DIRECTORIES } from './unit-file';
import { isTemplate, templateOf, unitName } from './unit-name';

const ETC = '/etc/systemd/system';

/** What changing links came to: lines for standard error, and whether it failed. */
export interface Installed {
  readonly lines: readonly string[];
  /** Undefined: it went well. */
  readonly error?: string;
  /** The units have no [Install] section: systemctl explains. */
  readonly nothing?: boolean;
}

interface InstallInfo {
  readonly path: string;
  readonly id: string;
  readonly masked: boolean;
  readonly wantedBy: readonly string[];
  readonly requiredBy: readonly string[];
  readonly aliases: readonly string[];
  readonly also: readonly string[];
  readonly defaultInstance?: string;
}

function infoOf(tree: Tree, asked: string): InstallInfo | undefined {
  const source = readUnit(tree, asked);
  if (source.fragment === undefined) return undefined;
  const { values } = settingsOf(source);
  const instance = templateOf(asked)?.instance;
  const words = (key: string) =>
    (values.get(`Install.${key}`) ?? [])
      .flatMap((value) => value.split(/\s+/).filter(Boolean))
      .map((word) => word.replaceAll('%i', instance ?? ''));
  return {
    path: source.fragment,
    id: source.id,
    masked: source.masked === true,
    wantedBy: words('WantedBy'),
    requiredBy: words('RequiredBy'),
    aliases: words('Alias'),
    also: words('Also'),
    defaultInstance: words('DefaultInstance').at(-1),
  };
}

const hasInstall = ({ wantedBy, requiredBy, aliases, also }: InstallInfo): boolean =>
  wantedBy.length + requiredBy.length + aliases.length + also.length > 0;

/** Links that enabling a unit makes: path and what it points to. */
function linksOf(info: InstallInfo, asked: string, directory: string): (readonly [string, string])[] {
  const name = isTemplate(asked) && info.defaultInstance ? asked.replace('@.', `@${info.defaultInstance}.`) : asked;
  return [
    ...info.aliases.map((alias) => [`${directory}/${unitName(alias)}`, info.path] as const),
    ...info.wantedBy.map((target) => [`${directory}/${unitName(target)}.wants/${name}`, info.path] as const),
    ...info.requiredBy.map((target) => [`${directory}/${unitName(target)}.requires/${name}`, info.path] as const),
  ];
}

function withAlso(tree: Tree, names: readonly string[]): string[] {
  const all: string[] = [];
  const take = (name: string) => {
    if (all.includes(name) || all.length > 100) return;
    all.push(name);
    for (const other of infoOf(tree, name)?.also ?? []) take(unitName(other));
  };
  names.forEach(take);
  return all;
}

/** systemctl enable. Models unit_file_enable(). */
export function enableUnits(tree: Tree, names: readonly string[], options: { force?: boolean; runtime?: boolean } = {}): Installed {
  const lines: string[] = [];
  const directory = options.runtime ? '/run/systemd/system' : ETC;
  const asked: string[] = [];
  for (const name of names) {
    if (!name.startsWith('/')) {
      asked.push(name);
      continue;
    }
    const linked = linkUnits(tree, [name]);
    lines.push(...linked.lines);
    if (linked.error !== undefined) return { ...linked, lines };
    asked.push(name.slice(name.lastIndexOf('/') + 1));
  }
  for (const name of asked) {
    const info = infoOf(tree, name);
    if (!info) return { lines, error: `Failed to enable unit: Unit file ${name} does not exist.` };
    if (info.masked) return { lines, error: `Failed to enable unit: Unit file ${info.path} is masked.` };
  }
  let none = true;
  for (const name of withAlso(tree, asked)) {
    const info = infoOf(tree, name);
    if (!info) continue;
    if (hasInstall(info)) none = false;
    for (const [path, target] of linksOf(info, name, directory)) {
      const there = tree.tryFind(path, false);
      if (there?.inode.type === 'link' && there.inode.target === target) continue;
      if (there && !options.force)
        return { lines, error: `Failed to enable unit: File ${path} already exists and is a symlink to ${there.inode.target ?? ''}.` };
      if (there) tree.unlink(path);
      tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
      tree.symlink(target, path);
      lines.push(`Created symlink ${path} → ${target}.`);
    }
  }
  return { lines, nothing: none };
}

/** Links below a directory of units that lead to one of these, by name or target. */
function linksTo(tree: Tree, names: ReadonlySet<string>, directory: string): string[] {
  if (tree.tryFind(directory)?.inode.type !== 'dir') return [];
  const found: string[] = [];
  for (const entry of tree.readdir(directory)) {
    const path = `${directory}/${entry}`;
    const { inode } = tree.find(path, false);
    if (inode.type === 'dir' && /\.(wants|requires|upholds)$/.test(entry)) {
      for (const one of tree.readdir(path)) {
        if (names.has(one) || (templateOf(one) && names.has(templateOf(one)!.template))) found.push(`${path}/${one}`);
      }
    } else if (inode.type === 'link' && inode.target !== '/dev/null') {
      const target = (inode.target ?? '').split('/').pop()!;
      if (
        (target !== entry && names.has(target)) ||
        (target === entry && names.has(entry) && !UNIT_DIRECTORIES.includes((inode.target ?? '').replace(/\/[^/]*$/, '')))
      )
        found.push(path);
    }
  }
  return found;
}

/** systemctl disable. Models unit_file_disable(). */
export function disableUnits(tree: Tree, names: readonly string[], options: { runtime?: boolean } = {}): Installed {
  const lines: string[] = [];
  let none = true;
  for (const name of names) {
    const info = infoOf(tree, name);
    if (!info) return { lines, error: `Failed to disable unit: Unit file ${name} does not exist.` };
    if (info.masked) {
      lines.push(`Unit ${info.path} is masked, ignoring.`);
      none = false;
    } else if (hasInstall(info)) none = false;
  }
  const all = new Set(withAlso(tree, names));
  for (const path of linksTo(tree, all, options.runtime ? '/run/systemd/system' : ETC)) {
    tree.unlink(path);
    lines.push(`Removed "${path}".`);
    none = false;
  }
  return { lines, nothing: none };
}

/** systemctl mask: a link to /dev/null in front of the unit's file. */
export function maskUnits(tree: Tree, names: readonly string[], options: { runtime?: boolean } = {}): Installed {
  const lines: string[] = [];
  const directory = options.runtime ? '/run/systemd/system' : ETC;
  for (const name of names) {
    const path = `${directory}/${name}`;
    const there = tree.tryFind(path, false);
    if (there?.inode.type === 'link' && there.inode.target === '/dev/null') continue;
    if (there && there.inode.type !== 'link') return { lines, error: `Failed to mask unit: File '${path}' already exists.` };
    if (!readUnit(tree, name).fragment) lines.push(`Unit ${name} does not exist, proceeding anyway.`);
    if (there) tree.unlink(path);
    tree.mkdirs(directory);
    tree.symlink('/dev/null', path);
    lines.push(`Created symlink ${path} → /dev/null.`);
  }
  return { lines };
}

export function unmaskUnits(tree: Tree, names: readonly string[]): Installed {
  const lines: string[] = [];
  for (const name of names) {
    for (const directory of [ETC, '/run/systemd/system']) {
      const path = `${directory}/${name}`;
      if (tree.tryFind(path, false)?.inode.target !== '/dev/null') continue;
      tree.unlink(path);
      lines.push(`Removed "${path}".`);
    }
  }
  return { lines };
}

/** systemctl link: a unit file from elsewhere. */
export function linkUnits(tree: Tree, paths: readonly string[]): Installed {
  const lines: string[] = [];
  for (const path of paths) {
    if (!tree.tryFind(path)) return { lines, error: `Failed to link unit: File ${path}: No such file or directory` };
    const to = `${ETC}/${path.slice(path.lastIndexOf('/') + 1)}`;
    const there = tree.tryFind(to, false);
    if (there?.inode.target === path) continue;
    if (there) return { lines, error: `Failed to link unit: File '${to}' already exists.` };
    tree.mkdirs(ETC);
    tree.symlink(path, to);
    lines.push(`Created symlink ${to} → ${path}.`);
  }
  return { lines };
}

/** add-wants, add-requires. */
export function addDependency(tree: Tree, target: string, names: readonly string[], kind: 'wants' | 'requires'): Installed {
  const lines: string[] = [];
  for (const name of [target, ...names])
    if (!infoOf(tree, name)) return { lines, error: `Failed to add dependency: Unit file ${name} does not exist.` };
  for (const name of names) {
    const path = `${ETC}/${target}.${kind}/${name}`;
    if (tree.tryFind(path, false)) continue;
    tree.mkdirs(`${ETC}/${target}.${kind}`);
    tree.symlink(infoOf(tree, name)!.path, path);
    lines.push(`Created symlink ${path} → ${infoOf(tree, name)!.path}.`);
  }
  return { lines };
}

/** systemctl set-default. */
export function setDefault(tree: Tree, name: string): Installed {
  const info = infoOf(tree, name);
  if (!info) return { lines: [], error: `Failed to set default target: Unit file ${name} does not exist.` };
  if (!name.endsWith('.target')) return { lines: [], error: `Failed to set default target: Invalid argument` };
  const path = `${ETC}/default.target`;
  const lines: string[] = [];
  const there = tree.tryFind(path, false);
  if (there?.inode.target === info.path) return { lines };
  if (there) {
    tree.unlink(path);
    lines.push(`Removed "${path}".`);
  }
  tree.mkdirs(ETC);
  tree.symlink(info.path, path);
  return { lines: [...lines, `Created symlink ${path} → ${info.path}.`] };
}

/** The target that a machine boots into. */
export function defaultTarget(tree: Tree): string | undefined {
  const source = readUnit(tree, 'default.target');
  return source.fragment === undefined ? undefined : source.id;
}

export type UnitFileState =
  | 'enabled'
  | 'enabled-runtime'
  | 'linked'
  | 'alias'
  | 'masked'
  | 'masked-runtime'
  | 'static'
  | 'disabled'
  | 'indirect'
  | 'generated'
  | 'transient'
  | 'bad';

/** What is-enabled says; undefined: there is no such file. Models unit_file_lookup_state(). */
export function unitFileState(tree: Tree, name: string): UnitFileState | undefined {
  const info = infoOf(tree, name);
  if (!info) return undefined;
  if (info.masked) return info.path.startsWith('/run/') ? 'masked-runtime' : 'masked';
  if (info.path.startsWith('/run/systemd/generator')) return 'generated';
  if (info.path.startsWith('/run/systemd/transient')) return 'transient';
  if (info.id !== name && !templateOf(name)) return 'alias';
  const mine = new Set([name]);
  const isLinked = (path: string) => tree.tryFind(path, false) && path;
  if (linksTo(tree, mine, ETC).some((path) => path !== `${ETC}/${name}` && isLinked(path))) return 'enabled';
  if (linksTo(tree, mine, '/run/systemd/system').length > 0) return 'enabled-runtime';
  const own = tree.tryFind(`${ETC}/${name}`, false);
  if (own?.inode.type === 'link' && !UNIT_DIRECTORIES.includes((own.inode.target ?? '').replace(/\/[^/]*$/, ''))) return 'linked';
  if (info.wantedBy.length + info.requiredBy.length + info.aliases.length > 0) return 'disabled';
  return info.also.length > 0 ? 'indirect' : 'static';
}

/** Whether Ubuntu's presets enable a unit: all that can be, but for what is kept off. */
export function presetOf(tree: Tree, name: string): 'enabled' | 'disabled' | undefined {
  const info = infoOf(tree, name);
  if (info && !info.masked && info.wantedBy.length + info.requiredBy.length + info.aliases.length + info.also.length === 0)
    return undefined;
  return OFF.has(name) ? 'disabled' : 'enabled';
}

const OFF: ReadonlySet<string> = new Set([
  'debug-shell.service',
  'systemd-networkd-wait-online@.service',
  'reboot.target',
  'poweroff.target',
  'halt.target',
  'ctrl-alt-del.target',
]);
