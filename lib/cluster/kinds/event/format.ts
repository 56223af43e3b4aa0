import { ageOf } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';

interface Reference {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly apiVersion?: string;
  readonly fieldPath?: string;
}

/** What the event is about, in either API's words. */
export function about(event: KubeObject): Reference | undefined {
  return (event.involvedObject ?? event.regarding) as Reference | undefined;
}

export function aboutText(event: KubeObject): string {
  const { kind = '', name = '' } = about(event) ?? {};
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
}

export function messageOf(event: KubeObject): string {
  return (event.message ?? event.note ?? '') as string;
}

const first = (event: KubeObject) => (event.firstTimestamp ?? event.deprecatedFirstTimestamp) as string | undefined;
const last = (event: KubeObject) => (event.lastTimestamp ?? event.deprecatedLastTimestamp) as string | undefined;

export function firstSeen(event: KubeObject, now: number): string {
  return ageOf(first(event) ?? (event.eventTime as string | undefined) ?? undefined, now);
}

export function lastSeen(event: KubeObject, now: number): string {
  if (event.series) return ageOf(event.series.lastObservedTime as string, now);
  const at = last(event);
  return at ? ageOf(at, now) : firstSeen(event, now);
}

export function countOf(event: KubeObject): number {
  if (event.series) return (event.series.count as number | undefined) ?? 0;
  return ((event.count ?? event.deprecatedCount) as number | undefined) || 1;
}

/** `kubelet, node01`; for events of the newer API `<controller>, <instance>`. */
export function sourceText(event: KubeObject): string {
  const source = (event.source ?? event.deprecatedSource) as { component?: string; host?: string } | undefined;
  const component = source?.component || ((event.reportingComponent ?? event.reportingController) as string | undefined) || '';
  const host = source?.component ? source.host : (event.reportingInstance as string | undefined);
  return host ? `${component}, ${host}` : component;
}
