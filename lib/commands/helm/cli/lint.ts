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
  if (!h.flags.bool('quiet') || out !== '') h.out(`${summary}\n`);
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
  const typed = (key: string) => {
    const value = metadata[key];
    if (value === undefined || value === null || typeof value === 'string') return;
    const type = typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value;
    say('ERROR', 'Chart.yaml', `${key} should be of type string but it's of type ${type}`);
  };
  const api = text('apiVersion');
  if (api === '') say('ERROR', 'Chart.yaml', 'apiVersion is required. The value must be either "v1" or "v2"');
  else if (!['v1', 'v2'].includes(api))
    say('ERROR', 'Chart.yaml', `apiVersion '${api}' is not valid. The value must be either "v1" or "v2"`);
  typed('version');
  if (text('version') === '' && typeof metadata['version'] !== 'number') say('ERROR', 'Chart.yaml', 'version is required');
  else if (text('version') !== '' && !parseVersion(text('version')))
    say('ERROR', 'Chart.yaml', `version '${text('version')}' is not a valid SemVer`);
  typed('appVersion');
  for (const complaint of peopleComplaints(metadata)) say('ERROR', 'Chart.yaml', complaint);
  if (text('icon') === '') say('INFO', 'Chart.yaml', 'icon is recommended');
  else if (!isUrl(text('icon'))) say('ERROR', 'Chart.yaml', `invalid icon URL '${text('icon')}'`);
  if (text('type') !== '' && api !== 'v2')
    say('ERROR', 'Chart.yaml', `chart type is not valid in apiVersion '${api}'. It is valid in apiVersion 'v2'`);
  if (Array.isArray(metadata['dependencies']) && metadata['dependencies'].length > 0 && api !== 'v2')
    say('ERROR', 'Chart.yaml', `dependencies are not valid in the Chart file with apiVersion '${api}'. They are valid in apiVersion 'v2'`);
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
  const asked = h.flags.text('kube-version');
  const kubeVersion = asked === '' ? DEFAULT_KUBE_VERSION : `v${asked.replace(/^v/, '')}${/^v?\d+\.\d+$/.test(asked) ? '.0' : ''}`;
  const minor = Number(/^v\d+\.(\d+)/.exec(kubeVersion)?.[1] ?? 0);
  processDependencies(chart, values, h.warn);
  const complaint = schemaComplaints(chart, coalesceValues(chart, values));
  if (complaint !== '')
    return say('ERROR', 'templates/', `values don't meet the specifications of the schema(s) in the following chart(s):\n${complaint}`);
  let files: Map<string, string>;
  try {
    files = render(chart, coalesceValues(chart, values), {
      ambient: h.ambient,
      release: releaseOf('test-release', h.namespace, 1, false),
      capabilities: capabilitiesOf(kubeVersion, DEFAULT_API_VERSIONS),
      lint: (line) => h.log(`engine.go:206: ${line}`),
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
      lintObject(name, object, minor, say);
    }
  }
}

const isUrl = (text: string) => /^(https?|ftp):\/\/[^\s/]+/.test(text);

/** What is wrong with maintainers and sources. */
function peopleComplaints(metadata: Fields): string[] {
  const list = (key: string) => (Array.isArray(metadata[key]) ? (metadata[key] as unknown[]) : []);
  const maintainers = list('maintainers').flatMap((each) => {
    const { name = '', email = '', url = '' } = (isMap(each) ? each : {}) as Record<string, string>;
    if (name === '') return ['each maintainer requires a name'];
    if (email !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return [`invalid email '${email}' for maintainer '${name}'`];
    return url !== '' && !isUrl(url) ? [`invalid url '${url}' for maintainer '${name}'`] : [];
  });
  const sources = list('sources').filter((each) => typeof each !== 'string' || !isUrl(each));
  return [...maintainers.slice(0, 1), ...sources.slice(0, 1).map((each) => `invalid source URL '${String(each)}'`)];
}

/** Kinds that went: since which minor version of 1.x deprecated, since which gone, and what to use. */
const DEPRECATED: Readonly<Record<string, readonly [deprecated: number, removed: number, use: string]>> = {
  'extensions/v1beta1 Ingress': [14, 22, 'networking.k8s.io/v1 Ingress'],
  'networking.k8s.io/v1beta1 Ingress': [19, 22, 'networking.k8s.io/v1 Ingress'],
  'networking.k8s.io/v1beta1 IngressClass': [19, 22, 'networking.k8s.io/v1 IngressClassList'],
  'policy/v1beta1 PodDisruptionBudget': [21, 25, 'policy/v1 PodDisruptionBudget'],
  'batch/v1beta1 CronJob': [21, 25, 'batch/v1 CronJob'],
  'apps/v1beta1 Deployment': [8, 16, 'apps/v1 Deployment'],
  'apps/v1beta2 Deployment': [9, 16, 'apps/v1 Deployment'],
  'extensions/v1beta1 Deployment': [8, 16, 'apps/v1 Deployment'],
  'apps/v1beta2 DaemonSet': [9, 16, 'apps/v1 DaemonSet'],
  'extensions/v1beta1 DaemonSet': [8, 16, 'apps/v1 DaemonSet'],
  'apps/v1beta1 StatefulSet': [8, 16, 'apps/v1 StatefulSet'],
  'apps/v1beta2 StatefulSet': [9, 16, 'apps/v1 StatefulSet'],
  'rbac.authorization.k8s.io/v1beta1 ClusterRole': [17, 22, 'rbac.authorization.k8s.io/v1 ClusterRole'],
  'rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding': [17, 22, 'rbac.authorization.k8s.io/v1 ClusterRoleBinding'],
  'rbac.authorization.k8s.io/v1beta1 Role': [17, 22, 'rbac.authorization.k8s.io/v1 Role'],
  'rbac.authorization.k8s.io/v1beta1 RoleBinding': [17, 22, 'rbac.authorization.k8s.io/v1 RoleBinding'],
  'storage.k8s.io/v1beta1 StorageClass': [19, 22, 'storage.k8s.io/v1 StorageClass'],
  'autoscaling/v2beta1 HorizontalPodAutoscaler': [22, 25, 'autoscaling/v2 HorizontalPodAutoscaler'],
  'autoscaling/v2beta2 HorizontalPodAutoscaler': [23, 26, 'autoscaling/v2 HorizontalPodAutoscaler'],
};

function lintObject(path: string, object: Fields, minor: number, say: (severity: Severity, where: string, text: string) => void): void {
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
    say('ERROR', path, `a ${kind} must contain matchLabels or matchExpressions, and ${JSON.stringify(String(name))} does not`);
  }
  const about = `${String(object['apiVersion'])} ${String(object['kind'])}`;
  const gone = DEPRECATED[about];
  if (gone !== undefined && minor >= gone[0])
    say('WARNING', path, `${about} is deprecated in v1.${gone[0]}+, unavailable in v1.${gone[1]}+; use ${gone[2]}`);
}

function lintDependencies(path: string, chart: Chart, say: (severity: Severity, where: string, text: string) => void): void {
  const have = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  const missing = (chart.metadata.dependencies ?? []).filter(({ name }) => !have.has(name)).map(({ name }) => name);
  if (missing.length > 0) say('WARNING', path, `chart directory is missing these dependencies: ${missing.join(',')}`);
  const named = new Set((chart.metadata.dependencies ?? []).map(({ name }) => name));
  const extra = [...have].filter((name) => !named.has(name));
  if (extra.length > 0) say('ERROR', path, `chart metadata is missing these dependencies: ${extra.join(',')}`);
}
