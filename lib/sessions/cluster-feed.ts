import { ApiError } from '@/lib/cluster/client/client';
import type { World } from '@/lib/world/world';
import { drawCluster, type ClusterPicture } from './cluster-picture';
import type { LiveSession } from './live-session';
import { explainPod, type PodVerdict } from './pod-verdict';
import type { Wire } from './terminal-connection';

/** What goes to the page over `/api/cluster?session=…`, one JSON text frame each, whenever it has changed. */
export type ClusterMessage =
  | { readonly type: 'picture'; readonly picture: ClusterPicture }
  /** There is no picture: the API server does not answer, or refuses the learner's administrator. */
  | { readonly type: 'blank'; readonly why: 'no-answer' | 'forbidden' }
  /** About the pod that was asked for; null when it is gone. */
  | { readonly type: 'verdict'; readonly uid: string; readonly verdict: PodVerdict | null };

/** What the page may send: the pod to explain from now on, by uid, or nobody. Anything else is ignored. */
export interface ClusterQuestion {
  readonly select: string | null;
}

const LEAST_INTERVAL_MS = 300;
const MOST_INTERVAL_MS = 3_000;
/** A look is followed by so many times the time it took without one: no large cluster, and no fork, holds up the others. */
const REST = 19;
const SLOW_BYTES = 512 * 1024;
const LONGEST_UID = 64;

/**
 * Sends the picture of a cluster, and the verdict on the selected pod, whenever they have changed. It reads what the learner's
 * own kubectl may read, leaves no trace in the world, and looks only after a turn in which something was written.
 */
export class ClusterFeed {
  private timer: NodeJS.Timeout | undefined;
  /** When it may look again (performance.now()). */
  private next = 0;
  private selected: string | undefined;
  private looked: readonly unknown[] = [];
  private readonly sent = new Map<ClusterMessage['type'], string>();
  private readonly leave: () => void;

  constructor(
    private readonly session: LiveSession<World>,
    private readonly wire: Wire,
  ) {
    this.leave = session.watch(() => {
      if (session.gone) wire.close(4000, 'the session has ended');
      else this.soon();
    });
    this.look();
  }

  /** A frame from the page. */
  receive(text: string): void {
    const asked = question(text);
    if (!asked) return;
    this.selected = asked.select ?? undefined;
    this.sent.delete('verdict');
    this.soon();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.leave();
  }

  private soon(): void {
    if (this.timer === undefined && this.changed()) {
      this.timer = setTimeout(() => this.look(), Math.max(0, this.next - performance.now()));
    }
  }

  /** What the messages depend on is another than when they were last made. */
  private changed(): boolean {
    const now = this.stamp();
    return now.some((value, i) => value !== this.looked[i]);
  }

  private stamp(): readonly unknown[] {
    const { cluster } = this.session.world;
    return [cluster.store.revision, cluster.isServing(), this.selected, this.selected && cluster.decision(this.selected)];
  }

  private look(): void {
    this.timer = undefined;
    const start = performance.now();
    this.next = start + LEAST_INTERVAL_MS;
    // Too slow a reader gets a later state instead: it is looked at again after the next turn.
    if (this.session.gone || this.wire.bufferedAmount > SLOW_BYTES) return;
    this.looked = this.stamp();
    for (const message of this.messages()) {
      const frame = JSON.stringify(message);
      if (this.sent.get(message.type) === frame) continue;
      this.sent.set(message.type, frame);
      if (message.type === 'blank') this.sent.delete('picture');
      if (message.type === 'picture') this.sent.delete('blank');
      this.wire.send(frame);
    }
    const end = performance.now();
    this.next = end + Math.min(MOST_INTERVAL_MS, Math.max(LEAST_INTERVAL_MS, (end - start) * REST));
  }

  /** Called by a timer: an error here would end the process. */
  private messages(): readonly ClusterMessage[] {
    try {
      return messagesOf(this.session.world, this.selected);
    } catch (error) {
      console.error('cluster picture:', error);
      return [{ type: 'blank', why: 'no-answer' }];
    }
  }
}

/** The picture, and the verdict on a pod, if one is selected. Reads as the user of the learner's kubeconfig, and changes nothing in the world. */
export function messagesOf(world: World, selected?: string): ClusterMessage[] {
  // An audited request draws a random id and writes a log: that must not happen to the world that the journal tells of.
  const { cluster, profile } = world.cluster.audited ? world.fork() : world;
  const group = profile.hollow || profile.managed ? 'system:masters' : 'kubeadm:cluster-admins';
  const client = cluster.client({ name: 'kubernetes-admin', groups: [group, 'system:authenticated'] });
  try {
    const { picture, podOf } = drawCluster(client);
    if (selected === undefined) return [{ type: 'picture', picture }];
    const pod = podOf(selected);
    const verdict = pod ? explainPod(pod, cluster.decision(selected), picture.nodes.length) : null;
    return [
      { type: 'picture', picture },
      { type: 'verdict', uid: selected, verdict },
    ];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [{ type: 'blank', why: error.code === 403 || error.code === 401 ? 'forbidden' : 'no-answer' }];
  }
}

function question(text: string): ClusterQuestion | undefined {
  try {
    const { select } = JSON.parse(text) as { select?: unknown };
    if (select === null || (typeof select === 'string' && select.length <= LONGEST_UID)) return { select };
  } catch {
    // As any other frame that is not a question.
  }
  return undefined;
}
