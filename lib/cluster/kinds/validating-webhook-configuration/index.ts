import { defaultWebhooks } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateWebhooks, validateWebhooksUpdate } from '../webhook-validation';

export const validatingWebhookConfiguration: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration' }],
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  categories: ['api-extensions'],
  defaults: defaultWebhooks(false),
  namespaced: false,
  strategy: { validate: validateWebhooks, validateUpdate: validateWebhooksUpdate },
  columns,
};
