import type { KindTable } from '../kinds/kind-table';
import { typeCheck } from '../kinds/admission-type-checking';
import { bindQueue, ignoreNotFound, keyOf, type ControllerContext } from './context';

const POLICIES = { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' };
const NAME = 'validatingadmissionpolicy-status-controller';

/** Writes down what the expressions of policies get wrong about the types they are about. Models pkg/controller/validatingadmissionpolicystatus. */
export function validatingAdmissionPolicyStatusController(context: ControllerContext, kinds: KindTable): void {
  const { client, informers } = context;
  const policies = informers.informer(POLICIES);
  const enqueue = bindQueue(context, 'validatingadmissionpolicy-status', (name) => {
    const policy = policies.get('', name);
    if (!policy || (policy.metadata.generation ?? 0) <= ((policy.status?.observedGeneration as number | undefined) ?? 0)) return;
    const warnings = typeCheck(policy, kinds);
    const status = {
      observedGeneration: policy.metadata.generation,
      typeChecking: warnings.length > 0 ? { expressionWarnings: warnings } : {},
    };
    const body = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name }, status };
    ignoreNotFound(() => client.patch(POLICIES, '', name, body, { type: 'apply', subresource: 'status', fieldManager: NAME, force: true }));
  });
  policies.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
}
