import { formatLabelSelector } from '@/lib/api/label-selector';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import type { Found } from '../resource/find';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
export const REVISION = 'deployment.kubernetes.io/revision';

/** A revision of a workload: its number, its pod template, and what made it. */
export interface Revision {
  readonly number: number;
  readonly template: any;
  readonly cause: string;
  readonly source: any;
}

/** Kinds that kubectl knows of and has no history for; of others it says that it has no method. */
const IMPLEMENTED = new Set(['ReplicaSet', 'Pod', 'Job', 'CronJob', 'ReplicationController']);

/** The revisions of a deployment, daemon set or stateful set, oldest first. Throws for other kinds. */
export function revisionsOf(k: Invocation, { object, namespace, resource }: Found, viewer = 'history viewer'): Revision[] {
  const query = { labelSelector: formatLabelSelector(object.spec?.selector) };
  const owned = (item: any) => item.metadata.ownerReferences?.some((owner: any) => owner.controller && owner.uid === object.metadata.uid);
  let revisions: Revision[];
  if (resource.kind === 'Deployment') {
    const sets: any[] = k.rest.get(`/apis/apps/v1/namespaces/${namespace}/replicasets`, { query }).items ?? [];
    revisions = sets.filter(owned).map((set) => ({
      number: Number(set.metadata.annotations?.[REVISION] ?? 0),
      template: {
        ...set.spec.template,
        metadata: {
          ...set.spec.template.metadata,
          annotations: {
            ...set.spec.template.metadata?.annotations,
            ...(set.metadata.annotations?.['kubernetes.io/change-cause'] && {
              'kubernetes.io/change-cause': set.metadata.annotations['kubernetes.io/change-cause'],
            }),
          },
        },
      },
      cause: set.metadata.annotations?.['kubernetes.io/change-cause'] ?? '<none>',
      source: set,
    }));
  } else if (resource.kind === 'DaemonSet' || resource.kind === 'StatefulSet') {
    const records: any[] = k.rest.get(`/apis/apps/v1/namespaces/${namespace}/controllerrevisions`, { query }).items ?? [];
    revisions = records.filter(owned).map((record) => {
      const { $patch: _, ...template } = record.data?.spec?.template ?? {};
      return {
        number: record.revision,
        template,
        cause: record.metadata.annotations?.['kubernetes.io/change-cause'] ?? '<none>',
        source: record,
      };
    });
  } else if (!IMPLEMENTED.has(resource.kind))
    throw new CommandError(
      `error retrieving ${viewer.replace(' viewer', '')} for ${JSON.stringify(resource.group ? `${resource.kind}.${resource.group}` : resource.kind)}, no visitor method exists for {${resource.group} ${resource.kind}}`,
    );
  else
    throw new CommandError(
      `no ${viewer} has been implemented for ${JSON.stringify(resource.group ? `${resource.kind}.${resource.group}` : resource.kind)}`,
    );
  return revisions.filter(({ number }) => number > 0).sort((a, b) => a.number - b.number);
}
