import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const HPAS = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
function create(stage: Stage, more: object = {}, replicas = 2): void {
  stage.kubectl(`create deployment web --image=nginx --replicas=${replicas}`);
  stage.client.create(
    HPAS,
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 5,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
        ...more,
      },
    },
    'default',
  );
  stage.pass(60);
}
const condition = (stage: Stage, type: string) =>
  ((stage.get('horizontalpodautoscalers.autoscaling', 'web')!.status.conditions ?? []) as KubeObject['status'][]).find(
    (entry) => entry.type === type,
  );
const replicas = (stage: Stage) => stage.get('deployments.apps', 'web')!.spec.replicas;

describe('horizontal pod autoscaler', () => {
  scenario(
    'without a metrics API it does not scale, and says why',
    (stage) => {
      create(stage);
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'False',
        reason: 'FailedGetResourceMetric',
        message:
          'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
      });
      expect(stage.kubectl('get hpa web --no-headers').split(/\s+/).slice(0, 6)).toEqual([
        'web',
        'Deployment/web',
        'cpu:',
        '<unknown>/50%',
        '1',
        '5',
      ]);
      expect(replicas(stage)).toBe(2);
    },
    HOLLOW,
  );

  scenario(
    'more replicas than maxReplicas are taken back even then',
    (stage) => {
      create(stage, {}, 8);
      expect(replicas(stage)).toBe(5);
      expect(stage.events('HorizontalPodAutoscaler/web')).toContain(
        'SuccessfulRescale: New size: 5; reason: Current number of replicas above Spec.MaxReplicas',
      );
    },
    HOLLOW,
  );

  scenario(
    'fewer than minReplicas are made up for',
    (stage) => {
      create(stage, { minReplicas: 3 }, 1);
      expect(replicas(stage)).toBe(3);
      expect(stage.events('HorizontalPodAutoscaler/web')).toContain(
        'SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas',
      );
    },
    HOLLOW,
  );

  scenario(
    'a target that is scaled to zero is left alone',
    (stage) => {
      create(stage, {}, 0);
      expect(condition(stage, 'ScalingActive')).toMatchObject({
        status: 'False',
        reason: 'ScalingDisabled',
        message: 'scaling is disabled since the replica count of the target is zero',
      });
      expect(replicas(stage)).toBe(0);
    },
    HOLLOW,
  );

  scenario(
    'a target that does not exist',
    (stage) => {
      create(stage, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } });
      expect(condition(stage, 'AbleToScale')).toMatchObject({
        status: 'False',
        reason: 'FailedGetScale',
        message: 'the HPA controller was unable to get the target\'s current scale: deployments.apps "other" not found',
      });
    },
    HOLLOW,
  );

  scenario(
    'two autoscalers for the same pods hold each other up',
    (stage) => {
      create(stage);
      const web = stage.get('horizontalpodautoscalers.autoscaling', 'web')!;
      stage.client.create(HPAS, { metadata: { name: 'again' }, spec: web.spec }, 'default');
      stage.pass(60);
      expect(condition(stage, 'ScalingActive')).toMatchObject({ status: 'False', reason: 'AmbiguousSelector' });
    },
    HOLLOW,
  );
});
