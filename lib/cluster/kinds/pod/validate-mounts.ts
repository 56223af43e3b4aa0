import { forbidden, invalid, notFound, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isGiven, structOf, structsOf, textOf } from '../read';
import { descendingPath, noBacksteps } from './validate-paths';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** A pod's volumes that are sound, by name. */
export type Volumes = ReadonlyMap<string, any>;

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

const byName = (list: unknown, path: string) => new Map(structsOf(list).map((one) => [textOf(one.name), textOf(one[path])]));

/** Models ValidateVolumeMounts; upstream forgets the index with paths within a volume. */
export function validateMounts(container: any, volumes: Volumes, field: string): FieldError[] {
  const found: FieldError[] = [];
  const devices = byName(container.volumeDevices, 'devicePath');
  const devicePaths = new Set(devices.values());
  const seen = new Set<string>();
  structsOf(container.volumeMounts).forEach((mount, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(mount.name);
    const path = textOf(mount.mountPath);
    const subPath = textOf(mount.subPath);
    const subPathExpr = textOf(mount.subPathExpr);
    if (name === '') found.push(required(`${at}.name`));
    if (!volumes.has(name)) found.push(notFound(`${at}.name`, name));
    if (path === '') found.push(required(`${at}.mountPath`));
    if (seen.has(path)) found.push(invalid(`${at}.mountPath`, path, 'must be unique'));
    seen.add(path);
    if (devices.has(name)) found.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    if (devicePaths.has(path)) found.push(invalid(`${at}.mountPath`, path, 'must not already exist as a path in volumeDevices'));
    if (subPath !== '') found.push(...descendingPath(subPath, `${field}.subPath`));
    if (subPathExpr !== '') {
      if (subPath !== '') found.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      found.push(...descendingPath(subPathExpr, `${field}.subPathExpr`));
    }
    found.push(...propagation(mount, container, `${field}.mountPropagation`), ...recursiveReadOnly(mount, `${field}.recursiveReadOnly`));
  });
  return found;
}

function propagation(mount: any, container: any, field: string): FieldError[] {
  const value: unknown = mount.mountPropagation;
  if (!isGiven(value)) return [];
  const found = PROPAGATIONS.includes(value as string) ? [] : [notSupported(field, value, PROPAGATIONS)];
  if (value === 'Bidirectional' && structOf(container.securityContext).privileged !== true)
    found.push(forbidden(field, 'Bidirectional mount propagation is available only to privileged containers'));
  return found;
}

function recursiveReadOnly(mount: any, field: string): FieldError[] {
  const value: unknown = mount.recursiveReadOnly;
  if (!isGiven(value) || value === 'Disabled') return [];
  if (!RECURSIVE.includes(value as string)) return [notSupported(field, value, RECURSIVE)];
  const found: FieldError[] = [];
  if (mount.readOnly !== true) found.push(forbidden(field, 'may only be specified when readOnly is true'));
  if (isGiven(mount.mountPropagation) && mount.mountPropagation !== 'None')
    found.push(forbidden(field, 'may only be specified when mountPropagation is None or not specified'));
  return found;
}

/** Models ValidateVolumeDevices. */
export function validateDevices(container: any, volumes: Volumes, field: string): FieldError[] {
  const found: FieldError[] = [];
  const mounts = byName(container.volumeMounts, 'mountPath');
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  structsOf(container.volumeDevices).forEach((device, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(device.name);
    const path = textOf(device.devicePath);
    const volume = volumes.get(name);
    if (name === '') found.push(required(`${at}.name`));
    if (names.has(name)) found.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume && !isGiven(volume.persistentVolumeClaim) && !isGiven(volume.ephemeral))
      found.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    if (!volume) found.push(notFound(`${at}.name`, name));
    if (path === '') found.push(required(`${at}.devicePath`));
    if (paths.has(path)) found.push(invalid(`${at}.devicePath`, path, 'must be unique'));
    if (path !== '' && noBacksteps(path, '').length > 0) found.push(invalid(`${at}.devicePath`, path, "can not contain backsteps ('..')"));
    else paths.add(path);
    if (mounts.has(name)) found.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mountPaths.has(path)) found.push(invalid(`${at}.devicePath`, path, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
  });
  return found;
}
