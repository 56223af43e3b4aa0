import type { KubeObject } from '@/lib/api/object';
import { about } from './format';

const PARTS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const;

/** Fields of events that selectors may name; `prefix` is `involvedObject`, or `regarding` in events.k8s.io. */
export function eventFields(prefix: string): Readonly<Record<string, (event: KubeObject) => string>> {
  const fields: Record<string, (event: KubeObject) => string> = {};
  for (const part of PARTS) fields[`${prefix}.${part}`] = (event) => (about(event) as Record<string, string> | undefined)?.[part] ?? '';
  return {
    ...fields,
    reason: (event) => (event.reason as string | undefined) ?? '',
    reportingComponent: (event) => ((event.reportingComponent ?? event.reportingController) as string | undefined) ?? '',
    source: (event) => ((event.source?.component || event.reportingComponent) as string | undefined) ?? '',
    type: (event) => (event.type as string | undefined) ?? '',
  };
}
