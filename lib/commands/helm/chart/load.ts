import { gunzipSync } from 'node:zlib';
import { parseDocument } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { unpackArchive } from '../../archive/tar-format';
import { isStrictVersion, parseVersion } from '../semver';
import { isMap, type Fields } from '../template/value';
import { ChartError, metadataOf, type Chart, type ChartFile } from './chart';
import { ignoreRules } from './ignore';

const MOST_FILES = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

const lower = (error: Errno) => error.message[0]!.toLowerCase() + error.message.slice(1);

/** Reads a chart from a folder or an archive. Throws ChartError with helm's words. */
export function loadChart(sys: Sys, path: string): Chart {
  let type: string;
  try {
    type = sys.stat(path).type;
  } catch (error) {
    if (error instanceof Errno) throw new ChartError(`stat ${path}: ${lower(error)}`);
    throw error;
  }
  return type === 'dir' ? chartOf(folderFiles(sys, path)) : loadArchive(sys.readFile(path), path);
}

/** Files of a folder as walked, without what .helmignore names. */
export function folderFiles(sys: Sys, path: string): ChartFile[] {
  const root = path.replace(/\/+$/, '') || '/';
  const ignored = ignoreRules(sys.exists(`${root}/.helmignore`) ? sys.readFile(`${root}/.helmignore`) : '');
  const files: ChartFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of sys.readdir(folder === '' ? root : `${root}/${folder}`)) {
      const name = folder === '' ? entry : `${folder}/${entry}`;
      const { type } = sys.stat(`${root}/${name}`);
      if (type === 'dir') {
        if (!ignored(name, true)) walk(name);
      } else if (!ignored(name, false)) {
        if (type !== 'file') throw new ChartError(`cannot load irregular file ${root}/${name} as it has file mode type bits set`);
        if (files.length >= MOST_FILES) throw new ChartError('the chart has more files than are simulated here');
        files.push({ name, data: sys.readFile(`${root}/${name}`) });
      }
    }
  };
  walk('');
  return files;
}

/** Reads a packaged chart from the text of its archive. */
export function loadArchive(text: string, path: string): Chart {
  return chartOf(archiveFiles(text, path));
}

/** Files of a packaged chart, without the folder that they stand in. */
export function archiveFiles(text: string, path: string): ChartFile[] {
  const bytes = toBytes(text);
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) {
    throw new ChartError(
      /^(?:apiVersion|\w+:)/.test(text)
        ? `file '${path}' seems to be a YAML file, but expected a gzipped archive`
        : `file '${path}' does not appear to be a gzipped archive; got '${contentType(text)}'`,
    );
  }
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    throw new ChartError('gzip: invalid header');
  }
  const files: ChartFile[] = [];
  for (const member of unpackArchive(unpacked)) {
    if (member.type !== 'file') continue;
    const at = member.name.indexOf('/');
    if (at < 0) throw new ChartError('chart illegally contains content outside the base directory');
    const name = member.name.slice(at + 1);
    if (name.split('/').includes('..')) throw new ChartError('chart illegally references parent directory');
    files.push({ name, data: fromBytes(member.data) });
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}

const contentType = (text: string) =>
  text === ''
    ? 'text/plain; charset=utf-8'
    : /^[\x09\x0a\x0d\x20-\x7e]*$/.test(text.slice(0, 512))
      ? 'text/plain; charset=utf-8'
      : 'application/octet-stream';

function yaml(file: ChartFile, what: string): unknown {
  try {
    return parseDocument(file.data);
  } catch (error) {
    throw new ChartError(`cannot load ${what}: error converting YAML to JSON: ${(error as Error).message}`);
  }
}

