import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { joinStrategies, withStatus } from '../strategy';

const GENERATION = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(object: KubeObject, generation: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [GENERATION]: String(generation) } } };
}

/** Counts changes of the template in an annotation, as the internal field is shown in apps/v1. Models registry/apps/daemonset. */
export const daemonSetStrategy: Strategy = joinStrategies<KubeObject>(
  withStatus({ currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }),
  {
    prepareForCreate: (object) => withTemplateGeneration(object, 1),
    prepareForUpdate(object, old) {
      const before = Number(old.metadata.annotations?.[GENERATION] ?? 0);
      return withTemplateGeneration(object, deepEqual(object.spec?.template, old.spec?.template) ? before : before + 1);
    },
  },
);
