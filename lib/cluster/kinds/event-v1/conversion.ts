import type { KubeObject } from '@/lib/api/object';

/** Names of one field in events.k8s.io and in the core group, in the order of the former. */
const NAMES: readonly (readonly [events: string, core: string])[] = [
  ['metadata', 'metadata'],
  ['eventTime', 'eventTime'],
  ['series', 'series'],
  ['reportingController', 'reportingComponent'],
  ['reportingInstance', 'reportingInstance'],
  ['action', 'action'],
  ['reason', 'reason'],
  ['regarding', 'involvedObject'],
  ['related', 'related'],
  ['note', 'message'],
  ['type', 'type'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

/** An event of events.k8s.io as the core group has it. Models Convert_v1_Event_To_core_Event. */
export function toCore(event: KubeObject): KubeObject {
  const out: Record<string, unknown> = { apiVersion: 'v1', kind: 'Event' };
  for (const [name, core] of NAMES) if (event[name] !== undefined) out[core] = event[name];
  return { involvedObject: {}, ...out } as unknown as KubeObject;
}

/** Models Convert_core_Event_To_v1_Event; texts and references that are empty are left out. */
export function fromCore(event: KubeObject): KubeObject {
  const out: Record<string, unknown> = { apiVersion: 'events.k8s.io/v1', kind: 'Event' };
  for (const [name, core] of NAMES) {
    const value: unknown = event[core];
    if (value !== undefined && value !== '') out[name] = value;
  }
  return out as unknown as KubeObject;
}