/** A chart from its files (Models loader.LoadFiles). */
export function chartOf(files: readonly ChartFile[], parent?: Chart): Chart {
  const at = (name: string) => files.find((file) => file.name === name);
  const chartFile = at('Chart.yaml');
  if (!chartFile) throw new ChartError('Chart.yaml file is missing');
  let metadata;
  try {
    metadata = metadataOf(yaml(chartFile, 'Chart.yaml'));
  } catch (error) {
    if (error instanceof ChartError && !error.message.startsWith('cannot load'))
      throw new ChartError(`cannot load Chart.yaml: ${error.message}`);
    throw error;
  }
  if (metadata.apiVersion === '') metadata.apiVersion = 'v1';
  const given = at('values.yaml') ? yaml(at('values.yaml')!, 'values.yaml') : {};
  if (given !== null && !isMap(given)) {
    const kind = Array.isArray(given) ? 'array' : typeof given === 'boolean' ? 'bool' : typeof given;
    throw new ChartError(
      `cannot load values.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
    );
  }
  const values = given;
  const schema = at('values.schema.json')?.data;
  const legacy = metadata.apiVersion === 'v1' ? at('requirements.yaml') : undefined;
  if (legacy) metadata.dependencies = ((yaml(legacy, 'requirements.yaml') as Fields | null)?.['dependencies'] as never) ?? undefined;
  const lockFile = at(metadata.apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock');
  const chart: Chart = {
    metadata,
    raw: files,
    templates: files.filter(({ name }) => name.startsWith('templates/')),
    files: files.filter(
      ({ name }) =>
        !/^(Chart\.yaml|values\.yaml|values\.schema\.json|Chart\.lock)$/.test(name) &&
        !name.startsWith('templates/') &&
        !(name.startsWith('charts/') && !/^charts\/[._]/.test(name) && !name.endsWith('.prov')),
    ),
    values: (values as Fields | null) ?? {},
    ...(schema !== undefined && { schema }),
    ...(lockFile && { lock: yaml(lockFile, lockFile.name) as Chart['lock'] }),
    dependencies: [],
    ...(parent && { parent }),
  };
  validate(chart);
  loadSubcharts(chart, files);
  return chart;
}

function validate({ metadata }: Chart): void {
  const wrong = (text: string): never => {
    throw new ChartError(`validation: ${text}`);
  };
  if (metadata.name === '') wrong('chart.metadata.name is required');
  if (metadata.name !== metadata.name.split('/').pop()) wrong(`chart.metadata.name ${JSON.stringify(metadata.name)} is invalid`);
  if (metadata.version === '') wrong('chart.metadata.version is required');
  if (!parseVersion(metadata.version) && !isStrictVersion(metadata.version))
    wrong(`chart.metadata.version ${JSON.stringify(metadata.version)} is invalid`);
  if (metadata.type !== undefined && metadata.type !== 'application' && metadata.type !== 'library')
    wrong('chart.metadata.type must be application or library');
  const seen = new Set<string>();
  for (const dependency of metadata.dependencies ?? []) {
    if (dependency.alias && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias))
      wrong(`dependency ${JSON.stringify(dependency.name)} has disallowed characters in the alias`);
    const key = dependency.alias || dependency.name;
    if (seen.has(key)) wrong(`more than one dependency with name or alias ${JSON.stringify(key)}`);
    seen.add(key);
  }
}

function loadSubcharts(chart: Chart, files: readonly ChartFile[]): void {
  const folders = new Map<string, ChartFile[]>();
  for (const { name, data } of files) {
    if (!name.startsWith('charts/') || name.endsWith('.prov')) continue;
    const rest = name.slice('charts/'.length);
    const folder = rest.split('/')[0]!;
    if (/^[_.]/.test(folder)) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), { name: rest, data }]);
  }
  for (const [folder, members] of folders) {
    let child: Chart;
    try {
      if (folder.endsWith('.tgz')) {
        if (members[0]!.name !== folder)
          throw new ChartError(`error unpacking subchart tar in ${chart.metadata.name}: expected ${folder}, got ${members[0]!.name}`);
        child = loadArchive(members[0]!.data, folder);
      } else {
        const inner = members
          .filter(({ name }) => name.includes('/'))
          .map(({ name, data }) => ({ name: name.slice(folder.length + 1), data }));
        if (inner.length === 0) continue;
        child = chartOf(inner);
      }
    } catch (error) {
      if (error instanceof ChartError)
        throw new ChartError(`error unpacking subchart ${folder} in ${chart.metadata.name}: ${error.message}`);
      throw error;
    }
    child.parent = chart;
    chart.dependencies.push(child);
  }
}
