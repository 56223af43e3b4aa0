import type { Tree } from '../fs/tree';
import type { Definition } from './definition';
import { UNIT_DIRECTORIES } from './unit-file';
import { escapePath, unitName } from './unit-name';

/** What a unit has to do with others, its defaults included. Names of units. */
export interface Dependencies {
  readonly requires: readonly string[];
  readonly requisite: readonly string[];
  readonly wants: readonly string[];
  readonly bindsTo: readonly string[];
  readonly partOf: readonly string[];
  readonly conflicts: readonly string[];
  readonly after: readonly string[];
  readonly before: readonly string[];
  readonly triggers: readonly string[];
  readonly onFailure: readonly string[];
  readonly onSuccess: readonly string[];
}

/** Units that the directories `<name>.wants` and `<name>.requires` name. */
function linked(tree: Tree, name: string, kind: 'wants' | 'requires'): string[] {
  const names = new Set<string>();
  for (const directory of UNIT_DIRECTORIES) {
    const path = `${directory}/${name}.${kind}`;
    if (tree.tryFind(path)?.inode.type === 'dir') for (const one of tree.readdir(path)) names.add(one);
  }
  return [...names].sort();
}

/** The unit that a timer, path or socket starts. */
export function triggeredBy(definition: Definition): string | undefined {
  if (definition.type === 'timer' || definition.type === 'path') return unitName(definition.own('Unit') ?? `${definition.stem}.service`);
  if (definition.type === 'socket') return unitName(definition.own('Service') ?? `${definition.stem}.service`);
  return undefined;
}

/** Models unit_add_default_dependencies() and what unit files say. */
export function dependenciesOf(tree: Tree, definition: Definition): Dependencies {
  const { name, type } = definition;
  const requires = [...definition.units('Requires'), ...linked(tree, name, 'requires')];
  const wants = [...definition.units('Wants'), ...linked(tree, name, 'wants')];
  const conflicts = [...definition.units('Conflicts')];
  const after = [...definition.units('After')];
  const before = [...definition.units('Before')];
  const trigger = triggeredBy(definition);
  if (definition.flag('Unit.DefaultDependencies', true)) {
    if (type === 'service' || type === 'timer' || type === 'socket' || type === 'path') {
      requires.push('sysinit.target');
      after.push('sysinit.target');
      conflicts.push('shutdown.target');
      before.push('shutdown.target');
      if (type === 'service') after.push('basic.target');
      if (type === 'timer') before.push('timers.target');
      if (type === 'timer' && definition.raw('Timer.OnCalendar').length > 0) after.push('time-set.target', 'time-sync.target');
      if (type === 'socket') before.push('sockets.target');
      if (type === 'path') before.push('paths.target');
    }
    if (type === 'target') {
      conflicts.push('shutdown.target');
      // A target comes after what it pulls in.
      after.push(...requires, ...wants);
    }
    if (type === 'mount') {
      conflicts.push('umount.target');
      before.push('umount.target', /^(nfs|cifs|ceph)/.test(definition.own('Type') ?? '') ? 'remote-fs.target' : 'local-fs.target');
    }
    if (type === 'swap') {
      conflicts.push('umount.target');
      before.push('swap.target', 'umount.target');
    }
  }
  for (const path of definition.words('Unit.RequiresMountsFor')) {
    const mount = `${escapePath(path)}.mount`;
    after.push(mount);
  }
  if (trigger) before.push(trigger);
  return {
    requires,
    requisite: definition.units('Requisite'),
    wants,
    bindsTo: definition.units('BindsTo'),
    partOf: definition.units('PartOf'),
    conflicts,
    after,
    before,
    triggers: trigger ? [trigger] : [],
    onFailure: definition.units('OnFailure'),
    onSuccess: definition.units('OnSuccess'),
  };
}

/** Names of all units that there are files of, templates and aliases left out. */
export function unitsOnDisk(tree: Tree): string[] {
  const names = new Set<string>();
  for (const directory of UNIT_DIRECTORIES) {
    if (tree.tryFind(directory)?.inode.type !== 'dir') continue;
    for (const name of tree.readdir(directory)) {
      if (!/^[^@]+(@[^.].*)?\.(service|socket|target|timer|path|mount|swap|slice)$/.test(name)) continue;
      const found = tree.tryFind(`${directory}/${name}`, false);
      if (found?.inode.type === 'link' && found.inode.target !== '/dev/null' && found.inode.target?.split('/').pop() !== name) continue;
      names.add(name);
    }
  }
  return [...names].sort();
}
