import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain } from '@/lib/api/names';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
/** Sources in the order in which upstream looks at them. */
const ORDER =
  `emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs persistentVolumeClaim rbd cinder cephfs
  quobyte downwardAPI fc flexVolume flocker configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos scaleIO
  projected csi ephemeral image`.split(/\s+/);

const backsteps = (path: string, field: string): FieldError[] =>
  path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];

function items(list: readonly any[] | undefined, field: string): FieldError[] {
  return (list ?? []).flatMap((item, i) => {
    const found: FieldError[] = [];
    if (!item.key) found.push(required(`${field}[${i}].key`));
    if (!item.path) found.push(required(`${field}[${i}].path`));
    else if (item.path.startsWith('/')) found.push(invalid(`${field}[${i}].path`, item.path, 'must be a relative path'));
    else found.push(...backsteps(item.path, `${field}[${i}].path`));
    return found;
  });
}

const mode = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && (value < 0 || value > 0o777)
    ? [invalid(field, value, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];

const checks: Readonly<Record<string, (source: any, field: string) => FieldError[]>> = {
  hostPath(source, field) {
    const found: FieldError[] = [];
    if (!source.path) found.push(required(`${field}.path`));
    else found.push(...backsteps(source.path, `${field}.path`));
    if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type))
      found.push(notSupported(`${field}.type`, source.type, HOST_PATH_TYPES));
    return found;
  },
  secret: (source, field) => [
    ...(source.secretName ? [] : [required(`${field}.secretName`)]),
    ...mode(source.defaultMode, `${field}.defaultMode`),
    ...items(source.items, `${field}.items`),
  ],
  configMap: (source, field) => [
    ...(source.name ? [] : [required(`${field}.name`)]),
    ...mode(source.defaultMode, `${field}.defaultMode`),
    ...items(source.items, `${field}.items`),
  ],
  persistentVolumeClaim: (source, field) => (source.claimName ? [] : [required(`${field}.claimName`)]),
  nfs(source, field) {
    const found: FieldError[] = [];
    if (!source.server) found.push(required(`${field}.server`));
    if (!source.path) found.push(required(`${field}.path`));
    else if (!source.path.startsWith('/')) found.push(invalid(`${field}.path`, source.path, 'must be an absolute path'));
    return found;
  },
  emptyDir: () => [],
  csi: (source, field) =>
    source.driver
      ? isDns1123Subdomain(source.driver.toLowerCase()).map((text) => invalid(`${field}.driver`, source.driver, text))
      : [required(`${field}.driver`)],
  downwardAPI: (source, field) =>
    (source.items ?? []).flatMap((item: any, i: number) =>
      item.path
        ? item.fieldRef || item.resourceFieldRef
          ? []
          : [required(`${field}[${i}]`, 'one of fieldRef and resourceFieldRef is required')]
        : [required(`${field}[${i}].path`)],
    ),
  image: (source, field) => (source.reference ? [] : [required(`${field}.reference`)]),
};

/** Models ValidateVolumes; also the names of the volumes, for mounts to be checked against. */
export function validateVolumes(volumes: readonly any[], field: string): { errors: FieldError[]; names: ReadonlyMap<string, any> } {
  const errors: FieldError[] = [];
  const names = new Map<string, any>();
  volumes.forEach((volume, i) => {
    const at = `${field}[${i}]`;
    const own: FieldError[] = [];
    let count = 0;
    for (const source of ORDER) {
      if (volume[source] === undefined) continue;
      if (count > 0) own.push(forbidden(`${at}.${source}`, 'may not specify more than 1 volume type'));
      else own.push(...(checks[source]?.(volume[source], `${at}.${source}`) ?? []));
      count++;
    }
    if (count === 0) own.push(required(at, 'must specify a volume type'));
    if (!volume.name) own.push(required(`${at}.name`));
    else own.push(...isDns1123Label(volume.name).map((text) => invalid(`${at}.name`, volume.name, text)));
    if (names.has(volume.name)) own.push(duplicate(`${at}.name`, volume.name));
    if (own.length === 0) names.set(volume.name, volume);
    errors.push(...own);
  });
  return { errors, names };
}
