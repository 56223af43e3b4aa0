import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import type { KindContext } from '../kind';
import { defaultPod } from './defaults';
import { podStrategy } from './strategy';
import { podSubresources } from './subresources';

const context: KindContext = { now: 0, random: () => 0.5, get: () => undefined, list: () => [] };
const pod = (spec: object, labels = { app: 'a' }): KubeObject =>
  defaultPod({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'd', labels }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }); // prettier-ignore
const subresource = (name: string) => podSubresources.find((one) => one.name === name)!.strategy!;
const resized = (old: KubeObject, resources: object) => {
  const next = { ...old, spec: { ...old.spec, containers: [{ ...old.spec.containers[0], resources }] } };
  const strategy = subresource('resize');
  const prepared = strategy.prepareForUpdate!(next, old, context);
  return strategy.validateUpdate!(prepared, old, context).map(fieldErrorText);
};

describe('a new pod', () => {
  it('has the values of its own labels where their keys are to match', () => {
    const term = { topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['app', 'none'], mismatchLabelKeys: ['app'] };
    const spread = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: {}, matchLabelKeys: ['app'] };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const made = podStrategy.prepareForCreate!(pod({ topologySpreadConstraints: [spread], affinity }), context);
    const expression = (operator: string) => ({ key: 'app', operator, values: ['a'] });
    expect(made.spec.topologySpreadConstraints[0].labelSelector).toEqual({ matchExpressions: [expression('In')] });
    const required = made.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0];
    expect(required.labelSelector).toEqual({ matchExpressions: [expression('In'), expression('NotIn')] });
  });

  it('says that gates keep it', () => {
    const made = podStrategy.prepareForCreate!(pod({ schedulingGates: [{ name: 'g' }] }), context);
    expect(made.status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }]);
  });

  it('is given no negative grace', () => expect(pod({ terminationGracePeriodSeconds: -5 }).spec.terminationGracePeriodSeconds).toBe(1));
});

describe('resizing a pod', () => {
  const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  const old = pod({ containers: [{ name: 'c', image: 'i', resources }] });

  it('changes amounts of processor and memory', () =>
    expect(resized(old, { ...resources, requests: { cpu: '200m', memory: '64Mi' } })).toEqual([]));

  it('takes nothing away, and keeps the class of service', () => {
    expect(resized(old, { requests: { cpu: '100m' }, limits: { memory: '128Mi' } })).toEqual([
      'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
    ]);
    expect(resized(old, { requests: { cpu: '1', memory: '128Mi' }, limits: { cpu: '1', memory: '128Mi' } })).toEqual([
      'spec: Invalid value: "": Pod QOS Class may not change as a result of resizing',
    ]);
  });
});

describe('ephemeral containers', () => {
  it('stay as they were', () => {
    const debug = { name: 'd', image: 'i', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' };
    const old = { ...pod({}), spec: { ...pod({}).spec, ephemeralContainers: [debug] } };
    const update = (ephemeralContainers: object[]) => {
      const strategy = subresource('ephemeralcontainers');
      const prepared = strategy.prepareForUpdate!({ ...old, spec: { ...old.spec, ephemeralContainers } }, old, context);
      return strategy.validateUpdate!(prepared, old, context).map(fieldErrorText);
    };
    expect(update([debug, { ...debug, name: 'e' }])).toEqual([]);
    expect(update([])).toEqual(['spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be removed\n']);
    const [changed] = update([{ ...debug, image: 'j' }]);
    expect(changed).toContain('existing ephemeral containers "d" may not be changed\n');
    expect(changed).toContain('"Image": "j"');
  });
});
