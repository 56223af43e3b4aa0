import { defaultWebhooks } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateWebhooks, validateWebhooksUpdate } from '../webhook-validation';

export const mutatingWebhookConfiguration: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration' }],
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  categories: ['api-extensions'],
  defaults: defaultWebhooks(true),
  namespaced: false,
  strategy: { validate: validateWebhooks, validateUpdate: validateWebhooksUpdate },
  columns,
};
