import { matchesLabels, parseLabelSelector, SelectorError } from '@/lib/api/label-selector';
import { formatTime } from '../functions/dates';
import { table } from '../cli/table';
import { regexOf } from '../cli/go-regex';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { ansic, longTime, outputOf, printStatus, printValue } from './print';
import { resourcesOf } from './resources';
import { type Release } from './release';
import { Releases } from './storage';

export const chartName = ({ chart }: Release) =>
  `${String(chart.metadata['name'] ?? 'MISSING')}-${String(chart.metadata['version'] ?? '')}`;
export const appVersion = ({ chart }: Release) => String(chart.metadata['appVersion'] ?? '');

/** `helm list`. */
export function* list(h: Helm): Task<number> {
  const { flags } = h;
  yield* h.reach();
  const format = outputOf(h);
  let all = new Releases(h, flags.bool('all-namespaces') ? '' : h.namespace).all();
  const newest = new Map<string, Release>();
  for (const each of all) {
    const key = `${each.namespace}/${each.name}`;
    if ((newest.get(key)?.version ?? -1) < each.version) newest.set(key, each);
  }
  if (!flags.bool('superseded') || flags.bool('all')) all = [...newest.values()];
  const wanted = new Set<string>();
  for (const status of ['deployed', 'failed', 'uninstalled', 'superseded', 'uninstalling'] as const)
    if (flags.has(status) && flags.bool(status)) wanted.add(status);
  if (flags.bool('pending')) for (const status of ['pending-install', 'pending-upgrade', 'pending-rollback']) wanted.add(status);
  if (wanted.size === 0) for (const status of ['deployed', 'failed']) wanted.add(status);
  if (!flags.bool('all')) all = all.filter(({ info }) => wanted.has(info.status));
  const filter = flags.text('filter');
  if (filter !== '') {
    const pattern = regexOf(filter);
    all = all.filter(({ name }) => pattern.test(name));
  }
  if (all.length > 0) {
    const selector = selectorOf(flags.text('selector'));
    all = all.filter(({ labels }) => matchesLabels(selector, labels));
  }
  all.sort((a, b) =>
    flags.bool('date')
      ? a.info.last_deployed.localeCompare(b.info.last_deployed)
      : a.name < b.name
        ? -1
        : a.name > b.name
          ? 1
          : a.namespace < b.namespace
            ? -1
            : 1,
  );
  if (flags.bool('reverse')) all.reverse();
  const most = flags.int('max') || Infinity;
  all = all.slice(flags.int('offset'), flags.int('offset') + most);
  if (flags.bool('short')) {
    const names = all.map(({ name }) => name);
    if (format === 'table') for (const name of names) h.out(`${name}\n`);
    else printValue(h, format, names);
    return 0;
  }
  const timeFormat = flags.text('time-format');
  const updated = ({ info }: Release) =>
    info.last_deployed === ''
      ? '-'
      : timeFormat !== ''
        ? formatTime(Date.parse(info.last_deployed), timeFormat)
        : longTime(info.last_deployed);
  if (format !== 'table') {
    printValue(
      h,
      format,
      all.map((each) => ({
        name: each.name,
        namespace: each.namespace,
        revision: String(each.version),
        updated: updated(each),
        status: each.info.status,
        chart: chartName(each),
        app_version: appVersion(each),
      })),
    );
    return 0;
  }
  const rows = all.map((each) => [
    each.name,
    each.namespace,
    String(each.version),
    updated(each),
    each.info.status,
    chartName(each),
    appVersion(each),
  ]);
  h.out(
    `${table([...(flags.bool('no-headers') ? [] : [['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION']]), ...rows], 60)}\n`,
  );
  return 0;
}

/** `helm status`. */
export function* status(h: Helm): Task<number> {
  yield* h.reach();
  outputOf(h);
  const release = new Releases(h, h.namespace).get(h.args[0]!, h.flags.int('revision'));
  const resources = h.flags.bool('show-resources') ? resourcesOf(h, release) : undefined;
  printStatus(h, release, { description: h.flags.bool('show-desc'), withoutChart: true, ...(resources && { resources }) });
  return 0;
}

/** `helm history`. */
export function* history(h: Helm): Task<number> {
  yield* h.reach();
  const format = outputOf(h);
  const found = new Releases(h, h.namespace).history(h.args[0]!).slice(-(h.flags.int('max') || 256));
  if (format !== 'table') {
    printValue(
      h,
      format,
      found.map((each) => ({
        revision: each.version,
        updated: each.info.last_deployed,
        status: each.info.status,
        chart: chartName(each),
        app_version: appVersion(each),
        description: each.info.description,
      })),
    );
    return 0;
  }
  h.out(
    `${table([['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'], ...found.map((each) => [String(each.version), ansic(each.info.last_deployed), each.info.status, chartName(each), appVersion(each), each.info.description])], 0)}\n`,
  );
  return 0;
}

function selectorOf(text: string): ReturnType<typeof parseLabelSelector> {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw new HelmError(error.message);
    throw error;
  }
}
