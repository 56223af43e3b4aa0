import type { Definition } from './definition';
import type { UnitHost } from './unit-host';

/** The first condition of a unit that is not met; undefined when all are. Models unit_test_condition(). */
export function isMet(host: UnitHost, definition: Definition): { readonly text: string; readonly assert: boolean } | undefined {
  for (const kind of ['Condition', 'Assert'] as const) {
    const alternatives: { readonly met: boolean; readonly text: string }[] = [];
    for (const check of CHECKS) {
      for (const value of definition.list(`Unit.${kind}${check}`)) {
        const isAlternative = value.startsWith('|');
        const rest = value.replace(/^\|/, '');
        const negated = rest.startsWith('!');
        const met = test(host, check, rest.replace(/^!\s*/, '')) !== negated;
        const text = `${kind}${check}=${value}`;
        if (isAlternative) alternatives.push({ met, text });
        else if (!met) return { text, assert: kind === 'Assert' };
      }
    }
    if (alternatives.length > 0 && alternatives.every(({ met }) => !met))
      return { text: alternatives.at(-1)!.text, assert: kind === 'Assert' };
  }
  return undefined;
}

const CHECKS = [
  'PathExists',
  'PathExistsGlob',
  'PathIsDirectory',
  'PathIsSymbolicLink',
  'PathIsMountPoint',
  'PathIsReadWrite',
  'DirectoryNotEmpty',
  'FileNotEmpty',
  'FileIsExecutable',
  'Virtualization',
  'Host',
  'Architecture',
  'KernelCommandLine',
  'Capability',
  'User',
  'ACPower',
  'FirstBoot',
  'Security',
  'NeedsUpdate',
] as const;

function test(host: UnitHost, check: (typeof CHECKS)[number], value: string): boolean {
  const tree = host.kernel.tree();
  const found = value.startsWith('/') ? tree.tryFind(value) : undefined;
  switch (check) {
    case 'PathExists':
    case 'PathIsReadWrite':
      return found !== undefined;
    case 'PathExistsGlob': {
      const at = value.lastIndexOf('/');
      const folder = value.slice(0, at) || '/';
      const pattern = new RegExp(
        `^${value
          .slice(at + 1)
          .replace(/[.+^${}()|\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/\?/g, '.')}$`,
      );
      return tree.tryFind(folder)?.inode.type === 'dir' && tree.readdir(folder).some((name) => pattern.test(name));
    }
    case 'PathIsDirectory':
      return found?.inode.type === 'dir';
    case 'PathIsSymbolicLink':
      return tree.tryFind(value, false)?.inode.type === 'link';
    case 'PathIsMountPoint':
      return host.kernel.state.ns('host').mounts.some(({ path }) => path === value);
    case 'DirectoryNotEmpty':
      return found?.inode.type === 'dir' && tree.readdir(value).length > 0;
    case 'FileNotEmpty':
      return found?.inode.type === 'file' && found.inode.size > 0;
    case 'FileIsExecutable':
      return found?.inode.type === 'file' && (found.inode.mode & 0o111) !== 0;
    case 'Virtualization':
      return /^(vm|kvm|yes|true|1)$/.test(value);
    case 'Host':
      return value === host.kernel.state.ns('host').hostname;
    case 'Architecture':
      return value === 'x86-64' || value === 'native';
    case 'KernelCommandLine':
      return false;
    case 'FirstBoot':
    case 'NeedsUpdate':
    case 'Security':
      return false;
    default:
      return true;
  }
}
