import { gunzipSync, gzipSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { metadataJson, type Chart, type ChartFile } from '../chart/chart';
import type { Hook } from '../chart/manifests';
import { plain, type Fields } from '../template/value';
import { ServerError, isNotFound } from '../../kubectl/errors';
import { HelmError, type Helm } from '../cli/helm';

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

function encodeRelease(release: Release): string {
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
  return Buffer.from(zipped.toString('base64')).toString('base64');
}

/* eslint-disable @typescript-eslint/no-explicit-any -- what the server holds, a real helm's releases too */
function decodeRelease(secret: any): Release {
  const inner = Buffer.from(Buffer.from(secret.data?.release ?? '', 'base64').toString(), 'base64');
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
    labels: Object.fromEntries(Object.entries<string>(secret.metadata?.labels ?? {}).filter(([key]) => !SYSTEM.has(key))),
  };
}

/** Releases in the cluster's Secrets (Models pkg/storage with its secret driver). */
export class Releases {
  constructor(
    private readonly h: Helm,
    private readonly namespace: string,
  ) {
    const driver = h.sys.env()['HELM_DRIVER'];
    if (driver && driver !== 'secret' && driver !== 'secrets')
      throw new HelmError(`HELM_DRIVER=${driver} is not simulated here: releases are kept in Secrets`);
  }

  private path(name = ''): string {
    return `/api/v1${this.namespace === '' ? '' : `/namespaces/${this.namespace}`}/secrets${name && `/${name}`}`;
  }

  private query(selector: string, what: string): Release[] {
    let list: any;
    try {
      list = this.h.k.rest.get(this.path(), { query: { labelSelector: selector } });
    } catch (error) {
      if (error instanceof ServerError) throw new HelmError(`${what}${error.message}`);
      throw error;
    }
    return (list.items ?? []).filter((each: any) => each.type === 'helm.sh/release.v1').map(decodeRelease);
  }

  /** Revisions of a release, oldest first. Throws `release: not found`. */
  history(name: string): Release[] {
    const found = this.query(`name=${name},owner=helm`, 'query: failed to query with labels: ').sort((a, b) => a.version - b.version);
    if (found.length === 0) throw new HelmError('release: not found');
    return found;
  }

  tryHistory(name: string): Release[] {
    return this.query(`name=${name},owner=helm`, 'query: failed to query with labels: ').sort((a, b) => a.version - b.version);
  }

  all(): Release[] {
    return this.query('owner=helm', 'list: failed to list: ');
  }

  /** One revision, 0 for the newest. */
  get(name: string, version: number): Release {
    if (version === 0) return this.history(name).at(-1)!;
    try {
      return decodeRelease(this.h.k.rest.get(this.path(key(name, version))));
    } catch (error) {
      if (isNotFound(error)) throw new HelmError('release: not found');
      throw error;
    }
  }

  create(release: Release): void {
    const now = Math.floor(this.h.sys.now() / 1000);
    this.h.k.rest.send('POST', this.path(), { body: this.secretOf(release, { createdAt: String(now) }) });
  }

  update(release: Release): void {
    const now = Math.floor(this.h.sys.now() / 1000);
    this.h.k.rest.send('PUT', this.path(key(release.name, release.version)), { body: this.secretOf(release, { modifiedAt: String(now) }) });
  }

  remove(release: Release): void {
    this.h.k.rest.send('DELETE', this.path(key(release.name, release.version)));
  }

  /** Takes the oldest revisions away beyond a limit (0: none), never the deployed one. */
  prune(name: string, most: number): void {
    if (most <= 0) return;
    const all = this.tryHistory(name);
    const deployed = all.filter(({ info }) => info.status === 'deployed').at(-1);
    let surplus = all.length - most + 1;
    for (const release of all) {
      if (surplus <= 0) break;
      if (release === deployed) continue;
      this.remove(release);
      surplus--;
    }
  }

  private secretOf(release: Release, times: Record<string, string>): object {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: key(release.name, release.version),
        namespace: this.namespace,
        labels: {
          ...release.labels,
          ...times,
          name: release.name,
          owner: 'helm',
          status: release.info.status,
          version: String(release.version),
        },
      },
      type: 'helm.sh/release.v1',
      data: { release: encodeRelease(release) },
    };
  }
}

const key = (name: string, version: number) => `sh.helm.release.v1.${name}.v${version}`;
