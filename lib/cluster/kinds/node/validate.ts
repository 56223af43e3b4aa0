import { duplicate, forbidden, internalError, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isLabelValue, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { isDualStack } from '@/lib/api/ip-address';
import { validateLegacyCidr } from '../ip-validation';
import { validateResourceQuantity } from '../resource-name';

interface Taint {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly timeAdded?: string;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const TAINTS = 'metadata.taints';

/** Models validateNodeTaints; the path is upstream's. */
function validateTaints(taints: readonly Taint[]): FieldError[] {
  const found: FieldError[] = [];
  const seen = new Set<string>();
  taints.forEach((taint, i) => {
    const at = `${TAINTS}[${i}]`;
    const { key = '', value = '', effect = '' } = taint;
    for (const text of isQualifiedName(key)) found.push(invalid(`${at}.key`, key, text));
    const complaints = isLabelValue(value);
    if (complaints.length > 0) found.push(invalid(`${at}.value`, value, complaints.join(';')));
    if (effect === '') found.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) found.push(notSupported(`${at}.effect`, effect, EFFECTS));
    if (seen.has(`${effect}/${key}`)) {
      const shown = { Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null };
      found.push({ ...duplicate(at, shown), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(`${effect}/${key}`);
  });
  return found;
}

function validateResources(node: KubeObject): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((part) => {
    const list: Readonly<Record<string, string>> = node.status?.[part] ?? {};
    return Object.keys(list)
      .sort()
      .flatMap((name) => validateResourceQuantity(name, list[name]!, `status.${part}.${name}`));
  });
}

function validatePodCidrs(cidrs: readonly string[], old: readonly string[]): FieldError[] {
  const field = 'spec.podCIDRs';
  const found = cidrs.flatMap((cidr, i) => validateLegacyCidr(`${field}[${i}]`, cidr, old));
  if (cidrs.length < 2) return found;
  const dual = isDualStack(cidrs);
  if (dual === undefined) {
    const wrong = cidrs.find((cidr) => isDualStack([cidr]) === undefined);
    const text = `invalid PodCIDRs. failed to check with dual stack with error:failed to parse cidr value:"${wrong}" with error:invalid CIDR address: ${wrong}`;
    found.push(internalError(field, text));
  }
  if (!dual || cidrs.length > 2) found.push(invalid(field, cidrs, 'may specify no more than one CIDR for each IP family'));
  cidrs.forEach((cidr, i) => {
    if (cidrs.indexOf(cidr) < i) found.push(duplicate(`${field}[${i}]`, cidr));
  });
  return found;
}

/** Models core validation.ValidateNode. */
export function validateNode(node: KubeObject, old?: KubeObject): FieldError[] {
  const spec = (node.spec ?? {}) as { taints?: readonly Taint[]; podCIDRs?: readonly string[] };
  return [
    ...validateTaints(spec.taints ?? []),
    ...validateResources(node),
    ...validatePodCidrs(spec.podCIDRs ?? [], (old?.spec?.podCIDRs ?? []) as string[]),
  ];
}

/** Models ValidateNodeUpdate, which goes through what ValidateNode found once more. */
export function validateNodeUpdate(node: KubeObject, old: KubeObject): FieldError[] {
  const found = [...validateNode(node, old), ...validateResources(node)];
  const addresses: readonly { type?: string; address?: string }[] = node.status?.addresses ?? [];
  addresses.forEach(({ type = '', address = '' }, i) => {
    if (addresses.findIndex((other) => (other.type ?? '') === type && (other.address ?? '') === address) < i)
      found.push(duplicate(`status.addresses[${i}]`, { Type: type, Address: address }));
  });
  const before: readonly string[] = old.spec?.podCIDRs ?? [];
  const after: readonly string[] = node.spec?.podCIDRs ?? [];
  const change = () => found.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if (before.length > 0 && before.length !== after.length) change();
  else
    before.forEach((cidr, i) => {
      if (cidr !== after[i]) change();
    });
  if (old.spec?.providerID && old.spec.providerID !== node.spec?.providerID)
    found.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  found.push(...validateTaints((node.spec?.taints ?? []) as readonly Taint[]));
  if ((node.spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) found.push(forbidden('spec.externalID', 'may not be updated'));
  return found;
}

/** Models nodeStrategy's fieldIsDeprecatedWarnings. */
export function nodeWarnings(node: KubeObject): string[] {
  const found: string[] = [];
  if (node.spec?.configSource !== undefined) found.push('spec.configSource: the feature is removed');
  if (node.spec?.externalID) found.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  return found;
}
