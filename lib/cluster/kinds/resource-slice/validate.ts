import { invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { TAINT_EFFECTS } from '../devices/claim';
import { eachOf, mapOf, setOf } from '../devices/collections';
import { validateAttributeName, validateKey, validateLabelName, validatePoolName, validateValue } from '../devices/names';
import { internalValue } from '../internal-types';
import { validateNodeSelector } from '../node-selector';
import { validateDriverName } from '../persistent-volume/sources';
import { isImmutable } from '../validation';
import { validateRequestPolicy } from './request-policy';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MOST = { devices: 128, taintedDevices: 64, counterSets: 8, counters: 32, consumptions: 2, attributes: 32, taints: 16, conditions: 4 };
const LONGEST_KEY = 63 + 1 + 32;
const LONGEST_VALUE = 64;
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;
const ONE_NODE = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
const ONE_DEVICE_NODE =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

const nodeNameErrors = (name: string, at: string) => isDns1123Subdomain(name).map((text) => invalid(at, name, text));
const braces = (names: readonly string[]) => `{${names.map((name) => `\`${name}\``).join(', ')}}`;

/** Models resource validation.ValidateResourceSlice and ValidateResourceSliceUpdate. */
export function validateResourceSlice(slice: KubeObject, old?: KubeObject): FieldError[] {
  const spec: any = slice.spec ?? {};
  const { pool = {} } = spec;
  const found = [...validateDriverName(spec.driver, 'spec.driver'), ...validatePoolName(pool.name, 'spec.pool.name')];
  if ((pool.resourceSliceCount ?? 0) <= 0)
    found.push(invalid('spec.pool.resourceSliceCount', pool.resourceSliceCount ?? 0, 'must be greater than zero'));
  if ((pool.generation ?? 0) < 0) found.push(invalid('spec.pool.generation', pool.generation, 'must be greater than or equal to zero'));
  if (old) {
    found.push(...isImmutable(pool.name, old.spec?.pool?.name, 'spec.pool.name'));
    found.push(
      ...isImmutable(spec.driver, old.spec?.driver, 'spec.driver'),
      ...isImmutable(spec.nodeName, old.spec?.nodeName, 'spec.nodeName'),
    );
  }
  found.push(...validateNodes(spec));
  if (spec.sharedCounters !== undefined && spec.devices !== undefined)
    found.push(invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'));
  const devices: readonly any[] | undefined = spec.devices;
  const special = (devices ?? []).some(({ taints = [], consumesCounters = [] }) => taints.length > 0 || consumesCounters.length > 0);
  const before = (name: string) => ((old?.spec?.devices ?? []) as readonly any[]).find((device) => device.name === name);
  const check = (device: any, at: string) => validateDevice(device, before(device.name), at, spec.perDeviceNodeSelection === true);
  found.push(...setOf(devices, special ? MOST.taintedDevices : MOST.devices, 'spec.devices', check, ({ name = '' }) => name));
  found.push(...setOf<any>(spec.sharedCounters, MOST.counterSets, 'spec.sharedCounters', validateCounterSet, ({ name = '' }) => name));
  return found;
}

/** Which nodes a slice is for: exactly one way to say it. */
function validateNodes(spec: any): FieldError[] {
  const found: FieldError[] = [];
  const set: string[] = [];
  if (spec.nodeName === '') found.push(invalid('spec.nodeName', '', 'must be either unset or set to a non-empty string'));
  else if (spec.nodeName !== undefined) {
    set.push('nodeName');
    found.push(...nodeNameErrors(spec.nodeName, 'spec.nodeName'));
  }
  if (spec.nodeSelector !== undefined) {
    set.push('nodeSelector');
    found.push(...validateNodeSelector(spec.nodeSelector, 'spec.nodeSelector'));
    const terms: readonly any[] | undefined = spec.nodeSelector.nodeSelectorTerms;
    if (terms?.length !== 1) {
      const shown = (internalValue('NodeSelector', spec.nodeSelector) as any).NodeSelectorTerms;
      found.push(invalid('spec.nodeSelector.nodeSelectorTerms', shown, 'must have exactly one node selector term'));
    }
  }
  for (const name of ['allNodes', 'perDeviceNodeSelection']) {
    if (spec[name] === true) set.push(name);
    else if (spec[name] === false) found.push(invalid(`spec.${name}`, false, 'must be either unset or set to true'));
  }
  if (set.length === 0) found.push(required('spec', ONE_NODE));
  if (set.length > 1) found.push(invalid('spec', braces(set), `${ONE_NODE}, but multiple fields are set`));
  return found;
}

const validateCounters = (counters: Record<string, unknown> | undefined, at: string): FieldError[] =>
  Object.keys(counters ?? {}).length === 0 ? [required(at)] : mapOf(counters, MOST.counters, at, validateLabelName, () => []);

const validateCounterSet = ({ name, counters }: any, at: string): FieldError[] => [
  ...(name ? validateLabelName(name, `${at}.name`) : [required(`${at}.name`)]),
  ...validateCounters(counters, `${at}.counters`),
];

const validateConsumption = ({ counterSet, counters }: any, at: string): FieldError[] => [
  ...(counterSet ? validateLabelName(counterSet, `${at}.counterSet`) : [required(`${at}.counterSet`)]),
  ...validateCounters(counters, `${at}.counters`),
];

/** Models validateDevice. */
function validateDevice(device: any, old: any, at: string, nodePerDevice: boolean): FieldError[] {
  const found = validateLabelName(device.name, `${at}.name`);
  const count = Object.keys(device.attributes ?? {}).length + Object.keys(device.capacity ?? {}).length;
  if (count > MOST.attributes)
    found.push(invalid(at, count, `the total number of attributes and capacities must not exceed ${MOST.attributes}`));
  const shared = device.allowMultipleAllocations === true;
  const all = Number.MAX_SAFE_INTEGER;
  found.push(...mapOf<any>(device.attributes, all, `${at}.attributes`, validateAttributeName, validateAttribute, LONGEST_KEY));
  const checkCapacity = (capacity: any, field: string) => validateRequestPolicy(capacity, `${field}.requestPolicy`, shared);
  found.push(...mapOf<any>(device.capacity, all, `${at}.capacity`, validateAttributeName, checkCapacity, LONGEST_KEY));
  if (!old || !deepEqual(old.taints ?? [], device.taints ?? []))
    found.push(...eachOf<any>(device.taints, MOST.taints, `${at}.taints`, validateTaint));
  found.push(
    ...setOf<any>(
      device.consumesCounters,
      MOST.consumptions,
      `${at}.consumesCounters`,
      validateConsumption,
      ({ counterSet = '' }) => counterSet,
    ),
  );
  return [...found, ...validateDeviceNode(device, at, nodePerDevice), ...validateBinding(device, at)];
}

function validateDeviceNode({ nodeName, nodeSelector, allNodes }: any, at: string, nodePerDevice: boolean): FieldError[] {
  if (!nodePerDevice) {
    if (nodeName === undefined && nodeSelector === undefined && allNodes === undefined) return [];
    const text =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    return [invalid(at, null, text)];
  }
  const found: FieldError[] = [];
  const set: string[] = [];
  if (nodeName === '') found.push(invalid(`${at}.nodeName`, '', 'must not be empty'));
  else if (nodeName !== undefined) {
    set.push('nodeName');
    found.push(...nodeNameErrors(nodeName, `${at}.nodeName`));
  }
  if (nodeSelector !== undefined) {
    set.push('nodeSelector');
    found.push(...validateNodeSelector(nodeSelector, `${at}.nodeSelector`));
  }
  if (allNodes === true) set.push('allNodes');
  else if (allNodes === false) found.push(invalid(`${at}.allNodes`, false, 'must be either unset or set to true'));
  if (set.length === 0) found.push(required(at, ONE_DEVICE_NODE));
  if (set.length > 1) found.push(invalid(at, braces(set), ONE_DEVICE_NODE));
  return found;
}

/** Models validateDeviceAttribute. */
function validateAttribute(attribute: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  const given = ['bool', 'int', 'string', 'version'].filter((name) => attribute[name] !== undefined);
  if (attribute.string?.length > LONGEST_VALUE) found.push(tooLong(`${at}.string`, LONGEST_VALUE));
  if (attribute.version !== undefined) {
    if (!SEMVER.test(attribute.version))
      found.push(invalid(`${at}.version`, attribute.version, 'must be a string compatible with semver.org spec 2.0.0'));
    if (attribute.version.length > LONGEST_VALUE) found.push(tooLong(`${at}.version`, LONGEST_VALUE));
  }
  if (given.length !== 1)
    found.push(invalid(at, given.length === 0 ? '' : internalValue('DeviceAttribute', attribute), 'exactly one value must be specified'));
  return found;
}

/** Models validateDeviceTaint. */
function validateTaint({ key = '', value = '', effect = '' }: any, at: string): FieldError[] {
  const found = validateKey(key, `${at}.key`);
  if (value !== '') found.push(...validateValue(value, `${at}.value`));
  if (effect === '') found.push(required(`${at}.effect`));
  else if (!TAINT_EFFECTS.includes(effect)) found.push(notSupported(`${at}.effect`, effect, TAINT_EFFECTS));
  return found;
}

/** Models validateDeviceBindingParameters. */
function validateBinding({ bindingConditions = [], bindingFailureConditions = [] }: any, at: string): FieldError[] {
  const conditions: readonly string[] = bindingConditions;
  const failures: readonly string[] = bindingFailureConditions;
  const found = [
    ...setOf(conditions, MOST.conditions, `${at}.bindingConditions`, validateKey, (name) => name),
    ...setOf(failures, MOST.conditions, `${at}.bindingFailureConditions`, validateKey, (name) => name),
  ];
  failures.forEach((name, i) => {
    if (conditions.includes(name))
      found.push(invalid(`${at}.bindingFailureConditions[${i}]`, name, 'bindingFailureConditions must not overlap with bindingConditions'));
  });
  if (conditions.length === 0 && failures.length > 0)
    found.push(invalid(`${at}.bindingConditions`, null, 'bindingConditions are required to use bindingFailureConditions'));
  if (failures.length === 0 && conditions.length > 0)
    found.push(invalid(`${at}.bindingFailureConditions`, null, 'bindingFailureConditions are required to use bindingConditions'));
  return found;
}
