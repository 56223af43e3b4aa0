import type { KubeObject } from '@/lib/api/object';

interface Subset {
  readonly addresses?: readonly { readonly ip?: string }[];
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

/** `10.0.0.1:80,10.0.0.2:80 + 1 more...`, at most `most` of them; `<none>`. Models formatEndpoints. */
export function formatEndpoints(endpoints: KubeObject | undefined, most = 3): string {
  const subsets: readonly Subset[] = endpoints?.subsets ?? [];
  if (subsets.length === 0) return '<none>';
  const list: string[] = [];
  let count = 0;
  for (const subset of subsets) {
    const addresses = subset.addresses ?? [];
    if (!subset.ports || subset.ports.length === 0) {
      for (const address of addresses) {
        if (list.length < most) list.push(address.ip ?? '');
        count++;
      }
      continue;
    }
    for (const port of subset.ports) {
      for (const address of addresses) {
        if (list.length < most) list.push(address.ip?.includes(':') ? `[${address.ip}]:${port.port}` : `${address.ip}:${port.port}`);
        count++;
      }
    }
  }
  const text = list.join(',');
  return count > most ? `${text} + ${count - most} more...` : text;
}
