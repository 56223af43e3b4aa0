import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, nameIsDnsSubdomain } from '@/lib/api/names';
import { compareQuantities } from '@/lib/api/quantity';
import { isGiven, listOf, numberOf, sortedKeys, structOf, structsOf, textOf } from '../read';
import { validateClaimSpec } from '../persistent-volume-claim/validate';
import { validateLabels } from '../validation';
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from './validate-field-refs';
import { descendingPath, fileMode, noBacksteps, nonReservedPath } from './validate-paths';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

type Check = (source: any, field: string) => FieldError[];

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const PULL = ['Always', 'IfNotPresent', 'Never'];
const IQN = /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/;

/** Required texts, in upstream's order. */
const need = (source: any, field: string, ...keys: readonly string[]): FieldError[] =>
  keys.filter((key) => textOf(source[key]) === '').map((key) => required(`${field}.${key}`));
const partition = (source: any, field: string): FieldError[] => {
  const number = numberOf(source.partition);
  return number < 0 || number > 255 ? [invalid(`${field}.partition`, number, 'must be between 1 and 255, inclusive')] : [];
};
const lun = (value: number, field: string): FieldError[] =>
  value < 0 || value > 255 ? [invalid(`${field}.lun`, value, 'must be between 0 and 255, inclusive')] : [];
const secretRef = (source: any, field: string): FieldError[] =>
  isGiven(source.secretRef) && textOf(structOf(source.secretRef).name) === '' ? [required(`${field}.secretRef.name`)] : [];

/** Models validateKeyToPath. */
export const keyToPath: Check = (item, field) => [
  ...need(item, field, 'key', 'path'),
  ...nonReservedPath(textOf(item.path), `${field}.path`),
  ...fileMode(item.mode, `${field}.mode`),
];
const items = (list: unknown, field: string) => structsOf(list).flatMap((item, i) => keyToPath(item, `${field}.items[${i}]`));

