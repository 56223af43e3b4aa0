import { formatMicroTime, formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';
import { ApiError, type Client } from '../client/client';
import { EVENTS } from '../client/resources';

/** What the correlator remembers; plain data in a LayeredMap of the cluster's. */
export type EventMemory =
  | { readonly type: 'event'; readonly name: string; readonly count: number; readonly first: number; readonly last: number }
  | { readonly type: 'bucket'; readonly tokens: number; readonly at: number }
  /** Nanoseconds since the epoch of the last event's name, in hexadecimal. */
  | { readonly type: 'clock'; readonly last: string }
  | { readonly type: 'similar'; readonly messages: readonly string[]; readonly last: number };

export interface EventSubject extends Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  /** `spec.containers{app}` */
  readonly fieldPath?: string;
}

export interface EventRecorder {
  event(subject: EventSubject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface RecorderOptions {
  readonly sim: Sim;
  readonly client: Client;
  readonly memory: LayeredMap<EventMemory>;
  readonly component: string;
  /** Node name, for kubelets. */
  readonly host?: string;
  /** events.k8s.io style (eventTime and series, no source), as the scheduler records. */
  readonly action?: (reason: string) => string;
}

const BURST = 25;
const REFILL_MS = 300_000;
const SIMILAR_LIMIT = 10;
const WINDOW_MS = 600_000;
const MESSAGE_LIMIT = 1024;

/**
 * Records events as client-go does: equal events are counted, ten similar ones are combined, and one source may write
 * 25 at once about one object and then one every five minutes. Models k8s.io/client-go/tools/record.
 */
export function newRecorder(options: RecorderOptions): EventRecorder {
  return {
    event: (subject, type, reason, message) => record(options, subject, type, reason, message.slice(0, MESSAGE_LIMIT)),
  };
}

function record(options: RecorderOptions, subject: EventSubject, type: string, reason: string, text: string): void {
  const { sim, memory } = options;
  const { namespace = 'default', name, uid = '' } = subject.metadata;
  const about = [options.component, options.host ?? '', subject.kind, subject.metadata.namespace ?? '', name, uid].join('|');
  let message = text;
  let key = `e|${about}|${subject.fieldPath ?? ''}|${type}|${reason}|${message}`;
  if (!options.action) {
    if (!takeToken(memory, `b|${about}`, sim.now())) return;
    if (isOneOfMany(memory, `s|${about}|${type}|${reason}`, message, sim.now())) {
      message = `(combined from similar events): ${text}`;
      key = `e|${about}|${type}|${reason}`;
    }
  }
  const known = memory.get(key);
  const now = sim.now();
  try {
    if (known?.type === 'event' && now - known.last < 12 * WINDOW_MS && countAgain(options, namespace, known, message)) {
      memory.set(key, { ...known, count: known.count + 1, last: now });
      return;
    }
    const created = options.client.create(EVENTS, newEvent(options, subject, namespace, type, reason, message), namespace);
    memory.set(key, { type: 'event', name: created.metadata.name, count: 1, first: now, last: now });
  } catch (error) {
    // As upstream: an event that the server refuses (its namespace is going, say) is dropped.
    if (!(error instanceof ApiError)) throw error;
  }
}

function countAgain(options: RecorderOptions, namespace: string, known: EventMemory & { type: 'event' }, message: string): boolean {
  const now = options.sim.now();
  const patch = options.action
    ? { series: { count: known.count + 1, lastObservedTime: formatMicroTime(now) } }
    : { count: known.count + 1, lastTimestamp: formatTime(now), message };
  try {
    options.client.patch(EVENTS, namespace, known.name, patch, { type: 'merge' });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return false;
    throw error;
  }
}

function newEvent(
  options: RecorderOptions,
  subject: EventSubject,
  namespace: string,
  type: string,
  reason: string,
  message: string,
): object {
  const now = options.sim.now();
  const { metadata } = subject;
  const involvedObject: Record<string, string> = { kind: subject.kind, name: metadata.name, apiVersion: subject.apiVersion };
  if (metadata.namespace) involvedObject.namespace = metadata.namespace;
  if (metadata.uid) involvedObject.uid = metadata.uid;
  if (metadata.resourceVersion && !subject.fieldPath) involvedObject.resourceVersion = metadata.resourceVersion;
  if (subject.fieldPath) involvedObject.fieldPath = subject.fieldPath;
  const meta = { name: `${metadata.name}.${nextNanos(options).toString(16)}`, namespace };
  const common = { apiVersion: 'v1', kind: 'Event', metadata: meta, involvedObject, reason, message, type };
  if (options.action) {
    return {
      ...common,
      source: { component: options.component },
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: formatMicroTime(now),
      action: options.action(reason),
      reportingComponent: options.component,
      reportingInstance: `${options.component}-${options.host ?? ''}`,
    };
  }
  return {
    ...common,
    source: options.host ? { component: options.component, host: options.host } : { component: options.component },
    firstTimestamp: formatTime(now),
    lastTimestamp: formatTime(now),
    count: 1,
    eventTime: null,
    reportingComponent: options.component,
    reportingInstance: options.host ?? '',
  };
}

/** Upstream's suffix is the time in nanoseconds: events of one virtual millisecond are told apart and stay in order. */
function nextNanos({ sim, memory }: RecorderOptions): bigint {
  const known = memory.get('clock');
  const at = BigInt(sim.now()) * 1_000_000n;
  const last = known?.type === 'clock' ? BigInt(`0x${known.last}`) : 0n;
  const next = (at > last ? at : last) + BigInt(1 + sim.random.int(10_000));
  memory.set('clock', { type: 'clock', last: next.toString(16) });
  return next;
}

/** One of 25 tokens, refilled one every five minutes. */
function takeToken(memory: LayeredMap<EventMemory>, key: string, now: number): boolean {
  const found = memory.get(key);
  const bucket = found?.type === 'bucket' ? found : { type: 'bucket' as const, tokens: BURST, at: now };
  const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS);
  if (tokens < 1) return false;
  memory.set(key, { type: 'bucket', tokens: tokens - 1, at: now });
  return true;
}

function isOneOfMany(memory: LayeredMap<EventMemory>, key: string, message: string, now: number): boolean {
  const found = memory.get(key);
  const fresh = found?.type === 'similar' && now - found.last <= WINDOW_MS ? found.messages : [];
  const messages = fresh.includes(message) || fresh.length >= SIMILAR_LIMIT ? fresh : [...fresh, message];
  memory.set(key, { type: 'similar', messages, last: now });
  return messages.length >= SIMILAR_LIMIT;
}
