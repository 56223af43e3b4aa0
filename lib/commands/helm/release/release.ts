import { gunzipSync, gzipSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { metadataJson, type Chart, type ChartFile } from '../chart/chart';
import type { Hook } from '../chart/manifests';
import { plain, type Fields } from '../template/value';

export type Status =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

export interface HookRun {
  started_at: string;
  completed_at: string;
  phase: '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed';
}

/** A hook of a release and how it last went. */
export interface ReleaseHook extends Hook {
  lastRun?: HookRun;
}

/** One revision of a release, as it is kept in the cluster. */
export interface Release {
  name: string;
  namespace: string;
  version: number;
  info: { first_deployed: string; last_deployed: string; deleted: string; description: string; status: Status; notes?: string };
  /** Metadata, templates, values, schema and files. */
  chart: StoredChart;
  /** What the user gave. */
  config: Fields;
  manifest: string;
  hooks: ReleaseHook[];
  labels: Record<string, string>;
}

export interface StoredChart {
  readonly metadata: Fields;
  readonly lock?: unknown;
  readonly templates: readonly { readonly name: string; readonly data: string }[];
  readonly values: Fields;
  readonly schema?: string;
  readonly files: readonly { readonly name: string; readonly data: string }[];
}

const encode = (files: readonly ChartFile[]) =>
  files.map(({ name, data }) => ({ name, data: Buffer.from(toBytes(data)).toString('base64') }));

/** What of a chart is kept with a release. */
export const storedChart = (chart: Chart): StoredChart => ({
  metadata: metadataJson(chart.metadata),
  lock: chart.lock ?? null,
  templates: encode(chart.templates),
  values: chart.values,
  ...(chart.schema !== undefined && { schema: Buffer.from(chart.schema).toString('base64') }),
  files: encode(chart.files),
});

const SYSTEM = new Set(['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt']);

/** A time as Go writes it into JSON; '' is the zero time. */
export const goTime = (ms: number): string => `${new Date(ms).toISOString().replace('Z', '').replace(/0+$/, '').replace(/\.$/, '')}Z`;

/** A release as it is kept: JSON, zipped, in base64. */
export function encodeRelease(release: Release): string {
  const hooks = release.hooks.map((hook) => ({
    name: hook.name,
    kind: hook.kind,
    path: hook.path,
    manifest: hook.manifest,
    events: hook.events,
    last_run: hook.lastRun ?? { started_at: '', completed_at: '', phase: '' },
    ...(hook.weight !== 0 && { weight: hook.weight }),
    ...(hook.deletePolicies.length > 0 && { delete_policies: hook.deletePolicies }),
    ...(hook.outputLogPolicies && { output_log_policies: hook.outputLogPolicies }),
  }));
  const value = {
    name: release.name,
    info: release.info,
    chart: { ...release.chart, values: plain(release.chart.values), schema: release.chart.schema ?? null },
    ...(Object.keys(release.config).length > 0 && { config: plain(release.config) }),
    manifest: release.manifest,
    ...(hooks.length > 0 && { hooks }),
    version: release.version,
    namespace: release.namespace,
  };
  const zipped = gzipSync(Buffer.from(toBytes(JSON.stringify(value))), { level: 9 });
  return zipped.toString('base64');
}

/* eslint-disable @typescript-eslint/no-explicit-any -- what the server holds, a real helm's releases too */
/** A release from what `encodeRelease` or the real helm has made, and the labels of the object that holds it. */
export function decodeRelease(kept: string, labels: Readonly<Record<string, string>>): Release {
  const inner = Buffer.from(kept, 'base64');
  const text = inner[0] === 0x1f && inner[1] === 0x8b ? gunzipSync(inner, { maxOutputLength: 64 * 1024 * 1024 }) : inner;
  const value = JSON.parse(fromBytes(text)) as any;
  return {
    name: value.name,
    namespace: value.namespace,
    version: value.version,
    info: { first_deployed: '', last_deployed: '', deleted: '', description: '', status: 'unknown', ...value.info },
    chart: { templates: [], files: [], ...value.chart, values: value.chart?.values ?? {}, metadata: value.chart?.metadata ?? {} },
    config: value.config ?? {},
    manifest: value.manifest ?? '',
    hooks: (value.hooks ?? []).map((hook: any) => ({
      name: hook.name,
      kind: hook.kind,
      path: hook.path,
      manifest: hook.manifest,
      events: hook.events ?? [],
      weight: hook.weight ?? 0,
      deletePolicies: hook.delete_policies ?? [],
      ...(hook.output_log_policies && { outputLogPolicies: hook.output_log_policies }),
      ...(hook.last_run?.started_at && { lastRun: hook.last_run }),
    })),
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !SYSTEM.has(key))),
  };
}
