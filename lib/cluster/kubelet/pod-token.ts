import type { KubeObject } from '@/lib/api/object';
import type { ApiDoor, UserInfo } from '../client';

/** A token of a pod's service account, bound to the pod; empty when the API server gives none. Models pkg/kubelet/token. */
export function issueToken(door: ApiDoor, as: UserInfo, pod: KubeObject, audience: string | undefined, expirationSeconds: number): string {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/serviceaccounts/${pod.spec.serviceAccountName ?? 'default'}/token`;
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid };
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: audience ? [audience] : [], expirationSeconds, boundObjectRef },
  };
  const response = door.handle({ method: 'POST', path, query: {}, headers: {}, as, body });
  return (response.body as { status?: { token?: string } } | undefined)?.status?.token ?? '';
}
