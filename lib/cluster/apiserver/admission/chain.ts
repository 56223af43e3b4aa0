import type { KubeObject } from '@/lib/api/object';
import type { ResourceCall } from '../call';
import { namespaceLifecycle } from './namespace-lifecycle';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What admission looks at. Models admission.Attributes. */
export interface Attributes {
  readonly call: ResourceCall;
  readonly operation: Operation;
  /** Absent for DELETE. */
  readonly object: KubeObject | undefined;
  /** Absent for CREATE. */
  readonly old: KubeObject | undefined;
  readonly subresource: string;
}

/** An admission plugin. `admit` may change the object, `validate` may only refuse (by throwing a StatusError). */
export interface AdmissionPlugin {
  readonly name: string;
  admit?(attributes: Attributes & { readonly object: KubeObject }): KubeObject;
  validate?(attributes: Attributes): void;
}

/** In upstream's order: kubeapiserver/options.AllOrderedPlugins. */
export const plugins: readonly AdmissionPlugin[] = [namespaceLifecycle];

/** Runs the mutating plugins. */
export function admit(attributes: Attributes & { readonly object: KubeObject }): KubeObject {
  let object = attributes.object;
  for (const plugin of plugins) if (plugin.admit) object = plugin.admit({ ...attributes, object });
  return object;
}

/** Runs the validating plugins. */
export function validateAdmission(attributes: Attributes): void {
  for (const plugin of plugins) plugin.validate?.(attributes);
}
