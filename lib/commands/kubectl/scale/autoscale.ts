import { parseQuantity, QuantityError } from '@/lib/api/quantity';
import { AggregateError_, CommandError, ServerError } from '../errors';
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
    const make = (version: string, body: object) => {
      if (dryRun === 'client') return report(body, 'created', { sorted: false });
      const { body: made } = k.rest.send('POST', `/apis/autoscaling/${version}/namespaces/${k.namespace}/horizontalpodautoscalers`, {
        body,
        query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
      });
      report(made, 'autoscaled');
    };
    try {
      make('v2', hpa);
    } catch (error) {
      // Whatever goes wrong, telling of it among them, is taken for a server that does not know v2.
      if (!(error instanceof ServerError || error instanceof CommandError)) throw error;
      const cpu = k.flags.text('cpu').trim();
      if (cpu === '') {
        errors.push(
          new CommandError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input'),
        );
        continue;
      }
      if (k.flags.text('memory') !== '' || !cpu.endsWith('%')) {
        errors.push(
          new CommandError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: %!w(<nil>)'),
        );
        continue;
      }
      const { metrics: _, ...spec } = hpa.spec as { metrics?: unknown };
      try {
        make('v1', { ...hpa, apiVersion: 'autoscaling/v1', spec, status: { currentReplicas: 0, desiredReplicas: 0 } });
      } catch (failure) {
        errors.push(failure as Error);
      }
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** A metric of `80%`, `500m` or a bare number (thousandths of a CPU, MiB). Models autoscale.parseResourceInput. */
function metric(name: 'cpu' | 'memory', given: string): object | undefined {
  const text = given.trim();
  if (given === '') return undefined;
  if (text === '') throw new CommandError('empty input');
  if (text.endsWith('%')) {
    if (!/^\+?\d+%$/.test(text)) throw new CommandError(`invalid percentage value: ${text.slice(0, -1)}`);
    return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: Number(text.slice(0, -1)) } } };
  }
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? `${Number(text)}${name === 'cpu' ? 'm' : 'Mi'}` : text;
  if (!isQuantity(value)) throw new CommandError(`invalid resource ${name} value: ${text}`);
  return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: value } } };
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}
