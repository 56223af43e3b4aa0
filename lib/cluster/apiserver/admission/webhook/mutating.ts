import { deepEqual, deepFreeze } from '@/lib/api/freeze';
import { goQuote } from '@/lib/api/field-error';
import { jsonPatch, JsonPatchError } from '@/lib/api/json-patch';
import type { KubeObject } from '@/lib/api/object';
import { checkFields, normalizeObject } from '@/lib/api/schema';
import { internalErrorStatus } from '@/lib/api/status';
import type { ServedKind } from '../../../kinds/kind-table';
import { canonical, pruned } from '../../canonical';
import type { AdmissionPlugin, Attributes } from '../chain';
import { callWebhook, CallingWebhookError, onFailure } from './client';
import { hooksOf, type Hook } from './configuration';
import { isExempt, shouldCall, type Invocation } from './matching';
import { unversioned, versioned } from './versioned';

const CONFIGURATIONS = { group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations' };
const PLUGIN = 'MutatingAdmissionWebhook';

/** Asks mutating webhooks, one after the other. Models apiserver/pkg/admission/plugin/webhook/mutating. */
export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: PLUGIN,
  refuse(attributes) {
    if (!attributes.object || attributes.operation === 'CONNECT') dispatch(attributes);
  },
  admit: (attributes) => dispatch(attributes)!,
};

function dispatch(attributes: Attributes): KubeObject | undefined {
  const configurations = attributes.call.server.store.list(CONFIGURATIONS);
  if (configurations.length === 0 || isExempt(attributes)) return attributes.object;
  const { reinvocation } = attributes;
  const hooks = hooksOf(configurations);
  let { object } = attributes;
  // What in-tree plugins have changed since is news to every webhook that asked to hear of it.
  if (reinvocation?.isReinvoke && !deepEqual(reinvocation.lastOutput(PLUGIN), object)) reinvocation.requirePrevious(PLUGIN);
  for (const [i, hook] of hooks.entries()) {
    const now = { ...attributes, object };
    const invocation = shouldCall(hook.webhook, now);
    if (!invocation || (reinvocation?.isReinvoke && !reinvocation.mustReinvoke(PLUGIN, hook.uid))) continue;
    const next = ask(now, hook, invocation, i);
    if (next !== object) {
      reinvocation?.requirePrevious(PLUGIN);
      reinvocation?.request();
    }
    if (hook.webhook.reinvocationPolicy === 'IfNeeded') reinvocation?.addInvoked(PLUGIN, hook.uid);
    object = next;
  }
  reinvocation?.setOutput(PLUGIN, object);
  return object;
}

/** The object as one webhook leaves it. */
function ask(attributes: Attributes, { webhook, configuration }: Hook, invocation: Invocation, index: number): KubeObject | undefined {
  const { auditAnnotations } = attributes.call;
  const key = `round_${attributes.reinvocation?.isReinvoke ? 1 : 0}_index_${index}`;
  const note = (mutated: boolean) => {
    auditAnnotations[`mutation.webhook.admission.k8s.io/${key}`] = JSON.stringify({ configuration, webhook: webhook.name, mutated });
  };
  note(false);
  try {
    const { patch, patchType } = callWebhook(attributes, invocation, true);
    const operations = patch ? patchOf(patch, webhook.name) : [];
    if (operations.length === 0) return attributes.object;
    if (patchType !== 'JSONPatch') throw new CallingWebhookError(webhook.name, `unsupported patch type ${goQuote(patchType ?? '')}`);
    const next = patched(attributes, invocation, operations);
    const changed = next !== attributes.object;
    note(changed);
    if (changed) {
      const text = JSON.stringify({ configuration, webhook: webhook.name, patch: operations, patchType });
      auditAnnotations[`patch.webhook.admission.k8s.io/${key}`] = text;
    }
    return next;
  } catch (error) {
    if (!(error instanceof CallingWebhookError)) throw error;
    onFailure(attributes, webhook, error, `mutation.webhook.admission.k8s.io/${key}`);
    return attributes.object;
  }
}

function patchOf(patch: string, webhook: string): readonly unknown[] {
  try {
    const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as unknown;
    if (Array.isArray(operations)) return operations;
    throw new SyntaxError(`json: cannot unmarshal ${typeof operations} into Go value of type jsonpatch.Patch`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CallingWebhookError(webhook, `received undecodable patch in webhook response: ${error.message}`);
  }
}

function patched(attributes: Attributes, { served, webhook }: Invocation, operations: readonly unknown[]): KubeObject {
  const { object, call } = attributes;
  if (!object || attributes.operation === 'DELETE') {
    throw internalErrorStatus(
      `admission webhook ${goQuote(webhook.name)} attempted to modify the object, which is not supported for this operation`,
    );
  }
  try {
    const own = object.kind === call.served.kind.kind;
    const value = jsonPatch(versioned(attributes, object, served)!, operations) as KubeObject;
    const changed = own && !attributes.subresource ? decoded(value, served) : value;
    const back = unversioned({ ...attributes, object }, changed, served);
    const filled = own && call.served.kind.defaults ? call.served.kind.defaults(back, call.server.context) : back;
    return deepEqual(filled, object) ? object : deepFreeze(filled);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    throw internalErrorStatus(error.message);
  }
}

/** What a webhook wrote, read as an object of its kind: fields that the kind does not have are dropped without a word. */
function decoded(value: KubeObject, { version }: ServedKind): KubeObject {
  const given = { ...value } as Record<string, unknown>;
  if (version.custom) {
    const read = version.custom.decode(given);
    if (read.mismatch) throw internalErrorStatus(read.mismatch);
    return read.object as unknown as KubeObject;
  }
  const { unknown, mismatch } = checkFields(given, version.schema);
  if (mismatch) throw internalErrorStatus(mismatch);
  const known = (unknown.length > 0 ? pruned(given, version.schema) : given) as Record<string, unknown>;
  return normalizeObject(canonical(known, version.schema) as Record<string, unknown>, version.schema) as unknown as KubeObject;
}
