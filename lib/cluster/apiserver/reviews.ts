import { methodNotAllowedStatus } from '@/lib/api/status';
import type { ApiResponse } from '../client/client';
import type { Call } from './call';
import type { RequestInfo } from './request-info';

const VIRTUAL: Readonly<Record<string, readonly string[]>> = {
  'authentication.k8s.io/v1': ['tokenreviews', 'selfsubjectreviews'],
  'authorization.k8s.io/v1': ['subjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'localsubjectaccessreviews'],
};

/** Resources that are answered and never stored; `*` asks whether the group has any. */
export function isVirtual({ group, version, resource }: Pick<RequestInfo, 'group' | 'version' | 'resource'>): boolean {
  const names = VIRTUAL[`${group}/${version}`];
  return names !== undefined && (resource === '*' || names.includes(resource));
}

export function serveReview(_call: Call): ApiResponse {
  throw methodNotAllowedStatus();
}
