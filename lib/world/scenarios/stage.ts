import { expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import type { Client } from '@/lib/cluster/client/client';
import type { Decision } from '@/lib/cluster/scheduler/cycle';
import { World, type BootOptions } from '../world';

/** An administrator, whom nothing is refused. */
const ADMIN = { name: 'scenario', groups: ['system:masters', 'system:authenticated'] };
/** Virtual milliseconds that `settle` lets pass at most. */
const SETTLE_LIMIT_MS = 600_000;

export interface StageOptions extends BootOptions {
  /** Default `kubeadm`. */
  readonly profile?: string;
  /** Real milliseconds that the test may take, where the usual limit is not enough. */
  readonly timeoutMs?: number;
}

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cluster of its own for one scenario, and what a scenario does to it. */
export class Stage {
  readonly world: World;

  constructor(options: StageOptions = {}) {
    this.world = World.boot(options.profile ?? 'kubeadm', options);
  }

  get client(): Client {
    return this.world.cluster.client(ADMIN);
  }

  /** Runs bash on a host (default: the profile's first); virtual time passes as far as it needs. */
  sh(text: string, host = this.world.defaultHost): Ran {
    const ran = this.world.runScript({ host, user: 'root', text });
    expect(this.world.fault).toBeUndefined();
    return ran;
  }

  /** Output of a script that has to succeed, without the last newline. */
  ok(text: string, host?: string): string {
    const { exit, stdout, stderr } = this.sh(text, host);
    expect({ text, exit, stderr: exit === 0 ? '' : stderr + stdout }).toEqual({ text, exit: 0, stderr: '' });
    return stdout.replace(/\n$/, '');
  }

  /** Both streams of a script that has to fail, without the last newline. */
  fails(text: string, host?: string): string {
    const { exit, stdout, stderr } = this.sh(text, host);
    expect({ text, failed: exit !== 0 }).toEqual({ text, failed: true });
    return (stdout + stderr).replace(/\n$/, '');
  }

  /** `kubectl …` on the first host; has to succeed. */
  kubectl(words: string): string {
    return this.ok(`kubectl ${words}`);
  }

  /** `kubectl apply` of a manifest, then as much time as the cluster needs to come to rest. */
  apply(yaml: string): this {
    this.ok(`cat <<'MANIFEST' | kubectl apply -f -\n${yaml}\nMANIFEST`);
    return this.settle();
  }

  /** Lets virtual time pass until nothing more will happen (ten minutes at most). */
  settle(limitMs = SETTLE_LIMIT_MS): this {
    this.world.settle({ limitMs });
    expect(this.world.fault).toBeUndefined();
    return this;
  }

  /** Lets so many virtual seconds pass. */
  pass(seconds: number): this {
    this.world.sim.runUntil(this.world.sim.now() + seconds * 1000);
    expect(this.world.fault).toBeUndefined();
    return this;
  }

  /** An object, undefined when there is none. `resource`: `deployments.apps`, `pods`. */
  get(resource: string, name: string, namespace = 'default'): KubeObject | undefined {
    return this.client.get(groupResource(resource), namespace, name);
  }

  list(resource: string, namespace = 'default'): readonly KubeObject[] {
    return this.client.list(groupResource(resource), namespace).items;
  }

  /** `Reason: message` of the events about an object (`Pod/web`), oldest first. */
  events(about: string, namespace = 'default'): string[] {
    const [kind, name] = about.split('/');
    type Event = KubeObject & { involvedObject: { kind: string; name: string }; reason: string; message: string };
    return (this.list('events', namespace) as readonly Event[])
      .filter(({ involvedObject: { kind: of, name: whose } }) => of === kind && whose === name)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  /** What the scheduler found out about a pod: each plugin's verdict on each node. */
  decision(pod: string, namespace = 'default'): Decision | undefined {
    return this.world.cluster.decision(this.get('pods', pod, namespace)?.metadata.uid ?? '');
  }
}

function groupResource(name: string): { resource: string; group: string } {
  const [resource = '', ...group] = name.split('.');
  return { resource, group: group.join('.') };
}

/**
 * A test that tells what upstream's documentation promises, on a cluster of its own: the title is the promise.
 * `it.each`-like variants are written as several scenarios.
 */
export function scenario(promise: string, play: (stage: Stage) => void, options: StageOptions = {}): void {
  it(promise, () => play(new Stage(options)), options.timeoutMs);
}
