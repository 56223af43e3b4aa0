import type { KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound, isAlreadyExists, keyOf, splitKey } from '../../controllers/context';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../../client/resources';
import type { PersistentVolume, PersistentVolumeClaim } from '../../controllers/volume-matching';
import type { Operator, OperatorContext } from '../addon';
import { helperPod, type HelperAction } from './directory-pod';

const PROVISIONER = 'rancher.io/local-path';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** How often the helper pod is looked at, and for how long (CmdTimeoutSeconds). */
const POLL_MS = 1_000;
const HELPER_TIMEOUT_MS = 120_000;

interface PathConfig {
  readonly nodePathMap?: readonly { readonly node: string; readonly paths: readonly string[] }[];
}

/** Gives each claim of its class a directory on the node its first pod was scheduled to. Models rancher/local-path-provisioner. */
export const localPathProvisioner: Operator = {
  name: 'local-path-provisioner',
  bind(context) {
    const { informers } = context;
    const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
    const volumes = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES);
    const provision = bindQueue(context, 'local-path/claims', (key) => provisionClaim(context, key));
    const remove = bindQueue(context, 'local-path/volumes', (key) => deleteVolume(context, key));
    claims.onChange(({ type, object }) => type !== 'DELETED' && wanted(context, object) && provision(keyOf(object)));
    volumes.onChange(({ type, object }) => type !== 'DELETED' && ours(object) && remove(object.metadata.name));
    return {
      resync() {
        for (const claim of claims.list()) if (wanted(context, claim)) provision(keyOf(claim));
        for (const volume of volumes.list()) if (ours(volume)) remove(volume.metadata.name);
      },
    };
  },
};

const ours = (volume: PersistentVolume): boolean =>
  volume.metadata.annotations?.[PROVISIONED_BY] === PROVISIONER && volume.status?.phase === 'Released';

function wanted({ informers }: OperatorContext, claim: PersistentVolumeClaim): boolean {
  if (claim.spec?.volumeName || claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] !== PROVISIONER) return false;
  const storage = informers.informer(STORAGE_CLASSES).get('', claim.spec?.storageClassName ?? '');
  return storage?.volumeBindingMode !== 'WaitForFirstConsumer' || claim.metadata.annotations[SELECTED_NODE] !== undefined;
}

function provisionClaim(context: OperatorContext, key: string): void {
  const { client, sim } = context;
  const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
  if (!claim || !wanted(context, claim)) return;
  const events = context.events(`${PROVISIONER}_${context.instances()[0]!.pod}`);
  const name = `pvc-${claim.metadata.uid}`;
  if (client.get(PERSISTENT_VOLUMES, '', name)) return;
  const fail = (why: string): void => {
    events.event(
      claim,
      'Warning',
      'ProvisioningFailed',
      `failed to provision volume with StorageClass "${claim.spec?.storageClassName}": ${why}`,
    );
    sim.after('controller/local-path/claims', key, 15_000, { background: true });
  };
  const node = claim.metadata.annotations?.[SELECTED_NODE];
  if (!node) return fail('configuration error, no node was specified');
  if (claim.spec?.accessModes?.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod'))
    return fail('NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes');
  const root = rootOf(context, node);
  if (!root) return fail(`no local path available on node ${node}`);
  const path = `${root}/${name}_${claim.metadata.namespace}_${claim.metadata.name}`;
  const helper = helperOf(context, 'create', name, node, path, () =>
    events.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`),
  );
  if (helper === 'running') return sim.after('controller/local-path/claims', key, POLL_MS);
  if (helper === 'failed') return fail(`failed to create volume ${name}: create process timeout after 120 seconds`);
  client.create(PERSISTENT_VOLUMES, volumeOf(claim, name, node, path));
  events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
}

function deleteVolume(context: OperatorContext, name: string): void {
  const { client, sim } = context;
  const volume = client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name);
  if (!volume || !ours(volume) || volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return;
  const node = volume.metadata.annotations?.['local.path.provisioner/selected-node'] ?? '';
  const path = volume.spec.hostPath?.path ?? volume.spec.local?.path ?? '';
  const helper = helperOf(context, 'delete', name, node, path);
  if (helper === 'running') return sim.after('controller/local-path/volumes', name, POLL_MS);
  if (helper === 'failed') return sim.after('controller/local-path/volumes', name, 15_000, { background: true });
  ignoreNotFound(() => client.delete(PERSISTENT_VOLUMES, '', name));
}

/** Runs the helper pod that makes or removes the directory; starts it when it is not there. */
function helperOf(
  context: OperatorContext,
  action: HelperAction,
  volume: string,
  node: string,
  path: string,
  onStart: () => void = () => {},
): 'running' | 'done' | 'failed' {
  const { client, sim } = context;
  const pod = helperPod(context, action, volume, node, path);
  const { namespace = '', name } = pod.metadata;
  const found = client.get(PODS, namespace, name) as (KubeObject & { status?: { phase?: string } }) | undefined;
  if (!found) {
    onStart();
    context.log(
      `time="${new Date(sim.now()).toISOString().slice(0, 19)}Z" level=info msg="create the helper pod ${name} into ${namespace}"\n`,
    );
    try {
      client.create(PODS, pod, namespace);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    return 'running';
  }
  const done = found.status?.phase === 'Succeeded';
  const late = sim.now() - Date.parse(found.metadata.creationTimestamp ?? '') > HELPER_TIMEOUT_MS;
  if (!done && !late) return 'running';
  ignoreNotFound(() => client.delete(PODS, namespace, name, { gracePeriodSeconds: 0 }));
  return done ? 'done' : 'failed';
}

/** The directory under which a node's volumes lie, by the mounted config.json. */
function rootOf(context: OperatorContext, node: string): string | undefined {
  const map = JSON.parse(context.readFile('/etc/config/config.json') ?? '{}') as PathConfig;
  const entry = (name: string) => map.nodePathMap?.find((one) => one.node === name);
  return (entry(node) ?? entry('DEFAULT_PATH_FOR_NON_LISTED_NODES'))?.paths[0];
}

function volumeOf(claim: PersistentVolumeClaim, name: string, node: string, path: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONED_BY]: PROVISIONER, 'local.path.provisioner/selected-node': node } },
    spec: {
      capacity: { storage: claim.spec?.resources?.requests?.storage },
      accessModes: claim.spec?.accessModes,
      volumeMode: claim.spec?.volumeMode,
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: claim.spec?.storageClassName,
      hostPath: { path, type: 'DirectoryOrCreate' },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
        resourceVersion: claim.metadata.resourceVersion,
      },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] },
      },
    },
  };
}
