import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from './fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const rule = (item: any) => fill(item, { scope: '*' });

function webhook(before: any, mutating: boolean): any {
  const filled = fill(before, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
    ...(mutating ? { reinvocationPolicy: 'Never' } : {}),
  });
  const client = (config: any) => within(config, 'service', (service: any) => fill(service, { port: 443 }));
  return withinEach(within(filled, 'clientConfig', client), 'rules', rule);
}

/** Models SetDefaults_ValidatingWebhook and SetDefaults_MutatingWebhook. */
export const defaultWebhooks =
  (mutating: boolean) =>
  (object: KubeObject): KubeObject =>
    withinEach(object, 'webhooks', (item) => webhook(item, mutating));

function matchResources(before: any): any {
  const filled = fill(before, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
  return withinEach(withinEach(filled, 'resourceRules', rule), 'excludeResourceRules', rule);
}

/** Models SetDefaults_ValidatingAdmissionPolicySpec and its mutating counterpart. */
export const defaultPolicy = (object: KubeObject): KubeObject =>
  within(object, 'spec', (spec) => within(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', matchResources));

/** Models SetDefaults of admission policy bindings. */
export const defaultPolicyBinding = (object: KubeObject): KubeObject =>
  within(object, 'spec', (spec) => within(spec, 'matchResources', matchResources));
