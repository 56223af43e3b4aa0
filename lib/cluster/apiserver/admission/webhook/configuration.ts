import type { LabelSelector } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { Rule } from '../../../kinds/admission-rule';

/** Models admissionregistration/v1.ValidatingWebhook and MutatingWebhook. */
export interface Webhook {
  readonly name: string;
  readonly clientConfig: {
    readonly url?: string;
    /** Base64 of PEM. */
    readonly caBundle?: string;
    readonly service?: { readonly namespace: string; readonly name: string; readonly path?: string; readonly port?: number };
  };
  readonly rules?: readonly Rule[];
  readonly failurePolicy?: 'Fail' | 'Ignore';
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

/** A webhook and where it stands: `uid` tells it from all others. */
export interface Hook {
  readonly webhook: Webhook;
  readonly configuration: string;
  readonly uid: string;
}

const known = new WeakMap<KubeObject, readonly Hook[]>();

/** The webhooks of configurations, in order of their names. */
export const hooksOf = (configurations: readonly KubeObject[]): readonly Hook[] =>
  [...configurations].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).flatMap(ofConfiguration);

function ofConfiguration(configuration: KubeObject): readonly Hook[] {
  let hooks = known.get(configuration);
  if (!hooks) {
    const { name } = configuration.metadata;
    const seen = new Map<string, number>();
    hooks = ((configuration.webhooks ?? []) as readonly Webhook[]).map((webhook) => {
      const n = seen.get(webhook.name) ?? 0;
      seen.set(webhook.name, n + 1);
      return { webhook, configuration: name, uid: `${name}/${webhook.name}/${n}` };
    });
    known.set(configuration, hooks);
  }
  return hooks;
}
