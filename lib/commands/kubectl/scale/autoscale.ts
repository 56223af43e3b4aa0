import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { metadata } from '../create/generated';
import { dryRunOf, reporter } from '../print/printer';
import { apiVersionOf, findObjects } from '../resource/find';

/** `kubectl autoscale`. */
export function* autoscale(k: Invocation): Task<number> {
  const max = k.flags.int('max');
  const min = k.flags.int('min');
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  if (k.flags.changed('cpu-percent')) {
    k.err(
      "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
    );
  }
  const dryRun = dryRunOf(k);
  const { found, errors } = yield* findObjects(k);
  const report = reporter(k, dryRun);
  const metrics = [
    metric('cpu', k.flags.text('cpu') || (k.flags.int('cpu-percent') > 0 ? `${k.flags.text('cpu-percent')}%` : '')),
    metric('memory', k.flags.text('memory')),
  ].filter((each) => each !== undefined);
  for (const { resource, name, object } of found) {
    if (!object.spec || !['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(resource.kind)) {
      throw new CommandError(
        `cannot autoscale a ${resource.kind}: could not find scale subresource for ${resource.group ? `${resource.group}/` : '/'}${resource.version}, Resource=${resource.plural} in discovery information`,
      );
    }
    const hpa = {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      metadata: metadata(k, k.flags.text('name') || name),
      spec: {
        scaleTargetRef: { kind: resource.kind, name, apiVersion: apiVersionOf(resource) },
        ...(min > 0 && { minReplicas: min }),
        maxReplicas: max,
        ...(metrics.length > 0 && { metrics }),
      },
      status: { desiredReplicas: 0, currentMetrics: null },
    };
    if (dryRun === 'client') {
      report(hpa, 'autoscaled', { sorted: false });
      continue;
    }
    const created = k.rest.send('POST', `/apis/autoscaling/v2/namespaces/${k.namespace}/horizontalpodautoscalers`, {
      body: hpa,
      query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
    }).body;
    report(created, 'autoscaled');
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

function metric(name: 'cpu' | 'memory', text: string): object | undefined {
  if (text === '') return undefined;
  const percent = /^(\d+)%$/.exec(text);
  const target = percent
    ? { type: 'Utilization', averageUtilization: Number(percent[1]) }
    : { type: 'AverageValue', averageValue: name === 'cpu' && /^\d+$/.test(text) ? text : text };
  return { type: 'Resource', resource: { name, target } };
}
