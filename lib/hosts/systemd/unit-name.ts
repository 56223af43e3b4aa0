/** Names of units: `kubelet` → `kubelet.service`, templates and their instances, names of paths. */

export const UNIT_TYPES = [
  'service',
  'mount',
  'swap',
  'socket',
  'target',
  'device',
  'automount',
  'timer',
  'path',
  'slice',
  'scope',
] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

const SUFFIX = new RegExp(`\\.(${UNIT_TYPES.join('|')})$`);

/** Models unit_name_mangle(): a bare name is a service's, a path below /dev a device's, any other path a mount's. */
export function unitName(name: string, suffix = '.service'): string {
  if (SUFFIX.test(name)) return name;
  if (name.startsWith('/dev/')) return `${escapePath(name)}.device`;
  if (name.startsWith('/')) return `${escapePath(name)}.mount`;
  return `${name.replace(/[^\w:\-.\\@]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`)}${suffix}`;
}

export const unitType = (name: string): UnitType => (SUFFIX.exec(name)?.[1] ?? 'service') as UnitType;

/** `foo@bar.service` → template `foo@.service` and instance `bar`; undefined for what is no instance. */
export function templateOf(name: string): { readonly template: string; readonly instance: string } | undefined {
  const match = /^([^@]*)@(.+)(\.[a-z]+)$/.exec(name);
  return match ? { template: `${match[1]}@${match[3]}`, instance: match[2]! } : undefined;
}

/** `foo@.service` */
export const isTemplate = (name: string): boolean => /@\.[a-z]+$/.test(name);

/** `/var/lib/my data` → `var-lib-my\x20data`. Models unit_name_path_escape(). */
export function escapePath(path: string): string {
  const trimmed = path.replace(/\/+/g, '/').replace(/^\/|\/$/g, '');
  return trimmed === '' ? '-' : escapeUnit(trimmed);
}

/** Models unit_name_escape(): slashes become dashes, what is left bytes in hex. */
export function escapeUnit(text: string): string {
  return [...text]
    .map((one, i) => {
      if (one === '/') return '-';
      if (/[\w:.]/.test(one) && !(i === 0 && one === '.')) return one;
      return [...new TextEncoder().encode(one)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
    })
    .join('');
}

/** Undoes `escapeUnit`. */
export const unescapeUnit = (text: string): string =>
  text.replace(/-/g, '/').replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
