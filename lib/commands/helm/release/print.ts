import { printYaml } from '@/lib/api/yaml';
import { goJson } from '../functions/encoding';
import { formatTime } from '../functions/dates';
import { plain, type Fields } from '../template/value';
import { HelmError, type Helm } from '../cli/helm';
import type { Resources } from './resources';
import { coalesceValues } from '../chart/values';
import type { Release } from './release';
import { isTest } from './hooks';

/** `Mon Jan _2 15:04:05 2006`, in the zone that the time was written in. */
export const ansic = (time: string): string =>
  time === '' ? '' : formatTime(Date.parse(time.replace(/(Z|[+-]\d\d:\d\d)$/, 'Z')), 'Mon Jan _2 15:04:05 2006');

/** A time as `list` prints it. */
export function longTime(time: string): string {
  if (time === '') return '';
  const [, date, clock, zone = 'Z'] = /^([\d-]+)T([\d:.]+)(.*)$/.exec(time) ?? [];
  const offset = zone === 'Z' ? '+0000 UTC' : `${zone.replace(':', '')} ${zone.replace(':', '')}`;
  return `${date} ${clock} ${offset}`;
}

/** `-o`: table, json or yaml. Throws HelmError for others. */
export function outputOf(h: Helm): 'table' | 'json' | 'yaml' {
  const format = h.flags.text('output') || 'table';
  if (format === 'table' || format === 'json' || format === 'yaml') return format;
  throw new HelmError(`invalid argument ${JSON.stringify(format)} for "-o, --output" flag: invalid format type`);
}

/** A value as `-o json` and `-o yaml` write it. */
export function printValue(h: Helm, format: 'json' | 'yaml', value: unknown): void {
  h.out(format === 'json' ? `${unsortedJson(value)}\n` : printYaml(plain(value)));
}

const unsortedJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A release as JSON: the order of Go's struct. */
export const releaseValue = (release: Release, more: { readonly withoutChart?: boolean; readonly resources?: Resources } = {}): object => ({
  name: release.name,
  info: { ...release.info, ...(more.resources && { resources: more.resources.objects }) },
  ...(!more.withoutChart && {
    chart: { ...release.chart, values: JSON.parse(goJson(release.chart.values)) as object, schema: release.chart.schema ?? null },
  }),
  ...(Object.keys(release.config).length > 0 && { config: JSON.parse(goJson(release.config)) as object }),
  manifest: release.manifest,
  ...(release.hooks.length > 0 && {
    hooks: release.hooks.map((hook) => ({
      name: hook.name,
      kind: hook.kind,
      path: hook.path,
      manifest: hook.manifest,
      events: hook.events,
      last_run: hook.lastRun ?? { started_at: '', completed_at: '', phase: '' },
      ...(hook.weight !== 0 && { weight: hook.weight }),
      ...(hook.deletePolicies.length > 0 && { delete_policies: hook.deletePolicies }),
    })),
  }),
  version: release.version,
  namespace: release.namespace,
});

/** A release as install, upgrade, status and test print it (Models statusPrinter). */
export function printStatus(
  h: Helm,
  release: Release,
  more: {
    readonly description?: boolean;
    readonly metadata?: boolean;
    readonly hideNotes?: boolean;
    readonly withoutChart?: boolean;
    readonly resources?: Resources;
  } = {},
): void {
  const format = h.flags.has('output') ? outputOf(h) : 'table';
  if (format !== 'table') return printValue(h, format, releaseValue(release, more));
  const { info } = release;
  const debug = h.flags.bool('debug');
  let out = `NAME: ${release.name}\n`;
  if (info.last_deployed !== '') out += `LAST DEPLOYED: ${ansic(info.last_deployed)}\n`;
  out += `NAMESPACE: ${release.namespace}\nSTATUS: ${info.status}\nREVISION: ${release.version}\n`;
  if (more.metadata)
    out += `CHART: ${String(release.chart.metadata['name'])}\nVERSION: ${String(release.chart.metadata['version'])}\nAPP_VERSION: ${String(release.chart.metadata['appVersion'] ?? '')}\n`;
  if (more.description) out += `DESCRIPTION: ${info.description}\n`;
  if (more.resources && more.resources.text !== '') out += `RESOURCES:\n${more.resources.text}\n`;
  const tests = release.hooks.filter(isTest);
  if (tests.length === 0) out += 'TEST SUITE: None\n';
  for (const { name, lastRun } of tests) {
    if (lastRun)
      out += `TEST SUITE:     ${name}\nLast Started:   ${ansic(lastRun.started_at)}\nLast Completed: ${ansic(lastRun.completed_at)}\nPhase:          ${lastRun.phase}\n`;
  }
  if (debug)
    out += `USER-SUPPLIED VALUES:\n${printYaml(plain(release.config))}\nCOMPUTED VALUES:\n${printYaml(plain(computed(h, release)))}\n`;
  if (info.description.toLowerCase() === 'dry run complete' || debug) {
    out += 'HOOKS:\n';
    for (const hook of release.hooks) out += `---\n# Source: ${hook.path}\n${hook.manifest}\n`;
    out += `MANIFEST:\n${release.manifest}\n`;
  }
  if (!more.hideNotes && (info.notes ?? '') !== '') out += `NOTES:\n${info.notes!.trim()}\n`;
  h.out(out);
}

/** A stored chart as far as its values are asked. */
export const chartLike = (release: Release): never =>
  ({ metadata: { name: String(release.chart.metadata['name'] ?? '') }, values: release.chart.values, dependencies: [] }) as never;

/** The values that a release was rendered with. */
export const computed = (h: Helm, release: Release): Fields => coalesceValues(chartLike(release), release.config, h.warn);
