import type { KubeObject } from '@/lib/api/object';

/** `True`, `False (Reason)`, `Unknown`. Models the aggregator's table convertor. */
export function availableText(service: KubeObject): string {
  const found = (service.status?.conditions ?? []).find((c: { type: string }) => c.type === 'Available') as
    { status: string; reason?: string } | undefined;
  if (!found) return 'Unknown';
  return found.status === 'True' ? 'True' : `${found.status}${found.reason ? ` (${found.reason})` : ''}`;
}
