import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { LabelSelector } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { ServedKind } from '../../../kinds/kind-table';
import { fromStored } from '../../rest/versions';
import type { Attributes } from '../chain';

export interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction?: 'Allow' | 'Deny';
}

/** A policy or binding is not set up so that it could be evaluated. */
export class ConfigurationError extends Error {}

/** `rules.example.com/v1, Kind=Limit`. Models GroupVersionKind.String. */
function paramKindText({ apiVersion, kind }: ParamKind): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/** The kind of a policy's parameters. Throws ConfigurationError when it is not served. */
export function servedParamKind(paramKind: ParamKind | undefined, { call }: Attributes): ServedKind | undefined {
  if (!paramKind) return undefined;
  const served = call.server.kinds.byKind(paramKind.apiVersion, paramKind.kind);
  if (!served) throw new ConfigurationError(`failed to find resource referenced by paramKind: '${paramKindText(paramKind)}'`);
  return served;
}

/** The parameters to evaluate with, null for none; empty: nothing is to be evaluated. Throws ConfigurationError. Models CollectParams. */
export function collectParams(
  served: ServedKind | undefined,
  paramRef: ParamRef | undefined,
  attributes: Attributes,
): readonly (KubeObject | null)[] {
  if (!served || !paramRef) return [null];
  const { call, object, old } = attributes;
  const { store } = call.server;
  let namespace = '';
  if (served.kind.namespaced) {
    const own = call.served.kind.namespaced ? (object?.metadata?.namespace ?? old?.metadata.namespace ?? call.info.namespace) : '';
    namespace = paramRef.namespace || own;
    if (!namespace) throw new ConfigurationError('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  } else if (paramRef.namespace) {
    throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const { resource } = served;
  let found: readonly KubeObject[];
  if (paramRef.name) {
    const one = store.get(resource, namespace, paramRef.name);
    found = one ? [one] : [];
  } else {
    found = store.list(resource, namespace).filter((one) => matchesLabelSelector(paramRef.selector ?? {}, one.metadata.labels));
  }
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return found.map((one) => fromStored(served, one));
}
