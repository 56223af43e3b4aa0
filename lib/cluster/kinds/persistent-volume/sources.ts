import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain } from '@/lib/api/names';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

type Check = (source: any, at: string) => FieldError[];

const need = (value: unknown, field: string, detail = ''): FieldError[] => (value ? [] : [required(field, detail)]);
const needs =
  (...names: readonly string[]): Check =>
  (source, at) =>
    names.flatMap((name) => need(source[name], `${at}.${name}`));
const needsSome =
  (name: string): Check =>
  (source, at) =>
    need((source[name] ?? []).length > 0, `${at}.${name}`);
const both =
  (...checks: readonly Check[]): Check =>
  (source, at) =>
    checks.flatMap((check) => check(source, at));

const BACKSTEP = "must not contain '..'";
/** Models validatePathNoBacksteps. */
const noBacksteps = (path: string, field: string): FieldError[] => (path.split('/').includes('..') ? [invalid(field, path, BACKSTEP)] : []);

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** Models validateHostPathVolumeSource. */
const hostPath: Check = ({ path, type }, at) => {
  if (!path) return [required(`${at}.path`)];
  const found = noBacksteps(path as string, `${at}.path`);
  if (type !== undefined && !HOST_PATH_TYPES.includes(type as string)) found.push(notSupported(`${at}.type`, type, HOST_PATH_TYPES));
  return found;
};

const local: Check = ({ path }, at) => (path ? noBacksteps(path as string, `${at}.path`) : [required(`${at}.path`)]);

const nfs: Check = (source, at) => {
  const found = needs('server', 'path')(source, at);
  if (!String(source.path ?? '').startsWith('/')) found.push(invalid(`${at}.path`, source.path ?? '', 'must be an absolute path'));
  return found;
};

const outside = (value: number | undefined, low: number, high: number) => value !== undefined && (value < low || value > high);
const partition: Check = ({ partition: value }, at) =>
  outside(value, 0, 255) ? [invalid(`${at}.partition`, value, 'must be between 1 and 255, inclusive')] : [];

const lun = (value: number | undefined, at: string): FieldError[] =>
  outside(value, 0, 255) ? [invalid(`${at}.lun`, value, 'must be between 0 and 255, inclusive')] : [];

const secretRef =
  (field = 'secretRef'): Check =>
  (source, at) =>
    source[field] ? needs('name', 'namespace')(source[field], `${at}.${field}`) : [];

const glusterfs: Check = (source, at) => {
  const found = needs('endpoints', 'path')(source, at);
  const namespace: string | undefined = source.endpointsNamespace;
  if (namespace === '')
    found.push(invalid(`${at}.endpointsNamespace`, '', 'if the endpointnamespace is set, it must be a valid namespace name'));
  else if (namespace !== undefined)
    for (const text of isDns1123Label(namespace)) found.push(invalid(`${at}.endpointsNamespace`, namespace, text));
  return found;
};

const flocker: Check = ({ datasetName, datasetUUID }, at) => {
  const found: FieldError[] = [];
  if (!datasetName && !datasetUUID) found.push(required(at, 'one of datasetName and datasetUUID is required'));
  if (datasetName && datasetUUID) found.push(invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (datasetName?.includes('/')) found.push(invalid(`${at}.datasetName`, datasetName, "must not contain '/'"));
  return found;
};

const REGISTRY = 'must be a host:port pair or multiple pairs separated by commas';
const quobyte: Check = ({ registry, tenant, volume }, at) => {
  const found: FieldError[] = [];
  if (!registry) found.push(required(`${at}.registry`, REGISTRY));
  else if (String(tenant ?? '').length >= 65)
    found.push(invalid(`${at}.tenant`, tenant, 'must be a UUID and may not exceed a length of 64 characters'));
  else
    for (const pair of String(registry).split(','))
      if (!/^(\[[^\]]*\]|[^:]*):[^:]*$/.test(pair)) found.push(invalid(`${at}.registry`, registry, REGISTRY));
  return [...found, ...need(volume, `${at}.volume`)];
};

const iscsi: Check = (source, at) => {
  const found = need(source.targetPortal, `${at}.targetPortal`);
  const iqn: string = source.iqn ?? '';
  if (iqn === '') found.push(required(`${at}.iqn`));
  else if (!/^(iqn|eui|naa)/.test(iqn)) found.push(invalid(`${at}.iqn`, iqn, 'must be valid format starting with iqn, eui, or naa'));
  else if (!/^(iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.\-_]+)(:[^,;*&$|\s]+)|eui\.[0-9a-fA-F]{16}|naa\.[0-9a-fA-F]{32})$/.test(iqn))
    found.push(invalid(`${at}.iqn`, iqn, 'must be valid format'));
  found.push(...lun(source.lun, at));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) found.push(required(`${at}.secretRef`));
  if (source.secretRef) found.push(...need(source.secretRef.name, `${at}.secretRef.name`));
  return found;
};

