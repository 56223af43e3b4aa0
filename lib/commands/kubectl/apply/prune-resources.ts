import type { Resource } from '../client/discovery';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { klogStamp } from '../print/printer';

/** Kinds that are pruned where no --prune-allowlist says otherwise. */
const DEFAULTS = `core/v1/ConfigMap core/v1/Endpoints core/v1/Namespace core/v1/PersistentVolumeClaim core/v1/PersistentVolume core/v1/Pod
core/v1/ReplicationController core/v1/Secret core/v1/Service batch/v1/Job batch/v1/CronJob networking.k8s.io/v1/Ingress apps/v1/DaemonSet
apps/v1/Deployment apps/v1/ReplicaSet apps/v1/StatefulSet`.split(/\s+/);

/** The kinds of --prune-allowlist. Throws CommandError. Models prune.ParseResources. */
export function allowlisted(k: Invocation): Resource[] {
  return k.flags.list('prune-allowlist').map((text) => {
    const parts = text.split('/');
    if (parts.length !== 3) throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    return resourceOf(k, parts as [string, string, string]);
  });
}

function resourceOf(k: Invocation, [group, version, kind]: readonly [string, string, string]): Resource {
  const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`;
  const resource = k.discovery.byKind(apiVersion, kind);
  if (!resource) throw new CommandError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  return resource;
}

/** The kinds to look for what is to be pruned, those of namespaces first. Models prune.GetRESTMappings. */
export function prunable(k: Invocation, listed: readonly Resource[]): Resource[] {
  // There always is a namespace, so that this is always said.
  if (listed.length === 0)
    k.err(
      `${klogStamp(k)} prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n`,
    );
  const all = listed.length > 0 ? listed : DEFAULTS.map((text) => resourceOf(k, text.split('/') as [string, string, string]));
  return [...all.filter(({ namespaced }) => namespaced), ...all.filter(({ namespaced }) => !namespaced)];
}
