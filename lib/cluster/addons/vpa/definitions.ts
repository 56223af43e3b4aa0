import type { KubeObject } from '@/lib/api/object';
import { GROUP } from './resources';

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time', nullable: true };
const quantities = {
  type: 'object',
  additionalProperties: {
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    pattern: '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    'x-kubernetes-int-or-string': true,
  },
};
const choice = (...values: string[]) => ({ type: 'string', enum: values });
const list = (items: object) => ({ type: 'array', items });
const record = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});

const policy = record({
  containerName: text,
  controlledResources: list(text),
  controlledValues: choice('RequestsAndLimits', 'RequestsOnly'),
  maxAllowed: quantities,
  minAllowed: quantities,
  mode: choice('Auto', 'Off'),
});

const spec = record(
  {
    recommenders: list(record({ name: text }, ['name'])),
    resourcePolicy: record({ containerPolicies: list(policy) }),
    targetRef: { ...record({ apiVersion: text, kind: text, name: text }, ['kind', 'name']), 'x-kubernetes-map-type': 'atomic' },
    updatePolicy: record({
      evictionRequirements: list(
        record({ changeRequirement: choice('TargetHigherThanRequests', 'TargetLowerThanRequests'), resources: list(text) }, [
          'changeRequirement',
          'resources',
        ]),
      ),
      minReplicas: { type: 'integer', format: 'int32' },
      updateMode: choice('Off', 'Initial', 'Recreate', 'InPlaceOrRecreate', 'Auto'),
    }),
  },
  ['targetRef'],
);

const recommendation = record(
  { containerName: text, lowerBound: quantities, target: quantities, uncappedTarget: quantities, upperBound: quantities },
  ['target'],
);
const condition = record({ lastTransitionTime: time, message: text, reason: text, status: text, type: text }, ['status', 'type']);
const status = record({
  conditions: list(condition),
  recommendation: record({ containerRecommendations: list(recommendation) }),
});

const histogram = record({
  bucketWeights: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  referenceTimestamp: time,
  totalWeight: { type: 'number' },
});
const checkpoint = record({
  cpuHistogram: histogram,
  firstSampleStart: time,
  lastSampleStart: time,
  lastUpdateTime: time,
  memoryHistogram: histogram,
  totalSamplesCount: { type: 'integer' },
  version: text,
});

const column = (name: string, jsonPath: string, more: object = { type: 'string' }) => ({ jsonPath, name, ...more });
const firstTarget = '.status.recommendation.containerRecommendations[0].target';

function definition(kind: string, shortName: string, properties: object, required: readonly string[], version: object): KubeObject {
  const singular = kind.toLowerCase();
  const meta = { apiVersion: text, kind: text, metadata: { type: 'object' } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${singular}s.${GROUP}`,
      annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/kubernetes/pull/63797' },
    },
    spec: {
      group: GROUP,
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, shortNames: [shortName], singular },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: record({ ...meta, ...properties }, required) },
          ...version,
        },
      ],
    },
  };
}

/** VerticalPodAutoscaler and its checkpoints, of v1.5 without startup boosts and the alpha gates. */
export const vpaDefinitions = (): readonly KubeObject[] => [
  definition(
    'VerticalPodAutoscalerCheckpoint',
    'vpacheckpoint',
    { spec: record({ containerName: text, vpaObjectName: text }), status: checkpoint },
    [],
    {},
  ),
  definition('VerticalPodAutoscaler', 'vpa', { spec, status }, ['spec'], {
    subresources: { status: {} },
    additionalPrinterColumns: [
      column('Mode', '.spec.updatePolicy.updateMode'),
      column('CPU', `${firstTarget}.cpu`),
      column('Mem', `${firstTarget}.memory`),
      column('Provided', ".status.conditions[?(@.type=='RecommendationProvided')].status"),
      column('Age', '.metadata.creationTimestamp', { type: 'date' }),
      column('MinReplicas', '.spec.updatePolicy.minReplicas', { type: 'integer', priority: 1 }),
    ],
  }),
];
