import { parseDocument } from '@/lib/api/yaml';
import { loadChart, chartOf } from '../chart/load';
import type { Chart } from '../chart/chart';
import { processDependencies } from '../chart/dependencies';
import { capabilitiesOf, releaseOf, render } from '../chart/render';
import { schemaComplaints } from '../chart/schema';
import { splitManifests } from '../chart/manifests';
import { coalesceValues } from '../chart/values';
import { parseVersion } from '../semver';
import { isMap, type Fields } from '../template/value';
import { DEFAULT_API_VERSIONS, DEFAULT_KUBE_VERSION } from './capabilities';
import { chartFiles } from './charts';
import { HelmError, type Helm, type Task } from './helm';
import { userValues } from './options';

type Severity = 'INFO' | 'WARNING' | 'ERROR';
interface Message {
  readonly severity: Severity;
  readonly path: string;
  readonly text: string;
}

/** `helm lint`. */
export function* lint(h: Helm): Task<number> {
  const paths = h.args.length > 0 ? h.args : ['.'];
  const values = yield* userValues(h);
  const strict = h.flags.bool('strict');
  let out = '';
  let failed = 0;
  for (const path of paths) {
    let messages: Message[] = [];
    let failure: string | undefined;
    if (!h.sys.exists(path) || (h.sys.stat(path).type === 'dir' && !h.sys.exists(`${path}/Chart.yaml`))) {
      failure = h.sys.exists(path)
        ? 'unable to check Chart.yaml file in chart: stat ' + `${path.replace(/\/+$/, '')}/Chart.yaml: no such file or directory`
        : `unable to check Chart.yaml file in chart: stat ${path.replace(/\/+$/, '')}/Chart.yaml: no such file or directory`;
    } else messages = lintChart(h, path, values);
    const bad = messages.filter(({ severity }) => severity === 'ERROR' || (strict && severity === 'WARNING'));
    if (h.flags.bool('quiet') && bad.length === 0 && failure === undefined && !messages.some(({ severity }) => severity !== 'INFO'))
      continue;
    out += `==> Linting ${path}\n`;
    if (failure !== undefined) out += `Error ${failure}\n`;
    for (const { severity, path: where, text } of messages)
      if (!h.flags.bool('quiet') || severity !== 'INFO') out += `[${severity}] ${where}: ${text}\n`;
    if (failure !== undefined || bad.length > 0) failed++;
    out += '\n';
  }
  h.out(out.replace(/\n$/, failed > 0 ? '\n' : '\n'));
  const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
  if (failed > 0) throw new HelmError(summary);
  if (!h.flags.bool('quiet')) h.out(`${summary}\n`);
  return 0;
}

function lintChart(h: Helm, path: string, values: Fields): Message[] {
  const messages: Message[] = [];
  const say = (severity: Severity, where: string, text: string) => messages.push({ severity, path: where, text });
  const files = chartFiles(h, path);
  const at = (name: string) => files.find((file) => file.name === name);
  let metadata: Fields = {};
  try {
    const read = parseDocument(at('Chart.yaml')!.data);
    metadata = isMap(read) ? read : {};
  } catch (error) {
    say('ERROR', 'Chart.yaml', `unable to parse YAML\n\terror converting YAML to JSON: ${(error as Error).message}`);
    return messages;
  }
  const text = (key: string) => (typeof metadata[key] === 'string' ? (metadata[key] as string) : '');
  const name = text('name');
  if (name === '') say('ERROR', 'Chart.yaml', 'name is required');
  for (const key of ['version', 'appVersion']) {
    const value = metadata[key];
    if (value !== undefined && value !== null && typeof value !== 'string')
      say(
        'ERROR',
        'Chart.yaml',
        `${key} should be of type string but it's of type ${typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value}`,
      );
  }
  if (text('apiVersion') === '') say('ERROR', 'Chart.yaml', 'apiVersion is required. The value must be either "v1" or "v2"');
  else if (!['v1', 'v2'].includes(text('apiVersion')))
    say('ERROR', 'Chart.yaml', `apiVersion '${text('apiVersion')}' is not valid. The value must be either "v1" or "v2"`);
  if (text('version') === '' && typeof metadata['version'] !== 'number') say('ERROR', 'Chart.yaml', 'version is required');
  else if (text('version') !== '' && !parseVersion(text('version')))
    say('ERROR', 'Chart.yaml', `version '${text('version')}' is not a valid SemVer`);
  if (text('icon') === '') say('INFO', 'Chart.yaml', 'icon is recommended');
  if (text('type') !== '' && text('apiVersion') === 'v1')
    say('ERROR', 'Chart.yaml', "chart type is not valid in apiVersion 'v1'. It is valid in apiVersion 'v2'");
  let chart: Chart | undefined;
  let loading = '';
  try {
    chart = h.sys.stat(path).type === 'dir' ? loadChart(h.sys, path) : chartOf(files);
  } catch (error) {
    loading = (error as Error).message;
  }
  if (!at('values.yaml')) say('INFO', 'values.yaml', 'file does not exist');
  else if (chart) {
    const complaint = schemaComplaints({ ...chart, dependencies: [] }, coalesceValues(chart, values));
    if (complaint !== '') say('ERROR', 'values.yaml', complaint.replace(/^.*:\n/, '').trimEnd() + '\n');
  } else if (loading.startsWith('cannot load values.yaml'))
    say('ERROR', 'values.yaml', `unable to parse YAML: ${loading.replace('cannot load values.yaml: ', '')}`);
  if (chart) lintTemplates(h, chart, values, say);
  else say('ERROR', 'templates/', loading);
  if (loading !== '') say('ERROR', '', `unable to load chart\n\t${loading}`);
  else if (chart) lintDependencies(h.absolute(path), chart, say);
  return messages;
}

