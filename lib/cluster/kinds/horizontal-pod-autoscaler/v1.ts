import type { KubeObject } from '@/lib/api/object';

/* eslint-disable @typescript-eslint/no-explicit-any -- both versions of a spec */

/** What autoscaling/v1 cannot say travels in annotations of these names. */
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

const isCpu = (metric: any) => metric.type === 'Resource' && metric.resource?.name === 'cpu';

/** autoscaling/v1 -> v2: its one target is CPU utilisation. Models Convert_v1_HorizontalPodAutoscaler_To_autoscaling. */
export function hpaFromV1(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = (object.spec ?? {}) as any;
  const { currentCPUUtilizationPercentage: current, ...status } = (object.status ?? {}) as any;
  const { [METRICS]: metrics, [BEHAVIOR]: behavior, ...annotations } = object.metadata.annotations ?? {};
  const others: any[] = metrics ? JSON.parse(metrics) : [];
  const cpu =
    target === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } }];
  const all = [...cpu, ...others];
  const metadata = { ...object.metadata, ...(object.metadata.annotations ? { annotations } : {}) };
  return {
    ...object,
    metadata,
    spec: { ...spec, ...(all.length > 0 ? { metrics: all } : {}), ...(behavior ? { behavior: JSON.parse(behavior) } : {}) },
    ...(object.status
      ? {
          status: {
            ...status,
            ...(current === undefined
              ? {}
              : { currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }] }),
          },
        }
      : {}),
  };
}

/** autoscaling/v2 -> v1. */
export function hpaToV1(object: KubeObject): KubeObject {
  const { metrics = [], behavior, ...spec } = (object.spec ?? {}) as any;
  const { currentMetrics, conditions: _conditions, ...status } = (object.status ?? {}) as any;
  const cpu = metrics.find((metric: any) => isCpu(metric) && metric.resource.target?.averageUtilization !== undefined);
  const others = metrics.filter((metric: any) => metric !== cpu);
  const current = (currentMetrics ?? []).find(isCpu)?.resource?.current?.averageUtilization;
  const annotations = {
    ...object.metadata.annotations,
    ...(others.length > 0 ? { [METRICS]: JSON.stringify(others) } : {}),
    ...(behavior ? { [BEHAVIOR]: JSON.stringify(behavior) } : {}),
  };
  return {
    ...object,
    metadata: Object.keys(annotations).length > 0 ? { ...object.metadata, annotations } : object.metadata,
    spec: { ...spec, ...(cpu ? { targetCPUUtilizationPercentage: cpu.resource.target.averageUtilization } : {}) },
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      ...status,
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
    },
  };
}
