import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { ignoreNotFound, isNamespaceTerminating } from '../../controllers/context';
import type { OperatorContext } from '../addon';
import type { Aggregate } from './estimate';
import { fromCheckpoint, toCheckpoint } from './histogram';
import { CHECKPOINTS, GROUP, type Vpa } from './resources';

const VERSION = 'v3';
/** Where a process keeps what its predecessor had learned. */
const LOADED = '/tmp/checkpoints.json';

const nameOf = (vpa: Vpa, container: string): string => `${vpa.metadata.name}-${container}`;

interface Checkpoint extends KubeObject {
  readonly status?: {
    readonly version?: string;
    readonly lastUpdateTime?: string;
    readonly firstSampleStart?: string;
    readonly lastSampleStart?: string;
    readonly totalSamplesCount?: number;
    readonly cpuHistogram?: Parameters<typeof fromCheckpoint>[0];
    readonly memoryHistogram?: Parameters<typeof fromCheckpoint>[0];
  };
}

/**
 * What an earlier process had learned of a container: its checkpoint as it was when this process first asked. Models
 * input/cluster_feeder.go InitFromCheckpoints.
 */
export function readCheckpoint(context: OperatorContext, vpa: Vpa, container: string): Aggregate | undefined {
  const key = `${vpa.metadata.uid}/${container}`;
  const loaded = JSON.parse(context.readFile(LOADED) ?? '{}') as Record<string, Aggregate | null>;
  if (key in loaded) return loaded[key] ?? undefined;
  const found = context.client.get<Checkpoint>(CHECKPOINTS, vpa.metadata.namespace!, nameOf(vpa, container))?.status;
  const known: Aggregate | null =
    found?.version === VERSION && found.cpuHistogram && found.memoryHistogram
      ? {
          cpu: fromCheckpoint(found.cpuHistogram),
          memory: fromCheckpoint(found.memoryHistogram),
          count: found.totalSamplesCount ?? 0,
          first: Date.parse(found.firstSampleStart ?? ''),
          last: Date.parse(found.lastSampleStart ?? ''),
        }
      : null;
  context.writeFile(LOADED, JSON.stringify({ ...loaded, [key]: known }));
  return known ?? undefined;
}

/** Writes what is known into the container's checkpoint. Models checkpoint/checkpoint_writer.go. */
export function keepCheckpoint({ client, sim }: OperatorContext, vpa: Vpa, container: string, known: Aggregate): void {
  if (known.count === 0) return;
  const namespace = vpa.metadata.namespace!;
  const name = nameOf(vpa, container);
  const status = {
    version: VERSION,
    lastUpdateTime: formatTime(sim.now()),
    firstSampleStart: formatTime(known.first),
    lastSampleStart: formatTime(known.last),
    totalSamplesCount: known.count,
    cpuHistogram: toCheckpoint(known.cpu),
    memoryHistogram: toCheckpoint(known.memory),
  };
  const spec = { vpaObjectName: vpa.metadata.name, containerName: container };
  try {
    if (client.get(CHECKPOINTS, namespace, name))
      ignoreNotFound(() => client.patch(CHECKPOINTS, namespace, name, [{ op: 'add', path: '/status', value: status }], { type: 'json' }));
    else
      client.create(
        CHECKPOINTS,
        { apiVersion: `${GROUP}/v1`, kind: 'VerticalPodAutoscalerCheckpoint', metadata: { name, namespace }, spec, status },
        namespace,
      );
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

/** Takes away checkpoints of autoscalers that are no more. */
export function collectCheckpoints({ client }: OperatorContext, vpas: readonly Vpa[]): void {
  const there = new Set(vpas.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  for (const { metadata, spec } of client.list(CHECKPOINTS).items) {
    const namespace = metadata.namespace!;
    if (!there.has(`${namespace}/${spec?.vpaObjectName}`)) ignoreNotFound(() => client.delete(CHECKPOINTS, namespace, metadata.name));
  }
}
