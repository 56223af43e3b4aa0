import { printYaml } from '@/lib/api/yaml';
import { coalesceValues } from '../chart/values';
import { goJson } from '../functions/encoding';
import { formatTime } from '../functions/dates';
import { plain } from '../template/value';
import { table } from '../cli/charts';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { runHooks } from './hooks';
import { ansic, chartLike, longTime, outputOf, printStatus, printValue } from './print';
import { Releases, type Release } from './release';

const chartName = ({ chart }: Release) => `${String(chart.metadata['name'] ?? 'MISSING')}-${String(chart.metadata['version'] ?? '')}`;
const appVersion = ({ chart }: Release) => String(chart.metadata['appVersion'] ?? '');

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
    let pattern: RegExp;
    try {
      pattern = new RegExp(filter);
    } catch {
      throw new HelmError(`error parsing regexp: ${filter}`);
    }
    all = all.filter(({ name }) => pattern.test(name));
  }
  for (const part of flags.text('selector').split(',').filter(Boolean)) {
    const [key, value] = part.split(/==?/);
    all = all.filter(({ labels }) => labels[key!] === value);
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
  if (h.flags.bool('show-resources')) throw new HelmError('--show-resources is not simulated here: ask kubectl get');
  printStatus(h, release, { description: h.flags.bool('show-desc') });
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
    `${table([['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'], ...found.map((each) => [String(each.version), ansic(each.info.last_deployed), each.info.status, chartName(each), appVersion(each), each.info.description])])}\n`,
  );
  return 0;
}

/** `helm get all|values|manifest|notes|hooks|metadata`. */
export function* get(h: Helm): Task<number> {
  const what = h.command.split(' ')[1]!;
  yield* h.reach();
  const release = new Releases(h, h.namespace).get(h.args[0]!, h.flags.int('revision'));
  switch (what) {
    case 'manifest':
      h.out(`${release.manifest}\n`);
      return 0;
    case 'notes':
      if ((release.info.notes ?? '') !== '') h.out(`NOTES:\n${release.info.notes}\n`);
      return 0;
    case 'hooks':
      for (const hook of release.hooks) h.out(`---\n# Source: ${hook.path}\n${hook.manifest}\n`);
      return 0;
    case 'values': {
      const format = outputOf(h);
      const all = h.flags.bool('all');
      const values = plain(all ? coalesceValues(chartLike(release), release.config) : release.config);
      const shown = Object.keys(values as object).length === 0 ? null : values;
      if (format === 'table') h.out(`${all ? 'COMPUTED' : 'USER-SUPPLIED'} VALUES:\n${printYaml(shown)}`);
      else if (format === 'json') h.out(`${goJson(shown)}\n`);
      else h.out(printYaml(shown));
      return 0;
    }
    case 'metadata': {
      const format = outputOf(h);
      const value = {
        name: release.name,
        chart: String(release.chart.metadata['name']),
        version: String(release.chart.metadata['version']),
        appVersion: appVersion(release),
        annotations: undefined,
        namespace: release.namespace,
        revision: release.version,
        status: release.info.status,
        deployedAt: release.info.last_deployed.replace(/\.\d+Z$/, 'Z'),
      };
      if (format !== 'table') printValue(h, format, value);
      else {
        h.out(
          `NAME: ${value.name}\nCHART: ${value.chart}\nVERSION: ${value.version}\nAPP_VERSION: ${value.appVersion}\nANNOTATIONS: \nDEPENDENCIES: \nNAMESPACE: ${value.namespace}\nREVISION: ${value.revision}\nSTATUS: ${value.status}\nDEPLOYED_AT: ${value.deployedAt}\n`,
        );
      }
      return 0;
    }
    default: {
      if (h.flags.text('template') !== '') throw new HelmError('--template is not simulated here');
      const { info } = release;
      const all = coalesceValues(chartLike(release), release.config);
      let out = `NAME: ${release.name}\nLAST DEPLOYED: ${ansic(info.last_deployed)}\nNAMESPACE: ${release.namespace}\nSTATUS: ${info.status}\nREVISION: ${release.version}\nCHART: ${String(release.chart.metadata['name'])}\nVERSION: ${String(release.chart.metadata['version'])}\nAPP_VERSION: ${appVersion(release)}\n`;
      out += release.hooks.some(({ events }) => events.includes('test')) ? '' : 'TEST SUITE: None\n';
      for (const { name, lastRun, events } of release.hooks)
        if (events.includes('test') && lastRun)
          out += `TEST SUITE:     ${name}\nLast Started:   ${ansic(lastRun.started_at)}\nLast Completed: ${ansic(lastRun.completed_at)}\nPhase:          ${lastRun.phase}\n`;
      out += `USER-SUPPLIED VALUES:\n${printYaml(plain(release.config))}\nCOMPUTED VALUES:\n${printYaml(plain(all))}\nHOOKS:\n`;
      for (const hook of release.hooks) out += `---\n# Source: ${hook.path}\n${hook.manifest}\n`;
      out += `MANIFEST:\n${release.manifest}\n`;
      if ((info.notes ?? '') !== '') out += `NOTES:\n${info.notes!.trim()}\n`;
      h.out(out);
      return 0;
    }
  }
}

/** `helm test`. */
export function* test(h: Helm): Task<number> {
  yield* h.reach();
  const store = new Releases(h, h.namespace);
  const release = store.get(h.args[0]!, 0);
  const kept = [...release.hooks];
  const filters = h.flags
    .list('filter')
    .filter((each) => each.startsWith('name='))
    .map((each) => each.slice('name='.length));
  if (filters.length > 0) release.hooks = release.hooks.filter(({ name }) => filters.includes(name));
  let failure: Error | undefined;
  try {
    yield* runHooks(h, release, 'test', h.flags.duration('timeout') || 300_000);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failure = error;
  }
  release.hooks = kept;
  store.update(release);
  printStatus(h, release);
  if (h.flags.bool('logs')) {
    for (const { name, kind, events } of release.hooks) {
      if (kind !== 'Pod' || !events.includes('test')) continue;
      const logs = h.k.rest.exchange('GET', `/api/v1/namespaces/${release.namespace}/pods/${name}/log`);
      h.out(`\nPOD LOGS: ${name}\n${typeof logs.body === 'string' ? logs.body : ''}\n`);
    }
  }
  if (failure) throw failure;
  return 0;
}
