import type { KubeObject } from '@/lib/api/object';
import type { ResourceCall } from '../call';
import { certificateRequester } from './certificate-requester';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { priority } from './priority';
import { rbacEscalation } from './rbac-escalation';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { defaultStorageClass, storageObjectInUseProtection } from './storage';
import { taintNodesByCondition } from './taint-nodes-by-condition';

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
export const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  runtimeClass,
  certificateRequester,
  rbacEscalation,
  resourceQuota,
];

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
