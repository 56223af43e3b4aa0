import type { KubeObject } from '@/lib/api/object';
import { failure } from '@/lib/api/status';
import type { ResourceCall } from '../call';

/** PATCH. */
export function patch(_call: ResourceCall): { readonly object: KubeObject; readonly created: boolean } {
  throw failure(501, 'InternalError', 'patch: not simulated here');
}
