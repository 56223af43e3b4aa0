import { gzipSync } from 'node:zlib';
import { renderJsonPath } from '@/lib/api/jsonpath';
import { printYaml } from '@/lib/api/yaml';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { packArchive, type Member } from '../../archive/tar-format';
import { crdsOf, metadataJson, type Chart, type ChartFile } from '../chart/chart';
import { checkDependencies, inRange } from '../chart/dependencies';
import { archiveFiles, folderFiles, loadChart } from '../chart/load';
import scaffold from '../chart/scaffold.json';
import { parseVersion } from '../semver';
import { plain, type Fields } from '../template/value';
import { HelmError, type Helm, type Task } from './helm';
import { locateChart } from './locate';
import { asHelmError } from './options';
import { table } from './table';

/** `helm create`. */
export function* create(h: Helm): Task<number> {
  const path = h.args[0]!;
  h.out(`Creating ${path}\n`);
  yield* h.k.flush();
  const name = path.replace(/\/+$/, '').split('/').pop()!;
  if (name === '' || name.length > 250) throw new HelmError('chart name must be between 1 and 250 characters');
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) throw new HelmError('chart name must match the regular expression "^[a-zA-Z0-9._-]+$"');
  const folder = h.absolute(path);
  const parent = folder.slice(0, folder.lastIndexOf('/')) || '/';
  if (!h.sys.exists(parent))
    throw new HelmError(`no such directory ${parent}`.replace('no such directory ', 'stat ') + ': no such file or directory');
  if (h.sys.exists(folder) && h.sys.stat(folder).type !== 'dir')
    throw new HelmError(`file ${folder} already exists and is not a directory`);
  for (const [file, text] of Object.entries(starterFiles(h))) {
    const full = `${folder}/${file}`;
    h.mkdirs(full.slice(0, full.lastIndexOf('/')));
    if (h.sys.exists(full)) h.out(`WARNING: File ${JSON.stringify(full)} already exists. Overwriting.\n`);
    h.sys.writeFile(full, text.replaceAll('<CHARTNAME>', name));
  }
  h.mkdirs(`${folder}/charts`);
  return 0;
}

/** The files that a new chart starts from: helm's own, or those of `--starter`. */
function starterFiles(h: Helm): Readonly<Record<string, string>> {
  const starter = h.flags.text('starter');
  if (starter === '') return scaffold;
  const path = starter.startsWith('/') ? starter : `${h.dataHome}/starters/${starter}`;
  const chart = asHelmError(() => loadChart(h.sys, path), `could not load ${path}: `);
  const files = Object.fromEntries(chart.raw.map(({ name, data }) => [name, data]));
  const metadata = {
    apiVersion: 'v2',
    name: '<CHARTNAME>',
    description: 'A Helm chart for Kubernetes',
    type: 'application',
    version: '0.1.0',
  };
  return { ...files, 'Chart.yaml': printYaml({ ...metadata, appVersion: '0.1.0' }) };
}

/** A chart's archive, as `helm package` writes it. */
export function packChart(chart: Chart, now: number): string {
  const members: Member[] = [];
  const add = (name: string, data: string) =>
    members.push({
      name,
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      user: '',
      group: '',
      mtime: Math.floor(now / 1000),
      target: '',
      data: toBytes(data),
    });
  const walk = (each: Chart, folder: string): void => {
    const at = (name: string) => each.raw.find((file) => file.name === name);
    add(`${folder}/Chart.yaml`, printYaml(metadataJson(each.metadata)));
    for (const name of ['Chart.lock', 'values.yaml', 'values.schema.json']) if (at(name)) add(`${folder}/${name}`, at(name)!.data);
    for (const { name, data } of each.templates) add(`${folder}/${name}`, data);
    for (const { name, data } of each.files) add(`${folder}/${name}`, data);
    for (const child of each.dependencies) walk(child, `${folder}/charts/${child.metadata.name}`);
  };
  walk(chart, chart.metadata.name);
  return fromBytes(gzipSync(packArchive(members)));
}

/** `helm package`. */
export function* pack(h: Helm): Task<number> {
  if (h.args.length === 0) throw new HelmError('need at least one argument, the path to the chart');
  if (h.flags.bool('sign')) {
    if (h.flags.text('key') === '') throw new HelmError('--key is required for signing a package');
    if (h.flags.text('keyring') === '') throw new HelmError('--keyring is required for signing a package');
    const keyring = h.flags.text('keyring');
    if (!h.sys.exists(keyring)) throw new HelmError(`open ${keyring}: no such file or directory`);
    throw new HelmError('signing packages is not simulated here');
  }
  yield* h.k.flush();
  for (const given of h.args) {
    const path = h.absolute(given);
    if (!h.sys.exists(path)) throw new HelmError(`stat ${given}: no such file or directory`);
    const chart = asHelmError(() => loadChart(h.sys, path));
    const { metadata } = chart;
    const version = h.flags.text('version');
    if (version !== '') {
      if (!parseVersion(version)) throw new HelmError('Invalid Semantic Version');
      metadata.version = version;
    }
    if (h.flags.text('app-version') !== '') metadata.appVersion = h.flags.text('app-version');
    asHelmError(() => checkDependencies(chart, ''));
    const destination = h.flags.text('destination') || '.';
    const folder = destination === '.' ? h.sys.cwd() : destination;
    h.mkdirs(folder);
    const file = `${folder.replace(/\/$/, '')}/${metadata.name}-${metadata.version}.tgz`;
    h.sys.writeFile(file, packChart(chart, h.sys.now()));
    h.out(`Successfully packaged chart and saved it to: ${file}\n`);
  }
  return 0;
}

