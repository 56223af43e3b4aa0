import type { KubeObject } from '@/lib/api/object';

/** `Pending`, `Approved,Issued`, `Denied`, `Approved,Failed`. Models extractCSRStatus. */
export function conditionText(csr: KubeObject): string {
  const conditions: readonly { type: string }[] = csr.status?.conditions ?? [];
  const has = (type: string) => conditions.some((condition) => condition.type === type);
  let text = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  if (has('Failed')) text += ',Failed';
  if (csr.status?.certificate) text += ',Issued';
  return text;
}