const fc: Check = ({ targetWWNs = [], wwids = [], lun: unit }, at) => {
  const found: FieldError[] = [];
  if (targetWWNs.length === 0 && wwids.length === 0)
    found.push(required(`${at}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length > 0 && wwids.length > 0)
    found.push(invalid(`${at}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (targetWWNs.length > 0) {
    if (unit === undefined) found.push(required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
    else found.push(...lun(unit, at));
  }
  return found;
};

const CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const azureDisk: Check = (source, at) => {
  const { diskURI = '', cachingMode, kind } = source;
  const found = needs('diskName', 'diskURI')(source, at);
  if (cachingMode !== undefined && !CACHING.includes(cachingMode)) found.push(notSupported(`${at}.cachingMode`, cachingMode, CACHING));
  if (kind !== undefined && !DISK_KINDS.includes(kind)) found.push(notSupported(`${at}.kind`, kind, DISK_KINDS));
  const managed = kind === 'Managed';
  if (managed && !diskURI.startsWith('/subscriptions'))
    found.push(
      notSupported(`${at}.diskURI`, diskURI, [
        '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
      ]),
    );
  if (kind !== undefined && !managed && !diskURI.startsWith('https://'))
    found.push(notSupported(`${at}.diskURI`, diskURI, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']));
  return found;
};

const azureFile: Check = (source, at) => {
  const found = needs('secretName', 'shareName')(source, at);
  if (source.secretNamespace !== undefined) found.push(...need(source.secretNamespace, `${at}.secretNamespace`));
  return found;
};

const storageos: Check = (source, at) => {
  const { volumeName = '', volumeNamespace = '' } = source;
  const found: FieldError[] = [];
  if (volumeName === '') found.push(required(`${at}.volumeName`));
  else for (const text of isDns1123Label(volumeName)) found.push(invalid(`${at}.volumeName`, volumeName, text));
  if (volumeNamespace !== '')
    for (const text of isDns1123Label(volumeNamespace)) found.push(invalid(`${at}.volumeNamespace`, volumeNamespace, text));
  return [...found, ...secretRef()(source, at)];
};

const flexVolume: Check = (source, at) => {
  const found = need(source.driver, `${at}.driver`);
  for (const key of Object.keys(source.options ?? {})) {
    const domain = key.split('/')[0]!;
    if (`.${domain}`.endsWith('.kubernetes.io') || `.${domain}`.endsWith('.k8s.io'))
      found.push(invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
  return found;
};

/** Models ValidateCSIDriverName. */
export function validateDriverName(name: string | undefined, field: string): FieldError[] {
  if (!name) return [required(field)];
  const found: FieldError[] = name.length > 63 ? [tooLong(field, 63)] : [];
  return [...found, ...isDns1123Subdomain(name.toLowerCase()).map((text) => invalid(field, name, text))];
}

const SECRETS = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'];
const csi: Check = (source, at) => [
  ...validateDriverName(source.driver, `${at}.driver`),
  ...need(source.volumeHandle, `${at}.volumeHandle`),
  ...SECRETS.flatMap((name) => secretRef(name)(source, at)),
];

/** Sources in the order in which upstream looks at them; complaints name the path that upstream names. */
const SOURCES: readonly (readonly [name: string, check: Check, path?: string])[] = [
  ['hostPath', hostPath],
  ['gcePersistentDisk', both(needs('pdName'), partition), 'persistentDisk'],
  ['awsElasticBlockStore', both(needs('volumeID'), partition)],
  ['glusterfs', glusterfs],
  ['flocker', flocker],
  ['nfs', nfs],
  ['rbd', both(needsSome('monitors'), needs('image'))],
  ['quobyte', quobyte],
  ['cephfs', needsSome('monitors')],
  ['iscsi', iscsi],
  ['cinder', both(needs('volumeID'), secretRef())],
  ['fc', fc],
  ['flexVolume', flexVolume],
  ['azureFile', azureFile],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', azureDisk],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['local', local],
  ['storageos', storageos],
  ['csi', csi],
];

export const SOURCE_NAMES: readonly string[] = SOURCES.map(([name]) => name);

/** Exactly one source, and that one right. */
export function validateSources(spec: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  let count = 0;
  for (const [name, check, path = name] of SOURCES) {
    const source = spec[name];
    if (source === undefined) continue;
    count++;
    if (count > 1 && name !== 'flexVolume') {
      found.push(forbidden(`${at}.${name === 'cephfs' ? 'cephFS' : name}`, 'may not specify more than 1 volume type'));
      continue;
    }
    found.push(...check(source, `${at}.${path}`));
    if (name === 'local' && spec.nodeAffinity === undefined)
      found.push(required(`${at}.nodeAffinity`, 'Local volume requires node affinity'));
  }
  if (count === 0) found.push(required(at, 'must specify a volume type'));
  return found;
}
