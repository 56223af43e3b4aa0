import type { KubeObject } from '@/lib/api/object';
import type { Attributes } from './chain';

/** Whether a pod itself is being created (not one of its subresources). */
export const isPodCreation = ({ operation, call, subresource }: Attributes): boolean =>
  operation === 'CREATE' && subresource === '' && call.served.resource.resource === 'pods' && call.served.resource.group === '';

/** Whether a pod itself is being created or updated (not one of its subresources). */
export const isPodWrite = ({ operation, call, subresource }: Attributes): boolean =>
  (operation === 'CREATE' || operation === 'UPDATE') &&
  subresource === '' &&
  call.served.resource.resource === 'pods' &&
  call.served.resource.group === '';

/** Whether an object of a core resource is being created. */
export const isCreationOf = ({ operation, call, subresource }: Attributes, group: string, resource: string): boolean =>
  operation === 'CREATE' && subresource === '' && call.served.resource.resource === resource && call.served.resource.group === group;

export const withSpec = (object: KubeObject, fields: object): KubeObject =>
  ({ ...object, spec: { ...object.spec, ...fields } }) as KubeObject;