function lintTemplates(h: Helm, chart: Chart, values: Fields, say: (severity: Severity, where: string, text: string) => void): void {
  processDependencies(chart, values, h.warn);
  const complaint = schemaComplaints(chart, coalesceValues(chart, values));
  if (complaint !== '')
    return say('ERROR', 'templates/', `values don't meet the specifications of the schema(s) in the following chart(s):\n${complaint}`);
  let files: Map<string, string>;
  try {
    files = render(chart, coalesceValues(chart, values), {
      ambient: h.ambient,
      release: releaseOf('test-release', h.namespace, 1, false),
      capabilities: capabilitiesOf(DEFAULT_KUBE_VERSION, DEFAULT_API_VERSIONS),
      lint: (line) => h.log(`engine.go:210: ${line}`),
      strict: false,
    });
  } catch (error) {
    say('ERROR', 'templates/', (error as Error).message);
    return;
  }
  for (const { name } of chart.templates) {
    const text = files.get(`${chart.metadata.name}/${name}`) ?? '';
    if (!/\.(yaml|yml|tpl|txt)$/.test(name)) {
      say(
        'ERROR',
        name,
        `file extension '${/\.[^./]*$/.exec(name)?.[0] ?? ''}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`,
      );
      continue;
    }
    if (!/\.ya?ml$/.test(name) || text.trim() === '') continue;
    for (const document of splitManifests(text)) {
      let object: unknown;
      try {
        object = parseDocument(document);
      } catch (error) {
        say('ERROR', name, `unable to parse YAML: error converting YAML to JSON: ${(error as Error).message}`);
        break;
      }
      if (!isMap(object)) continue;
      lintObject(name, object, say);
    }
  }
}

const DEPRECATED: Readonly<Record<string, string>> = {
  'extensions/v1beta1 Ingress': 'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1beta1 Ingress': 'networking.k8s.io/v1 Ingress',
};

function lintObject(path: string, object: Fields, say: (severity: Severity, where: string, text: string) => void): void {
  const name = (isMap(object['metadata']) ? object['metadata']['name'] : undefined) ?? '';
  if (
    typeof name === 'string' &&
    !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name) &&
    !/Role/.test(String(object['kind']))
  ) {
    say(
      'WARNING',
      path,
      `object name does not conform to Kubernetes naming requirements: ${JSON.stringify(name)}: metadata.name: Invalid value: ${JSON.stringify(name)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    );
  }
  const spec = isMap(object['spec']) ? object['spec'] : {};
  const selector = isMap(spec['selector']) ? spec['selector'] : {};
  const kind = String(object['kind']);
  if (
    ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(kind) &&
    !selector['matchLabels'] &&
    !selector['matchExpressions']
  ) {
    say('ERROR', path, `a ${kind} must contain matchLabels or matchExpressions, and ${JSON.stringify(name)} does not`);
  }
  const gone = DEPRECATED[`${String(object['apiVersion'])} ${String(object['kind'])}`];
  if (gone !== undefined)
    say(
      'WARNING',
      path,
      `${String(object['apiVersion'])} ${String(object['kind'])} is deprecated in v1.19+, unavailable in v1.22+; use ${gone}`,
    );
}

function lintDependencies(path: string, chart: Chart, say: (severity: Severity, where: string, text: string) => void): void {
  const have = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  const missing = (chart.metadata.dependencies ?? []).filter(({ name }) => !have.has(name)).map(({ name }) => name);
  if (missing.length > 0) say('WARNING', path, `chart directory is missing these dependencies: ${missing.join(',')}`);
  const named = new Set((chart.metadata.dependencies ?? []).map(({ name }) => name));
  const extra = [...have].filter((name) => !named.has(name));
  if (extra.length > 0) say('ERROR', path, `chart metadata is missing these dependencies: ${extra.join(',')}`);
}
