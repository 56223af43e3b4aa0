import type { ContainerSpec } from '@/lib/cluster/kubelet/runtime';
import type { FoundImage } from '@/lib/cluster/images';
import type { Credentials } from '@/lib/hosts/fs/files';
import type { Tree } from '@/lib/hosts/fs/tree';
import { CAPABILITIES, DEFAULT_CAPABILITIES } from '@/lib/hosts/process/capabilities';

const fields = (tree: Tree, path: string): readonly (readonly string[])[] =>
  (tree.tryFind(path)?.inode.text ?? '').split('\n').map((line) => line.split(':'));

/**
 * Who a container's first process is: what its security context says, or the image's user, with the groups that the image's
 * /etc/group gives it and those asked for. Undefined when the image's user has no number.
 */
export function containerUser(tree: Tree, spec: ContainerSpec, found: FoundImage): Credentials {
  const [user = '0', group] = (found.image.user ?? '0').split(':');
  const accounts = fields(tree, '/etc/passwd');
  const named = accounts.find(([name, , uid]) => name === user || uid === user);
  const uid = spec.runAsUser ?? (Number(named?.[2] ?? user) || 0);
  const own = accounts.find(([, , number]) => number === String(uid));
  const groups = fields(tree, '/etc/group');
  const ofImage = group === undefined ? undefined : Number(groups.find(([name]) => name === group)?.[2] ?? group);
  const gid = spec.runAsGroup ?? (spec.runAsUser === undefined && ofImage !== undefined ? ofImage : Number(own?.[3] ?? 0));
  const member = spec.strictGroups
    ? []
    : groups.filter(([, , , members]) => own && members?.split(',').includes(own[0]!)).map((one) => Number(one[2]));
  return { uid, gid, groups: [...new Set([gid, ...member, ...(spec.supplementalGroups ?? [])])] };
}

/** Capabilities of a container's root; undefined: all. */
export function containerCapabilities(spec: ContainerSpec): readonly string[] | undefined {
  if (spec.privileged) return undefined;
  const bare = (names: readonly string[] = []) => names.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const add = bare(spec.capabilities?.add);
  const drop = bare(spec.capabilities?.drop);
  const from: readonly string[] = add.includes('ALL') ? CAPABILITIES : drop.includes('ALL') ? [] : DEFAULT_CAPABILITIES;
  return [...new Set([...from.filter((name) => !drop.includes(name)), ...add.filter((name) => name !== 'ALL')])];
}
