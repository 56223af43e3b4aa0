import { invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { validateDriverName } from '../persistent-volume/sources';
import { eachOf, setOf } from './collections';
import { validateFullAttributeName, validateKey, validateLabelName, validateSubdomain, validateValue } from './names';
import { validateSelectors, type Selector } from './selector';

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}
interface DeviceRequest {
  readonly name?: string;
  readonly deviceClassName?: string;
  readonly selectors?: readonly Selector[];
  readonly allocationMode?: string;
  readonly count?: number;
  readonly tolerations?: readonly Toleration[];
}
interface Request {
  readonly name?: string;
  readonly exactly?: DeviceRequest;
  readonly firstAvailable?: readonly DeviceRequest[];
}
export interface DeviceConfig {
  readonly opaque?: { readonly driver?: string; readonly parameters?: unknown };
}
export interface DeviceClaim {
  readonly requests?: readonly Request[];
  readonly constraints?: readonly {
    readonly requests?: readonly string[];
    readonly matchAttribute?: string;
    readonly distinctAttribute?: string;
  }[];
  readonly config?: readonly (DeviceConfig & { readonly requests?: readonly string[] })[];
}

const MOST = { requests: 32, subrequests: 8, constraints: 32, config: 32 };
const LONGEST_PARAMETERS = 10 * 1024;
const MODES = ['All', 'ExactCount'];
export const TAINT_EFFECTS = ['NoExecute', 'NoSchedule', 'None'];
const REFERENCE = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Whether a claim has a request, or `request/subrequest`. */
export type RequestNames = (name: string) => boolean;

/** Models gatherRequestNames. */
export function requestNames(claim: DeviceClaim): RequestNames {
  const known = new Map(
    (claim.requests ?? []).map(({ name = '', firstAvailable = [] }) => [name, firstAvailable.map((sub) => sub.name ?? '')]),
  );
  return (text) => {
    const [request = '', subrequest, ...rest] = text.split('/');
    const subrequests = known.get(request);
    return rest.length === 0 && subrequests !== undefined && (subrequest === undefined || subrequests.includes(subrequest));
  };
}

/** Models resource validation's validateDeviceClaim. */
export function validateDeviceClaim(claim: DeviceClaim, at: string): FieldError[] {
  const has = requestNames(claim);
  const references = (names: readonly string[] | undefined, field: string) =>
    setOf(
      names,
      MOST.requests,
      field,
      (name, where) => validateReference(name, where, has),
      (name) => name,
    );
  return [
    ...setOf(claim.requests, MOST.requests, `${at}.requests`, validateRequest, ({ name = '' }) => name),
    ...eachOf(claim.constraints, MOST.constraints, `${at}.constraints`, ({ requests, matchAttribute, distinctAttribute }, field) => {
      const found = references(requests, `${field}.requests`);
      if (matchAttribute !== undefined) found.push(...validateFullAttributeName(matchAttribute, `${field}.matchAttribute`));
      else if (distinctAttribute !== undefined) found.push(...validateFullAttributeName(distinctAttribute, `${field}.distinctAttribute`));
      else found.push(required(field, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'));
      return found;
    }),
    ...eachOf(claim.config, MOST.config, `${at}.config`, (config, field) => [
      ...references(config.requests, `${field}.requests`),
      ...validateDeviceConfig(config, field),
    ]),
  ];
}

/** Models validateRequestNameRef. */
export function validateReference(name: string, at: string, has: RequestNames): FieldError[] {
  const segments = name.split('/');
  if (segments.length > 2) return [invalid(at, name, REFERENCE)];
  const found = segments.flatMap((segment) => validateLabelName(segment, at));
  if (!has(name)) found.push(invalid(at, name, REFERENCE));
  return found;
}

/** Models validateDeviceRequest. */
function validateRequest({ name, exactly, firstAvailable = [] }: Request, at: string): FieldError[] {
  const found = validateLabelName(name, `${at}.name`);
  const several = firstAvailable.length > 0;
  if (!several && exactly === undefined) found.push(required(at, 'exactly one of `exactly` or `firstAvailable` is required'));
  else if (several && exactly !== undefined)
    found.push(invalid(at, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'));
  else if (exactly !== undefined) found.push(...validateDevices(exactly, `${at}.exactly`));
  else {
    const check = (sub: DeviceRequest, field: string) => [...validateLabelName(sub.name, `${field}.name`), ...validateDevices(sub, field)];
    found.push(...setOf(firstAvailable, MOST.subrequests, `${at}.firstAvailable`, check, (sub) => sub.name ?? ''));
  }
  return found;
}

/** Models validateExactDeviceRequest and validateDeviceSubRequest. */
function validateDevices(
  { deviceClassName = '', selectors, allocationMode = '', count = 0, tolerations = [] }: DeviceRequest,
  at: string,
): FieldError[] {
  const className = `${at}.deviceClassName`;
  const found: FieldError[] = deviceClassName === '' ? [required(className)] : validateSubdomain(deviceClassName, className);
  found.push(...validateSelectors(selectors, `${at}.selectors`));
  if (allocationMode === 'All') {
    if (count !== 0) found.push(invalid(`${at}.count`, count, `must not be specified when allocationMode is '${allocationMode}'`));
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) found.push(invalid(`${at}.count`, count, 'must be greater than zero'));
  } else found.push(notSupported(`${at}.allocationMode`, allocationMode, MODES));
  tolerations.forEach((toleration, i) => found.push(...validateToleration(toleration, `${at}.tolerations[${i}]`)));
  return found;
}

/** Models validateDeviceToleration. */
function validateToleration({ key = '', operator = '', value = '', effect = '' }: Toleration, at: string): FieldError[] {
  const found = key === '' ? [] : validateKey(key, `${at}.key`);
  if (operator === 'Exists') {
    if (value !== '') found.push(invalid(`${at}.value`, value, 'must be empty for operator `Exists`'));
  } else if (operator === 'Equal') found.push(...validateValue(value, `${at}.value`));
  else if (operator === '') found.push(required(`${at}.operator`));
  else found.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
  if (effect !== '' && !TAINT_EFFECTS.includes(effect)) found.push(notSupported(`${at}.effect`, effect, TAINT_EFFECTS));
  return found;
}

/** Models validateDeviceConfiguration. */
export function validateDeviceConfig({ opaque }: DeviceConfig, at: string): FieldError[] {
  if (opaque === undefined) return [required(`${at}.opaque`)];
  return [
    ...validateDriverName(opaque.driver, `${at}.opaque.driver`),
    ...validateRaw(opaque.parameters, `${at}.opaque.parameters`, LONGEST_PARAMETERS),
  ];
}

/** Models validateRawExtension. */
export function validateRaw(value: unknown, at: string, longest: number): FieldError[] {
  if (value === undefined || value === null) return [required(at)];
  if (JSON.stringify(value).length > longest) return [tooLong(at, longest)];
  if (typeof value === 'object' && !Array.isArray(value)) return [];
  return [invalid(at, '<value omitted>', 'must be a valid JSON object')];
}
