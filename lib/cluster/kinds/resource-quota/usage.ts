import type { KubeObject } from '@/lib/api/object';

/** `requests.cpu: 1/2, pods: 3/10` or the limits, in order of names. Models printResourceQuota. */
export function usageText(quota: KubeObject, part: 'requests' | 'limits'): string {
  const hard: Readonly<Record<string, string>> = quota.status?.hard ?? {};
  const used: Readonly<Record<string, string>> = quota.status?.used ?? {};
  return Object.keys(hard)
    .sort()
    .filter((name) => /^limits/.test(name) === (part === 'limits'))
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ');
}
