import { parseDocument } from '@/lib/api/yaml';
import { byBytes } from '../template/value';

/** One object of a rendered chart. */
export interface Manifest {
  /** `demo/templates/service.yaml` */
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  readonly name: string;
}

/** An object that is run at a point of a release's life. */
export interface Hook {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly string[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies?: readonly string[];
}

/** The order in which kinds are installed (Models releaseutil.InstallOrder). */
export const INSTALL_ORDER: readonly string[] =
  'PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService'.split(
    ' ',
  );

/** The order in which kinds are taken away. */
export const UNINSTALL_ORDER: readonly string[] =
  'APIService Ingress IngressClass Service CronJob Job StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController Pod DaemonSet RoleBindingList RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList ClusterRole CustomResourceDefinition PersistentVolumeClaim PersistentVolume StorageClass ConfigMap SecretList Secret ServiceAccount PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace PriorityClass'.split(
    ' ',
  );

const EVENTS = new Set(
  'pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback test test-success'.split(' '),
);

/** Documents of a text (Models releaseutil.SplitManifests). */
export function splitManifests(text: string): string[] {
  return text
    .trim()
    .split(/(?:^|\s*\n)---\s*/)
    .filter((each) => each !== '')
    .map((each) => each.trim());
}

/** Sorted by kind, unknown kinds last by their names; what is of one kind stays as it is. */
export function sortByKind<T extends { readonly kind: string }>(objects: readonly T[], order: readonly string[]): T[] {
  const rank = new Map(order.map((kind, i) => [kind, i]));
  return [...objects].sort((a, b) => {
    const [x, y] = [rank.get(a.kind), rank.get(b.kind)];
    if (x === undefined && y === undefined) return byBytes(a.kind, b.kind);
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return x - y;
  });
}

/** Rendered files taken apart into what is installed and what is a hook. Throws with helm's complaint about bad YAML. */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  log: (text: string) => void = () => {},
): { hooks: Hook[]; manifests: Manifest[] } {
  const hooks: Hook[] = [];
  const manifests: Manifest[] = [];
  for (const path of [...files.keys()].sort(byBytes)) {
    if (path.slice(path.lastIndexOf('/') + 1).startsWith('_') || files.get(path)!.trim() === '') continue;
    for (const content of splitManifests(files.get(path)!)) {
      let head: { kind?: unknown; metadata?: { name?: string; annotations?: Record<string, string> | null } | null } | null;
      try {
        head = parseDocument(content) as typeof head;
        checkHead(head);
      } catch (error) {
        const text = (error as Error).message;
        throw new Error(`YAML parse error on ${path}: ${text.startsWith('error ') ? text : `error converting YAML to JSON: ${text}`}`);
      }
      const annotations = head?.metadata?.annotations ?? {};
      const kind = typeof head?.kind === 'string' ? head.kind : '';
      const name = head?.metadata?.name ?? '';
      const events = annotations['helm.sh/hook'];
      if (events === undefined) {
        manifests.push({ path, content, kind, name });
        continue;
      }
      const names = events.split(',').map((each) => each.trim().toLowerCase());
      const unknown = names.find((each) => !EVENTS.has(each));
      if (unknown !== undefined) {
        log(`info: skipping unknown hook: ${JSON.stringify(events)}`);
        continue;
      }
      const list = (key: string) =>
        (annotations[key] ?? '')
          .split(',')
          .map((each) => each.trim().toLowerCase())
          .filter((each) => each !== '');
      hooks.push({
        name,
        kind,
        path,
        manifest: content,
        events: names.map((each) => (each === 'test-success' ? 'test' : each)),
        weight: /^[-+]?\d+$/.test(annotations['helm.sh/hook-weight'] ?? '') ? Number(annotations['helm.sh/hook-weight']) : 0,
        deletePolicies: list('helm.sh/hook-delete-policy'),
        ...(list('helm.sh/hook-output-log-policy').length > 0 && { outputLogPolicies: list('helm.sh/hook-output-log-policy') }),
      });
    }
  }
  return { hooks: sortByKind(hooks, INSTALL_ORDER), manifests: sortByKind(manifests, INSTALL_ORDER) };
}

function checkHead(head: unknown): void {
  const wrong = (kind: string, where: string) =>
    new Error(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${where}`);
  const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
  if (head === null || head === undefined) return;
  if (typeof head !== 'object' || Array.isArray(head)) throw wrong(kindOf(head), 'value of type releaseutil.SimpleHead');
  const fields = head as Record<string, unknown>;
  const metadata = fields['metadata'] as Record<string, unknown> | null | undefined;
  for (const name of ['apiVersion', 'kind']) {
    const value = fields[name];
    const goName = name === 'apiVersion' ? 'apiVersion' : 'kind';
    if (value !== undefined && value !== null && typeof value === 'object')
      throw wrong(kindOf(value), `struct field SimpleHead.${goName} of type string`);
  }
  if (metadata === null || typeof metadata !== 'object') return;
  if (typeof metadata['name'] === 'object' && metadata['name'] !== null)
    throw wrong(kindOf(metadata['name']), 'struct field .metadata.name of type string');
  for (const value of Object.values((metadata['annotations'] ?? {}) as object)) {
    if (typeof value === 'object' && value !== null) throw wrong(kindOf(value), 'struct field .metadata.annotations of type string');
  }
}
