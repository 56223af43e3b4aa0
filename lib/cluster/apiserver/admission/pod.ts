import type { KubeObject } from '@/lib/api/object';
import type { Attributes } from './chain';

/** Whether an object of a resource (not of a subresource) is being created. */
export const isCreationOf = ({ operation, call, subresource }: Attributes, group: string, resource: string): boolean =>
  operation === 'CREATE' && subresource === '' && call.served.resource.resource === resource && call.served.resource.group === group;

/** Whether a pod itself is being created. */
export const isPodCreation = (attributes: Attributes): boolean => isCreationOf(attributes, '', 'pods');

export const withSpec = (object: KubeObject, fields: object): KubeObject =>
  ({ ...object, spec: { ...object.spec, ...fields } }) as KubeObject;
