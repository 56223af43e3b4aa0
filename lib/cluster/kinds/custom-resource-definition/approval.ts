import { invalid, required, type FieldError } from '@/lib/api/field-error';
import type { Definition } from './definition';

const ANNOTATION = 'api-approved.kubernetes.io';
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** What the annotation of a definition in a group of the Kubernetes community says. */
export interface Approval {
  readonly state: 'missing' | 'invalid' | 'approved' | 'bypassed';
  readonly reason: string;
}

/** Groups under k8s.io and kubernetes.io belong to the community. Models IsProtectedCommunityGroup. */
export const isProtectedGroup = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group);

/** Models apihelpers.GetAPIApprovalState. */
export function approvalOf(annotations: Readonly<Record<string, string>> | undefined): Approval {
  const text = annotations?.[ANNOTATION] ?? '';
  if (text === '') {
    return { state: 'missing', reason: `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)}, ${SEE}` };
  }
  if (text.startsWith('unapproved')) return { state: 'bypassed', reason: `not approved: ${JSON.stringify(text)}` };
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/\s]+/.test(text)) return { state: 'approved', reason: `approved in ${text}` };
  const why = `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)} with either a URL or a reason starting with "unapproved", ${SEE}`;
  return { state: 'invalid', reason: why };
}

/** Models validateAPIApproval. */
export function approvalErrors(definition: Definition, old: Definition | undefined): FieldError[] {
  if (!isProtectedGroup(definition.spec.group ?? '')) return [];
  const { state, reason } = approvalOf(definition.metadata.annotations);
  if (old && approvalOf(old.metadata.annotations).state === state) return [];
  const path = `metadata.annotations[${ANNOTATION}]`;
  if (state === 'missing') return [required(path, reason)];
  return state === 'invalid' ? [invalid(path, definition.metadata.annotations?.[ANNOTATION], reason)] : [];
}