/** `helm show all|chart|values|readme|crds`. */
export function* show(h: Helm): Task<number> {
  const what = h.command.split(' ')[1]!;
  const path = yield* locateChart(h, h.args[0]!);
  const chart = asHelmError(() => loadChart(h.sys, path));
  let out = '';
  const readme = chart.files.find(({ name }) => /^readme(\.md|\.txt)?$/i.test(name));
  const values = chart.raw.find(({ name }) => name === 'values.yaml');
  if (what === 'chart' || what === 'all')
    out += `${printYaml(metadataJson(chart.metadata))}
`;
  if ((what === 'values' || what === 'all') && values) {
    if (what === 'all') out += '---\n';
    const path = h.flags.has('jsonpath') ? h.flags.text('jsonpath') : '';
    out += path === '' ? `${values.data}\n` : jsonPathText(path, chart.values);
  }
  if ((what === 'readme' || what === 'all') && readme) {
    if (what === 'all') out += '---\n';
    out += `${readme.data}\n`;
  }
  if (what === 'crds' || what === 'all') {
    const crds = crdsOf(chart);
    if (crds.length > 0) {
      if (what === 'all') out += '---\n';
      for (const { file } of crds) out += `${file.data}\n`;
    }
  }
  h.out(out);
  return 0;
}

function jsonPathText(path: string, values: Fields): string {
  try {
    return renderJsonPath(path, plain(values), { allowMissingKeys: true });
  } catch (error) {
    throw new HelmError(`error parsing jsonpath ${path}: ${(error as Error).message}`);
  }
}

/** `helm dependency list`. */
export function* dependencyList(h: Helm): Task<number> {
  const path = h.args[0] ?? '.';
  const chart = asHelmError(() => loadChart(h.sys, path));
  yield* h.k.flush();
  const dependencies = chart.metadata.dependencies ?? [];
  if (dependencies.length === 0) {
    h.out(`WARNING: no dependencies at ${path.replace(/\/+$/, '')}/charts\n`);
    return 0;
  }
  const rows = [
    ['NAME', 'VERSION', 'REPOSITORY', 'STATUS'],
    ...dependencies.map((each) => [each.name, each.version ?? '', each.repository ?? '', statusOf(h, path, chart, each)]),
  ];
  h.out(`${table(rows)}\n\n`);
  const named = new Set(dependencies.map(({ name }) => name));
  if (h.sys.exists(`${path}/charts`)) {
    for (const entry of h.sys.readdir(`${path}/charts`)) {
      const full = `${path}/charts/${entry}`;
      if (!entry.endsWith('.tgz') && !(h.sys.stat(full).type === 'dir' && h.sys.exists(`${full}/Chart.yaml`))) continue;
      const child = loadChart(h.sys, full);
      if (!named.has(child.metadata.name)) h.out(`WARNING: ${JSON.stringify(full)} is not in Chart.yaml.\n`);
    }
  }
  return 0;
}

function statusOf(h: Helm, path: string, chart: Chart, dependency: { name: string; version?: string }): string {
  const folder = `${path}/charts`;
  const archives = h.sys.exists(folder)
    ? h.sys
        .readdir(folder)
        .filter(
          (name) =>
            name.startsWith(`${dependency.name}-`) &&
            name.endsWith('.tgz') &&
            /^\d/.test(name.slice(dependency.name.length + 1).replace(/^v/, '')),
        )
    : [];
  if (archives.length > 1) return 'too many matches';
  if (archives.length === 1) {
    const child = loadChart(h.sys, `${folder}/${archives[0]}`);
    if (child.metadata.name !== dependency.name) return 'misnamed';
    if (child.metadata.version !== dependency.version && !inRange(dependency.version, child.metadata.version)) return 'wrong version';
    return 'ok';
  }
  const own = `${folder}/${dependency.name}`;
  if (h.sys.exists(own) && h.sys.stat(own).type !== 'dir') return 'mispackaged';
  if (!h.sys.exists(own)) return chart.dependencies.some((each) => each.metadata.name === dependency.name) ? 'unpacked' : 'missing';
  const child = loadChart(h.sys, own);
  if (child.metadata.name !== dependency.name) return 'misnamed';
  if (child.metadata.version !== dependency.version && !inRange(dependency.version, child.metadata.version)) return 'wrong version';
  return 'unpacked';
}

/** Files of a chart wherever it is. */
export function chartFiles(h: Helm, path: string): readonly ChartFile[] {
  return h.sys.stat(path).type === 'dir' ? folderFiles(h.sys, path) : archiveFiles(h.sys.readFile(path), path);
}
