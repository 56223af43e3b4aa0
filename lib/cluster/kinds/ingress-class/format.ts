import type { KubeObject } from '@/lib/api/object';

/** `IngressParameters.example.com/name`; `<none>`. */
export function parametersText(ingressClass: KubeObject): string {
  const parameters = ingressClass.spec?.parameters as { kind: string; name: string; apiGroup?: string } | undefined;
  if (!parameters) return '<none>';
  return `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ''}/${parameters.name}`;
}
