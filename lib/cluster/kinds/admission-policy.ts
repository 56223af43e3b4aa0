import type { KubeObject } from '@/lib/api/object';

/** `namespace/name`, or `*` with a selector's text; `<unset>`. */
export function paramRefText(binding: KubeObject): string {
  const reference = binding.spec?.paramRef as { name?: string; namespace?: string; selector?: object } | undefined;
  if (!reference) return '<unset>';
  if (reference.namespace) return `${reference.namespace}/${reference.name ?? '*'}`;
  return reference.name ?? '*';
}
