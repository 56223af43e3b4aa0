import { parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import { parseDocument } from '@/lib/api/yaml';
import type { NodeRuntime } from './runtime';

/** What of a KubeletConfiguration has an effect here, with upstream's defaults. Models apis/config/v1beta1. */
export interface NodeConfig {
  readonly maxPods: number;
  readonly podPidsLimit: number;
  readonly staticPodPath: string;
  readonly clusterDns: readonly string[];
  readonly clusterDomain?: string;
  /** Thresholds by signal: a quantity or a percentage. */
  readonly evictionHard: Readonly<Record<string, string>>;
  readonly evictionSoft: Readonly<Record<string, string>>;
  /** Milliseconds by signal. */
  readonly evictionSoftGrace: Readonly<Record<string, number>>;
  readonly evictionTransitionMs: number;
  readonly maxPodGraceSeconds: number;
  readonly kubeReserved: Readonly<Record<string, string>>;
  readonly systemReserved: Readonly<Record<string, string>>;
  readonly logMaxBytes: number;
  readonly logMaxFiles: number;
  readonly maxRestartMs: number;
  /** klog's `-v` (`logging.verbosity`). */
  readonly verbosity: number;
}

export const CONFIG_FILE = '/var/lib/kubelet/config.yaml';
const DEFAULT_HARD = {
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
  'imagefs.available': '15%',
  'imagefs.inodesFree': '5%',
};

let last: { readonly text: string; readonly config: NodeConfig } | undefined;

/** The configuration that a kubelet finds when it starts, as text. */
export const nodeConfigText = (runtime: NodeRuntime): string => runtime.readNodeFile(CONFIG_FILE) ?? '';

/** A KubeletConfiguration as text, read; fields that cannot be read have their defaults (the unit does not start with them). */
export function nodeConfig(text: string): NodeConfig {
  if (last?.text !== text) last = { text, config: read(text) };
  return last.config;
}

function read(text: string): NodeConfig {
  let given: Record<string, unknown> = {};
  try {
    given = (parseDocument(text) ?? {}) as Record<string, unknown>;
  } catch {
    // A file that cannot be read keeps the unit from starting; nobody asks then.
  }
  const number = (name: string, otherwise: number) => (typeof given[name] === 'number' ? (given[name] as number) : otherwise);
  const texts = (name: string) =>
    Object.fromEntries(Object.entries((given[name] ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]));
  const duration = (value: unknown, otherwise: number) => (typeof value === 'string' ? (durationMs(value) ?? otherwise) : otherwise);
  const hard = texts('evictionHard');
  const dns = given.clusterDNS;
  const backOff = (given.crashLoopBackOff ?? {}) as Record<string, unknown>;
  return {
    maxPods: number('maxPods', 110),
    podPidsLimit: number('podPidsLimit', -1),
    staticPodPath: typeof given.staticPodPath === 'string' ? given.staticPodPath : '',
    clusterDns: Array.isArray(dns) ? dns.map(String) : [],
    ...(typeof given.clusterDomain === 'string' ? { clusterDomain: given.clusterDomain } : {}),
    // Whoever names one threshold gives the others up, unless told to merge.
    evictionHard: Object.keys(hard).length === 0 ? DEFAULT_HARD : given.mergeDefaultEvictionSettings ? { ...DEFAULT_HARD, ...hard } : hard,
    evictionSoft: texts('evictionSoft'),
    evictionSoftGrace: Object.fromEntries(
      Object.entries(texts('evictionSoftGracePeriod')).map(([key, value]) => [key, durationMs(value) ?? 0]),
    ),
    evictionTransitionMs: duration(given.evictionPressureTransitionPeriod, 300_000),
    maxPodGraceSeconds: number('evictionMaxPodGracePeriod', 0),
    kubeReserved: texts('kubeReserved'),
    systemReserved: texts('systemReserved'),
    logMaxBytes: bytesOf(given.containerLogMaxSize, 10 * 1024 * 1024),
    logMaxFiles: number('containerLogMaxFiles', 5),
    verbosity: Number((given.logging as { verbosity?: unknown } | undefined)?.verbosity ?? 0) || 0,
    maxRestartMs: duration(backOff.maxContainerRestartPeriod, 300_000),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m30s` in milliseconds. Undefined for what is no duration. */
function durationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(amount) * UNITS[unit!]!;
  return total;
}

function bytesOf(value: unknown, otherwise: number): number {
  try {
    return value === undefined ? otherwise : quantityValue(parseQuantity(String(value)));
  } catch {
    return otherwise;
  }
}

/** What is held back of a resource: bytes, or thousandths of a CPU. */
export function reservedOf(config: NodeConfig, resource: string): number {
  let total = 0;
  for (const given of [config.kubeReserved, config.systemReserved]) {
    const value = given[resource];
    if (value === undefined) continue;
    try {
      const quantity = parseQuantity(value);
      total += resource === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
    } catch {
      // no quantity: the kubelet would not have started
    }
  }
  return total;
}

/** A threshold in the units of what it is measured against. */
export function thresholdOf(text: string, capacity: number): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) return (capacity * Number(percent[1])) / 100;
  return bytesOf(text, 0);
}
