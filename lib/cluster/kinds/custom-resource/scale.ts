import { invalid, type FieldError } from '@/lib/api/field-error';
import { goTypeName } from '@/lib/api/go-value';
import type { KubeObject } from '@/lib/api/object';
import { internalErrorStatus, invalidStatus } from '@/lib/api/status';
import type { ScalePaths } from '../custom-resource-definition/definition';
import type { Subresource } from '../kind';
import { fieldsOfPath, valueAt, withValueAt } from './json-field';

const MOST_REPLICAS = 2147483647;

/** The `scale` view of a custom resource, by the paths of its definition. Models customresource.ScaleREST. */
export function customScale(paths: ScalePaths): Subresource {
  const spec = fieldsOfPath(paths.specReplicasPath);
  const status = fieldsOfPath(paths.statusReplicasPath);
  const selector = paths.labelSelectorPath ? fieldsOfPath(paths.labelSelectorPath) : undefined;
  return {
    name: 'scale',
    speaks: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    verbs: ['get', 'patch', 'update'],
    view: {
      get(object) {
        const replicas = valueAt(object, spec);
        if (replicas === undefined)
          throw internalErrorStatus(`the spec replicas field ${JSON.stringify(paths.specReplicasPath)} does not exist`);
        const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
        const text = selector ? valueAt(object, selector) : undefined;
        return {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
          spec: replicas === 0 ? {} : { replicas },
          status: { replicas: valueAt(object, status) ?? 0, ...(text !== undefined && text !== '' && { selector: text }) },
        } as KubeObject;
      },
      put(object, scale) {
        const replicas = (scale.spec as { replicas?: unknown } | undefined)?.replicas ?? 0;
        if (typeof replicas === 'number' && replicas < 0) {
          const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
          throw invalidStatus('autoscaling', 'Scale', object.metadata.name, [error]);
        }
        return withValueAt(object, spec, replicas);
      },
    },
  };
}

/** What a custom resource may hold where its scale is read. Models customResourceValidator.ValidateScaleSpec and ValidateScaleStatus. */
export function scaleErrors(object: KubeObject, paths: ScalePaths, status: boolean): FieldError[] {
  const found: FieldError[] = [];
  if (!status) checkReplicas(object, paths.specReplicasPath, found);
  checkReplicas(object, paths.statusReplicasPath, found);
  if (!paths.labelSelectorPath) return found;
  const path = fieldsOfPath(paths.labelSelectorPath);
  const text = valueAt(object, path);
  if (text !== undefined && typeof text !== 'string') found.push(invalid(paths.labelSelectorPath, '', accessorError(path, text, 'string')));
  return found;
}

function checkReplicas(object: KubeObject, place: string, found: FieldError[]): void {
  const path = fieldsOfPath(place);
  const replicas = valueAt(object, path);
  if (replicas === undefined) return;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) found.push(invalid(place, 0, accessorError(path, replicas, 'int64')));
  else if (replicas < 0) found.push(invalid(place, replicas, 'should be a non-negative integer'));
  else if (replicas > MOST_REPLICAS) found.push(invalid(place, replicas, `should be less than or equal to ${MOST_REPLICAS}`));
}

const accessorError = (path: readonly string[], value: unknown, wanted: string) =>
  `.${path.join('.')} accessor error: ${String(value)} is of the type ${goTypeName(value)}, expected ${wanted}`;
