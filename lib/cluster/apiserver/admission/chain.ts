import type { KubeObject } from '@/lib/api/object';
import type { ResourceCall } from '../call';
import { certificateRequester } from './certificate-requester';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates';
import type { AdmissionConfiguration } from './configuration';
import { defaultIngressClass, defaultStorageClass } from './default-class';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { nodeRestriction } from './node-restriction';
import {
  alwaysAdmit,
  alwaysDeny,
  alwaysPullImages,
  denyServiceExternalIPs,
  eventRateLimit,
  extendedResourceToleration,
  imagePolicyWebhook,
  limitPodHardAntiAffinityTopology,
  namespaceAutoProvision,
  namespaceExists,
  ownerReferencesPermissionEnforcement,
  podNodeSelector,
  podTolerationRestriction,
} from './optional';
import { podResizeValidator } from './pod-resize';
import { podSecurity } from './pod-security/pod-security';
import { mutatingAdmissionPolicy } from './policy/mutating';
import { validatingAdmissionPolicy } from './policy/validating';
import { podTopologyLabels } from './pod-topology-labels';
import { priority } from './priority';
import { rbacEscalation } from './rbac-escalation';
import { Reinvocation } from './reinvocation';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { persistentVolumeClaimResize, storageObjectInUseProtection } from './storage';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { mutatingAdmissionWebhook } from './webhook/mutating';
import { validatingAdmissionWebhook } from './webhook/validating';

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
  /** While the mutating phase runs. */
  readonly reinvocation?: Reinvocation;
}

/**
 * An admission plugin. In the mutating phase `admit` may change the object of a write; `refuse` may only refuse, and is asked
 * about every operation (DELETE and CONNECT have no object). In the validating phase, `validate` may only refuse. Refusals are
 * thrown StatusErrors.
 */
export interface AdmissionPlugin {
  readonly name: string;
  admit?(attributes: Attributes & { readonly object: KubeObject }): KubeObject;
  refuse?(attributes: Attributes): void;
  validate?(attributes: Attributes): void;
}

/** In upstream's order: kubeapiserver/options.AllOrderedPlugins. */
export const plugins: readonly AdmissionPlugin[] = [
  alwaysAdmit,
  namespaceAutoProvision,
  namespaceLifecycle,
  namespaceExists,
  limitPodHardAntiAffinityTopology,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  alwaysPullImages,
  imagePolicyWebhook,
  podSecurity,
  podNodeSelector,
  priority,
  defaultTolerationSeconds,
  podTolerationRestriction,
  eventRateLimit,
  extendedResourceToleration,
  defaultStorageClass,
  storageObjectInUseProtection,
  ownerReferencesPermissionEnforcement,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  denyServiceExternalIPs,
  podTopologyLabels,
  podResizeValidator,
  // What upstream's registries do themselves.
  certificateRequester,
  rbacEscalation,
  mutatingAdmissionPolicy,
  mutatingAdmissionWebhook,
  validatingAdmissionPolicy,
  validatingAdmissionWebhook,
  resourceQuota,
  alwaysDeny,
];

/** The plugins of a server by phase. */
interface Phases {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

const chosen = new WeakMap<AdmissionConfiguration, Phases>();

/** The plugins that a server runs. */
function running({ call }: Attributes): Phases {
  const configuration = call.server.admission();
  let found = chosen.get(configuration);
  if (!found) {
    const enabled = plugins.filter(({ name }) => configuration.isEnabled(name));
    found = { mutating: enabled.filter(({ admit, refuse }) => admit ?? refuse), validating: enabled.filter(({ validate }) => validate) };
    chosen.set(configuration, found);
  }
  return found;
}

/** Runs the mutating plugins. */
export function admit(attributes: Attributes & { readonly object: KubeObject }): KubeObject {
  const reinvocation = new Reinvocation();
  let object = admitOnce({ ...attributes, reinvocation });
  if (!reinvocation.shouldReinvoke) return object;
  reinvocation.isReinvoke = true;
  object = admitOnce({ ...attributes, object, reinvocation });
  return object;
}

function admitOnce(attributes: Attributes & { readonly object: KubeObject }): KubeObject {
  let now = attributes;
  for (const plugin of running(attributes).mutating) {
    plugin.refuse?.(now);
    const object = plugin.admit?.(now);
    if (object && object !== now.object) now = { ...now, object };
  }
  return now.object;
}

/** Runs the validating plugins. */
export function validateAdmission(attributes: Attributes): void {
  for (const plugin of running(attributes).validating) plugin.validate!(attributes);
}

/** Both phases for a request without an object of its own: DELETE, CONNECT. */
export function admitRequest(attributes: Attributes): void {
  for (const plugin of running(attributes).mutating) plugin.refuse?.(attributes);
  validateAdmission(attributes);
}

/**
 * Both phases for the object of a creating subresource (bindings, evictions, token requests), which is no object of the kind
 * itself. Returns it as the mutating plugins leave it.
 */
export function admitSubresource(call: ResourceCall, object: KubeObject): KubeObject {
  const attributes = { call, operation: 'CREATE' as const, object, old: undefined, subresource: call.info.subresource };
  const admitted = admit(attributes);
  validateAdmission({ ...attributes, object: admitted });
  return admitted;
}
