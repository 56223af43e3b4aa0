import { describe, expect, it } from 'vitest';
import { schemaFor } from '@/lib/api/schema';
import { definitionFor } from './definitions';
import { fieldNumbers } from './field-numbers.gen';

/** What kubectl, helm and client-go send as protobuf. */
const SENT: readonly (readonly [string, string])[] = [
  ['v1', 'Pod'],
  ['v1', 'Namespace'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'ServiceAccount'],
  ['v1', 'Event'],
  ['v1', 'Node'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['policy/v1', 'Eviction'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['autoscaling/v1', 'Scale'],
  ['coordination.k8s.io/v1', 'Lease'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['authentication.k8s.io/v1', 'TokenRequest'],
  ['authorization.k8s.io/v1', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io/v1', 'SelfSubjectRulesReview'],
  ['v1', 'DeleteOptions'],
];

/** Definitions that a kind is made of. */
function reached(name: string, seen: Set<string>): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const field of Object.values(schemaFor(name)?.fields ?? {})) {
    const ref = field.ref ?? field.items?.ref ?? field.values?.ref;
    if (ref) reached(ref, seen);
  }
  return seen;
}

/** Newer than the table: nothing that sends protobuf sets them yet. */
const NEW =
  /\.(FileKeySelector|ContainerRestartRule\w*|PodCertificateProjection|PodSchedulingGroup|ImageVolumeStatus|VolumeStatus|\w*Extended\w*|NodeAllocatable\w*|ShardInfo)$/;

describe('field numbers', () => {
  it.each(SENT)('cover %s %s and everything below it', (apiVersion, kind) => {
    const definition = definitionFor(apiVersion, kind);
    expect(definition).toBeDefined();
    const missing = [...reached(definition!, new Set())].filter((name) => {
      const at = name.lastIndexOf('.');
      return fieldNumbers[name.slice(0, at)]?.[name.slice(at + 1)] === undefined && !NEW.test(name);
    });
    expect(missing).toEqual([]);
  });
});
