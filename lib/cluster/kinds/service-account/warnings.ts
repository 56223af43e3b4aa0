import type { KubeObject } from '@/lib/api/object';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';

/** Models serviceaccount's strategy: warns when the annotation is set anew. */
export function serviceAccountWarnings(account: KubeObject, old: KubeObject | undefined): string[] {
  const value = account.metadata.annotations?.[ENFORCE];
  if (value === undefined || value === old?.metadata.annotations?.[ENFORCE]) return [];
  return [`metadata.annotations[${ENFORCE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`];
}
