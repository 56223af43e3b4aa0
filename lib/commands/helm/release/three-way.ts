import { threeWayPatch } from '../../kubectl/apply/strategic-diff';
import { schemaNameOf } from '../../kubectl/apply/apply';
import type { Resource } from '../../kubectl/client/discovery';

/* eslint-disable @typescript-eslint/no-explicit-any -- JSON of any shape */
/** The patch of an upgrade: what changed between two manifests and drifted in the cluster (Models kube's createPatch). */
export function strategicDiff(original: any, modified: any, live: any, resource: Resource): { type: string; body: any } {
  const schema = schemaNameOf(resource);
  const body =
    schema === undefined ? threeWayPatch(original, modified, original, undefined) : threeWayPatch(original, modified, live, schema);
  return { type: schema === undefined ? 'application/merge-patch+json' : 'application/strategic-merge-patch+json', body };
}
