import { StatusError } from '@/lib/api/status';
import type { AdmissionPlugin } from '../chain';
import { callWebhook, CallingWebhookError, onFailure } from './client';
import { hooksOf } from './configuration';
import { isExempt, shouldCall, type Invocation } from './matching';

const CONFIGURATIONS = { group: 'admissionregistration.k8s.io', resource: 'validatingwebhookconfigurations' };

/**
 * Asks validating webhooks. Upstream asks all of them at once and answers with the first refusal; here they are asked in order,
 * all of them. Models apiserver/pkg/admission/plugin/webhook/validating.
 */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  validate(attributes) {
    const configurations = attributes.call.server.store.list(CONFIGURATIONS);
    if (configurations.length === 0 || isExempt(attributes)) return;
    const invocations: Invocation[] = [];
    for (const { webhook } of hooksOf(configurations)) {
      const invocation = shouldCall(webhook, attributes);
      if (invocation) invocations.push(invocation);
    }
    let first: unknown;
    for (const [i, invocation] of invocations.entries()) {
      try {
        callOne(invocation, i);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        first ??= error;
      }
    }
    if (first) throw first;

    function callOne(invocation: Invocation, i: number): void {
      try {
        callWebhook(attributes, invocation, false);
      } catch (error) {
        if (!(error instanceof CallingWebhookError)) throw error;
        onFailure(attributes, invocation.webhook, error, `validating.webhook.admission.k8s.io/round_0_index_${i}`);
      }
    }
  },
};