/** Models validateDownwardAPIVolumeFile; upstream forgets the index. */
export const downwardFile: Check = (file, field) => {
  const found = [...need(file, field, 'path'), ...nonReservedPath(textOf(file.path), `${field}.path`)];
  const { fieldRef, resourceFieldRef } = file;
  if (isGiven(fieldRef)) {
    found.push(...validateFieldRef(structOf(fieldRef), VOLUME_FIELDS, `${field}.fieldRef`));
    if (isGiven(resourceFieldRef))
      found.push(invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (isGiven(resourceFieldRef)) {
    found.push(...validateResourceFieldRef(structOf(resourceFieldRef), `${field}.resourceFieldRef`, true));
  } else {
    found.push(required(field, 'one of fieldRef and resourceFieldRef is required'));
  }
  return [...found, ...fileMode(file.mode, `${field}.mode`)];
};

function initiator(value: string, field: string, unknown: string): FieldError[] {
  const known = ['iqn', 'eui', 'naa'].find((prefix) => value.startsWith(prefix));
  if (!known) return [invalid(field, value, unknown)];
  const pattern = known === 'iqn' ? IQN : known === 'eui' ? /^eui.[A-Za-z0-9]{16}$/ : /^naa.[A-Za-z0-9]{32}$/;
  return pattern.test(value) ? [] : [invalid(field, value, 'must be valid format')];
}

const isHostPort = (text: string) => /^(\[[^\]]*\]|[^:[\]]*):[^:]*$/.test(text);

/** Models ValidateCSIDriverName. */
function validateDriverName(name: string, field: string): FieldError[] {
  return [
    ...(name === '' ? [required(field)] : []),
    ...(name.length > 63 ? [tooLong(field, 63)] : []),
    ...isDns1123Subdomain(name.toLowerCase()).map((text) => invalid(field, name, text)),
  ];
}

/** Models ValidatePersistentVolumeClaimTemplate. */
function claimTemplate(template: any, field: string): FieldError[] {
  const metadata = structOf(template.metadata);
  const found = validateLabels(structOf(metadata.labels), `${field}.metadata.labels`);
  for (const key of sortedKeys(metadata))
    if (key !== 'labels' && key !== 'annotations' && isGiven(metadata[key]))
      found.push(forbidden(`${field}.metadata.${key}`, 'cannot be set'));
  return [...found, ...validateClaimSpec(structOf(template.spec), `${field}.spec`)];
}

const azureKinds = { None: 0, ReadOnly: 0, ReadWrite: 0 };

/** How each source of a volume is checked. */
export const sourceChecks: Readonly<Record<string, Check>> = {
  emptyDir(source, field) {
    if (!isGiven(source.sizeLimit) || compareQuantities(source.sizeLimit as string, '0') >= 0) return [];
    return [forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
  },
  hostPath(source, field) {
    const path = textOf(source.path);
    if (path === '') return [required(`${field}.path`)];
    const type: unknown = source.type;
    const wrong = isGiven(type) && !HOST_PATH_TYPES.includes(type as string);
    return [...noBacksteps(path, `${field}.path`), ...(wrong ? [notSupported(`${field}.type`, type, HOST_PATH_TYPES)] : [])];
  },
  gitRepo: (source, field) => [...need(source, field, 'repository'), ...descendingPath(textOf(source.directory), `${field}.directory`)],
  gcePersistentDisk: (source, field) => [...need(source, field, 'pdName'), ...partition(source, field)],
  awsElasticBlockStore: (source, field) => [...need(source, field, 'volumeID'), ...partition(source, field)],
  secret: (source, field) => [
    ...need(source, field, 'secretName'),
    ...fileMode(source.defaultMode, `${field}.defaultMode`),
    ...items(source.items, field),
  ],
  configMap: (source, field) => [
    ...need(source, field, 'name'),
    ...fileMode(source.defaultMode, `${field}.defaultMode`),
    ...items(source.items, field),
  ],
  nfs: (source, field) => [
    ...need(source, field, 'server', 'path'),
    ...(textOf(source.path).startsWith('/') ? [] : [invalid(`${field}.path`, textOf(source.path), 'must be an absolute path')]),
  ],
  iscsi(source, field) {
    const found = need(source, field, 'targetPortal');
    const iqn = textOf(source.iqn);
    if (iqn === '') found.push(required(`${field}.iqn`));
    else found.push(...initiator(iqn, `${field}.iqn`, 'must be valid format starting with iqn, eui, or naa'));
    found.push(...lun(numberOf(source.lun), field));
    if ((source.chapAuthDiscovery === true || source.chapAuthSession === true) && !isGiven(source.secretRef))
      found.push(required(`${field}.secretRef`));
    if (isGiven(source.initiatorName)) {
      const name = textOf(source.initiatorName);
      found.push(...initiator(name, `${field}.initiatorname`, 'must be valid format starting with iqn, eui, or naa'));
    }
    return found;
  },
  glusterfs: (source, field) => need(source, field, 'endpoints', 'path'),
  flocker(source, field) {
    const name = textOf(source.datasetName);
    const uuid = textOf(source.datasetUUID);
    const found: FieldError[] = [];
    if (name === '' && uuid === '') found.push(required(field, 'one of datasetName and datasetUUID is required'));
    if (name !== '' && uuid !== '')
      found.push(invalid(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (name.includes('/')) found.push(invalid(`${field}.datasetName`, name, "must not contain '/'"));
    return found;
  },
  persistentVolumeClaim: (source, field) => need(source, field, 'claimName'),
  rbd: (source, field) => [
    ...(listOf(source.monitors).length === 0 ? [required(`${field}.monitors`)] : []),
    ...need(source, field, 'image'),
  ],
  cinder: (source, field) => [...need(source, field, 'volumeID'), ...secretRef(source, field)],
  cephfs: (source, field) => (listOf(source.monitors).length === 0 ? [required(`${field}.monitors`)] : []),
  quobyte(source, field) {
    const registry = textOf(source.registry);
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    const found: FieldError[] = [];
    if (registry === '') found.push(required(`${field}.registry`, pairs));
    else if (textOf(source.tenant).length >= 65)
      found.push(required(`${field}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
    else for (const pair of registry.split(',')) if (!isHostPort(pair)) found.push(invalid(`${field}.registry`, registry, pairs));
    return [...found, ...need(source, field, 'volume')];
  },
  downwardAPI: (source, field) => [
    ...fileMode(source.defaultMode, `${field}.defaultMode`),
    ...structsOf(source.items).flatMap((file) => downwardFile(file, field)),
  ],
  fc(source, field) {
    const names = listOf(source.targetWWNs);
    const ids = listOf(source.wwids);
    const found: FieldError[] = [];
    if (names.length === 0 && ids.length === 0)
      found.push(required(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
    if (names.length > 0 && ids.length > 0)
      found.push(invalid(`${field}.targetWWNs`, names, 'targetWWNs and wwids can not be specified simultaneously'));
    if (names.length > 0) {
      if (!isGiven(source.lun)) found.push(required(`${field}.lun`, 'lun is required if targetWWNs is specified'));
      else found.push(...lun(numberOf(source.lun), field));
    }
    return found;
  },
  flexVolume: (source, field) => [
    ...need(source, field, 'driver'),
    ...sortedKeys(source.options)
      .filter((key) => /\.(kubernetes|k8s)\.io$/.test(`.${key.split('/')[0]!.toLowerCase()}`))
      .map((key) => invalid(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')),
  ],
  azureFile: (source, field) => need(source, field, 'secretName', 'shareName'),
  vsphereVolume: (source, field) => need(source, field, 'volumePath'),
  photonPersistentDisk: (source, field) => need(source, field, 'pdID'),
  portworxVolume: (source, field) => need(source, field, 'volumeID'),
  azureDisk(source, field) {
    const found = need(source, field, 'diskName', 'diskURI');
    const uri = textOf(source.diskURI);
    const { cachingMode, kind } = source;
    if (isGiven(cachingMode) && !Object.hasOwn(azureKinds, cachingMode as string))
      found.push(notSupported(`${field}.cachingMode`, cachingMode, Object.keys(azureKinds)));
    const kinds = ['Dedicated', 'Managed', 'Shared'];
    if (isGiven(kind) && !kinds.includes(kind as string)) found.push(notSupported(`${field}.kind`, kind, kinds));
    const managed = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
    const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
    if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) found.push(notSupported(`${field}.diskURI`, uri, [managed]));
    if (isGiven(kind) && kind !== 'Managed' && !uri.startsWith('https://')) found.push(notSupported(`${field}.diskURI`, uri, [blob]));
    return found;
  },
  storageos(source, field) {
    const name = textOf(source.volumeName);
    const namespace = textOf(source.volumeNamespace);
    const label = (value: string, key: string) => isDns1123Label(value).map((text) => invalid(`${field}.${key}`, value, text));
    return [
      ...(name === '' ? [required(`${field}.volumeName`)] : label(name, 'volumeName')),
      ...(namespace === '' ? [] : label(namespace, 'volumeNamespace')),
      ...secretRef(source, field),
    ];
  },
  scaleIO: (source, field) => need(source, field, 'gateway', 'system', 'volumeName'),
  csi(source, field) {
    const found = validateDriverName(textOf(source.driver), `${field}.driver`);
    if (!isGiven(source.nodePublishSecretRef)) return found;
    const name = textOf(structOf(source.nodePublishSecretRef).name);
    if (name === '') return [...found, required(`${field}.nodePublishSecretRef.name`)];
    return [...found, ...nameIsDnsSubdomain(name, false).map((text) => invalid(`${field}.name`, name, text))];
  },
  ephemeral: (source, field) =>
    isGiven(source.volumeClaimTemplate)
      ? claimTemplate(structOf(source.volumeClaimTemplate), `${field}.volumeClaimTemplate`)
      : [required(`${field}.volumeClaimTemplate`)],
  image(source, field) {
    const policy = textOf(source.pullPolicy);
    if (policy === '') return [required(`${field}.pullPolicy`)];
    return PULL.includes(policy) ? [] : [notSupported(`${field}.pullPolicy`, policy, PULL)];
  },
};
