import { KNOWN_APIS } from './runtime-config';
import type { FlagRefusal, FlagSource } from './flags';

/** What flags say of what is stored and served. Plain data; times are milliseconds. */
export interface StorageFlags {
  /** `--event-ttl`; default an hour. */
  readonly eventTtlMs: number;
  readonly nodePorts: { readonly first: number; readonly last: number };
  /** Group versions that `--runtime-config` switches off. */
  readonly disabledApis: readonly string[];
  readonly tolerationSeconds: { readonly notReady: number; readonly unreachable: number };
  readonly allowPrivileged: boolean;
}

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const isTrue = (text: string) => /^[1tT]/.test(text);

/** Reads them; the shape of numbers and durations has been looked at before. Models kubeapiserver/options. */
export function readStorageFlags({ flag }: FlagSource): StorageFlags | FlagRefusal {
  const nodePorts = portRange(flag('service-node-port-range') ?? '30000-32767');
  if ('usage' in nodePorts) return nodePorts;
  const disabled = disabledApis(flag('runtime-config'));
  if (!Array.isArray(disabled)) return disabled as FlagRefusal;
  const ttl = flag('event-ttl');
  const seconds = (name: string) => Number(flag(`default-${name}-toleration-seconds`) ?? 300);
  return {
    eventTtlMs: ttl === undefined ? HOUR_MS : durationMs(ttl),
    nodePorts,
    disabledApis: disabled,
    tolerationSeconds: { notReady: seconds('not-ready'), unreachable: seconds('unreachable') },
    allowPrivileged: isTrue(flag('allow-privileged') ?? 'false'),
  };
}

const durationMs = (text: string): number =>
  [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);

/** `30000-32767`, `30000+100` or one port. Models utilnet.ParsePortRange. */
function portRange(text: string): { readonly first: number; readonly last: number } | { readonly usage: string } {
  const refuse = (why: string) => ({ usage: `invalid argument ${JSON.stringify(text)} for "--service-node-port-range" flag: ${why}` });
  const [, from = '', sign, to = from] = /^(\d+)(?:([-+])(\d+))?$/.exec(text) ?? [];
  if (from === '') return refuse(`unable to parse port range: ${text}: expected at most one hyphen in port range`);
  const first = Number(from);
  const last = sign === '+' ? first + Number(to) : Number(to);
  if (first > 65_535 || last > 65_535) return refuse(`the port range cannot be greater than 65535: ${text}`);
  if (last < first) return refuse(`end port cannot be less than start port: ${text}`);
  return { first, last };
}

/** The group versions that are off. Models resourceconfig.MergeAPIResourceConfigs and APIEnablementOptions.Validate. */
function disabledApis(text: string | undefined): readonly string[] | FlagRefusal {
  const off = new Set<string>();
  const pairs = (text ?? '').split(',').filter(Boolean);
  const settings = pairs.map((pair) => {
    const [key = '', value = 'true'] = pair.split('=');
    return [key.trim(), value.trim()] as const;
  });
  for (const [key, value] of settings) {
    if (!/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False|)$/.test(value)) return { error: `invalid value ${key}=${value}` };
  }
  const all = settings.find(([key]) => key === 'api/all');
  if (all && !isTrue(all[1] || 'true') && settings.length === 1) return { error: 'invalid key with only api/all=false' };
  for (const [key, value] of settings) {
    if (['api/all', 'api/ga', 'api/beta', 'api/alpha', 'api/legacy'].includes(key)) continue;
    const group = key.includes('/') ? key.split('/')[0]! : '';
    if (!KNOWN_APIS.some((one) => (one.includes('/') ? one.split('/')[0] : '') === group)) return { error: `unknown api groups ${group}` };
    void value;
  }
  const level = (version: string) => (version.includes('alpha') ? 'api/alpha' : version.includes('beta') ? 'api/beta' : 'api/ga');
  for (const api of KNOWN_APIS) {
    const version = api.split('/').pop()!;
    let on = true;
    for (const name of ['api/all', level(version), api]) {
      const found = settings.find(([key]) => key === name);
      if (found) on = isTrue(found[1] || 'true');
    }
    if (!on) off.add(api);
  }
  return [...off].sort();
}
