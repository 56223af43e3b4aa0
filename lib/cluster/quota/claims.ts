import type { KubeObject } from '@/lib/api/object';
import { newQuantity, parseQuantity, quantityValue, type Quantity } from '@/lib/api/quantity';
import type { Usage } from './pod-resources';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const CLASS_SUFFIX = '.storageclass.storage.k8s.io/';
const PLAIN = ['persistentvolumeclaims', 'requests.storage'];

/** Models pvcEvaluator.MatchingResources. */
export const claimResources = (names: readonly string[]): readonly string[] =>
  names.filter(
    (name) =>
      name === 'count/persistentvolumeclaims' || PLAIN.includes(name) || PLAIN.some((plain) => name.endsWith(`${CLASS_SUFFIX}${plain}`)),
  );

const wholeBytes = (text: string): Quantity => {
  const quantity = parseQuantity(text);
  return quantity.nano % 1_000_000_000n === 0n ? quantity : newQuantity(quantityValue(quantity), quantity.format);
};

/** Models pvcEvaluator.Usage. */
export function claimUsage(claim: KubeObject): Usage {
  const asked = claim.spec?.resources?.requests?.storage as string | undefined;
  const allocated = claim.status?.allocatedResources?.storage as string | undefined;
  let storage = asked === undefined ? undefined : wholeBytes(asked);
  if (storage && allocated !== undefined && wholeBytes(allocated).nano > storage.nano) storage = wholeBytes(allocated);
  const className = claim.metadata.annotations?.[BETA_CLASS] ?? (claim.spec?.storageClassName as string | undefined);
  const one = newQuantity(1);
  return {
    persistentvolumeclaims: one,
    'count/persistentvolumeclaims': one,
    ...(storage && { 'requests.storage': storage }),
    ...(className && { [`${className}${CLASS_SUFFIX}persistentvolumeclaims`]: one }),
    ...(className && storage && { [`${className}${CLASS_SUFFIX}requests.storage`]: storage }),
  };
}
