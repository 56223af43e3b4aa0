import { processDependencies, checkDependencies } from '../chart/dependencies';
import { ChartError, crdsOf, fullPath, type Chart } from '../chart/chart';
import { globOf } from '../chart/ignore';
import { loadChart } from '../chart/load';
import { sortManifests, splitManifests, type Hook, type Manifest } from '../chart/manifests';
import { capabilitiesOf, releaseOf, render, type RenderOptions } from '../chart/render';
import { schemaComplaints } from '../chart/schema';
import { coalesceValues } from '../chart/values';
import { parseConstraint, parseVersion } from '../semver';
import { sprigFunctions } from '../functions';
import type { Tree } from '../template/ast';
import { execute } from '../template/execute';
import { parseTemplate } from '../template/parse';
import type { Fields } from '../template/value';
import { DEFAULT_API_VERSIONS, DEFAULT_KUBE_VERSION } from './capabilities';
import { fetchDependencies } from './dependency';
import { HelmError, type Helm, type Task } from './helm';
import { locateChart } from './locate';
import { asHelmError, userValues } from './options';
import { postRender } from './post-render';
import { ofServer } from './server';

const RELEASE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Throws when a release cannot have this name. */
export function checkName(name: string): void {
  if (RELEASE_NAME.test(name) && name.length <= 53) return;
  throw new HelmError(
    `release name ${JSON.stringify(name)}: invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53`,
  );
}

/** NAME and CHART of the arguments; NAME may be made up. */
export function nameAndChart(h: Helm, fallback = ''): [name: string, chart: string] {
  const { args, flags } = h;
  const nameTemplate = flags.text('name-template');
  if (flags.bool('generate-name') || nameTemplate !== '') {
    if (args.length > 1)
      throw new HelmError(
        flags.bool('generate-name')
          ? 'cannot set --generate-name and also specify a name'
          : 'cannot set --name-template and also specify a name',
      );
  }
  if (args.length > 2) throw new HelmError(`expected at most two arguments, unexpected arguments: ${args.slice(2).join(', ')}`);
  if (args.length === 2) return [args[0]!, args[1]!];
  if (nameTemplate !== '') return [nameFrom(h, nameTemplate), args[0]!];
  if (flags.bool('generate-name')) {
    let base = args[0]!.replace(/\/+$/, '').split('/').pop()!;
    if (base === '.' || base === '') base = 'chart';
    if (base.includes('.')) base = base.slice(0, base.indexOf('.'));
    return [`${base}-${Math.floor(h.sys.now() / 1000)}`, args[0]!];
  }
  if (fallback !== '') return [fallback, args[0]!];
  throw new HelmError('must either provide a name or specify --generate-name');
}

/** What `--name-template` comes to. Throws HelmError with text/template's words. */
function nameFrom(h: Helm, text: string): string {
  const functions = sprigFunctions(h.ambient);
  const trees = new Map<string, Tree>();
  try {
    for (const tree of parseTemplate('name-template', text, (name) => functions.has(name))) trees.set(tree.name, tree);
    return execute({ trees, functions, strict: false, steps: 0, depth: 0 }, 'name-template', undefined);
  } catch (error) {
    throw new HelmError((error as Error).message);
  }
}

/** A chart that can be installed, with its dependencies there. */
export function* chartFor(h: Helm, reference: string): Task<Chart> {
  const path = yield* locateChart(h, reference);
  let chart = asHelmError(() => loadChart(h.sys, path));
  const { type } = chart.metadata;
  if (type !== undefined && type !== '' && type !== 'application') throw new HelmError(`${type} charts are not installable`);
  if (chart.metadata.deprecated) h.log('WARNING: This chart is deprecated');
  try {
    checkDependencies(chart);
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    if (!h.flags.bool('dependency-update') || h.sys.stat(path).type !== 'dir') throw new HelmError(error.message);
    yield* fetchDependencies(h, path, false);
    chart = asHelmError(() => loadChart(h.sys, path));
  }
  return chart;
}

export interface Rendered {
  readonly manifest: string;
  readonly hooks: Hook[];
  readonly manifests: Manifest[];
  readonly notes: string;
}

export interface RenderRequest {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly upgrade: boolean;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly lookup?: RenderOptions['lookup'];
  readonly subchartNotes: boolean;
  readonly includeCrds?: boolean;
  readonly skipSchema?: boolean;
  readonly hideSecret?: boolean;
}

/** What a chart becomes with values: objects in their order, hooks, notes. Throws HelmError. */
export function renderRelease(h: Helm, chart: Chart, values: Fields, request: RenderRequest): Rendered {
  processDependencies(chart, values, h.warn);
  let all: Fields;
  try {
    all = coalesceValues(chart, values, h.warn);
  } catch (error) {
    throw new HelmError((error as Error).message);
  }
  if (!request.skipSchema) {
    const complaint = schemaComplaints(chart, all);
    if (complaint !== '')
      throw new HelmError(`values don't meet the specifications of the schema(s) in the following chart(s):\n${complaint}`);
  }
  const { kubeVersion } = chart.metadata;
  if (kubeVersion) {
    const fits = parseConstraint(kubeVersion);
    const version = parseVersion(request.kubeVersion);
    if (!fits || !version || !fits(version))
      throw new HelmError(`chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${request.kubeVersion}`);
  }
  let files: Map<string, string>;
  try {
    files = render(chart, all, {
      ambient: h.ambient,
      release: releaseOf(request.name, request.namespace, request.revision, request.upgrade),
      capabilities: capabilitiesOf(request.kubeVersion, request.apiVersions),
      ...(request.lookup && { lookup: request.lookup }),
    });
  } catch (error) {
    throw new HelmError((error as Error).message);
  }
  const notes: string[] = [];
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.endsWith('NOTES.txt')) continue;
    if (request.subchartNotes || path === `${fullPath(chart)}/templates/NOTES.txt`) notes.push(text);
    files.delete(path);
  }
  let sorted: ReturnType<typeof sortManifests>;
  try {
    sorted = sortManifests(files, (line) => h.log(`manifest_sorter.go:190: ${line}`));
  } catch (error) {
    throw new HelmError((error as Error).message);
  }
  let manifest = '';
  if (request.includeCrds) for (const { name, file } of crdsOf(chart)) manifest += `---\n# Source: ${name}\n${file.data}\n`;
  for (const { path, content, kind } of sorted.manifests) {
    manifest +=
      request.hideSecret && kind === 'Secret'
        ? `---\n# Source: ${path}\n# HIDDEN: The Secret output has been suppressed\n`
        : `---\n# Source: ${path}\n${content}\n`;
  }
  return { manifest, hooks: sorted.hooks, manifests: sorted.manifests, notes: notes.join('\n') };
}

/** `helm template`. */
export function* template(h: Helm): Task<number> {
  const { flags } = h;
  const kubeVersionText = flags.text('kube-version');
  let kubeVersion = DEFAULT_KUBE_VERSION;
  if (kubeVersionText !== '') {
    const parsed = parseVersion(kubeVersionText);
    if (!parsed) throw new HelmError(`invalid kube version '${kubeVersionText}': Invalid Semantic Version`);
    kubeVersion = `v${parsed.major}.${parsed.minor}.${parsed.patch}${parsed.pre && `-${parsed.pre}`}`;
  }
  h.debug('install.go:224', `Original chart version: ${JSON.stringify(flags.text('version'))}`);
  const [name, reference] = nameAndChart(h, 'release-name');
  const path = yield* locateChart(h, reference);
  h.debug('install.go:241', `CHART PATH: ${path}\n`);
  const values = yield* userValues(h);
  const chart = yield* chartFor(h, path);
  const looks = flags.text('dry-run') === 'server';
  const validates = flags.bool('validate');
  if (validates || looks) yield* h.reach();
  checkName(name);
  const apiVersions = [...DEFAULT_API_VERSIONS, ...flags.list('api-versions')];
  const rendered = renderRelease(h, chart, values, {
    name,
    namespace: h.namespace,
    revision: 1,
    upgrade: flags.bool('is-upgrade'),
    ...(validates || looks ? ofServer(h, looks) : { kubeVersion, apiVersions }),
    ...(!validates && { kubeVersion, apiVersions }),
    subchartNotes: flags.bool('render-subchart-notes'),
    includeCrds: flags.bool('include-crds'),
    skipSchema: flags.bool('skip-schema-validation'),
  });
  const isTest = (hook: Hook) => hook.events.includes('test');
  const hooks = flags.bool('no-hooks') ? [] : rendered.hooks.filter((hook) => !(flags.bool('skip-tests') && isTest(hook)));
  const folder = flags.text('output-dir');
  if (folder !== '') {
    writeFiles(h, flags.bool('release-name') ? `${folder}/${name}` : folder, rendered, hooks);
    h.out('\n');
    return 0;
  }
  const manifest = yield* postRender(h, rendered.manifest);
  let manifests = `${manifest.trim()}\n`;
  for (const hook of hooks) manifests += `---\n# Source: ${hook.path}\n${hook.manifest}\n`;
  const wanted = flags.list('show-only');
  if (wanted.length === 0) {
    h.out(manifests);
    return 0;
  }
  const shown: string[] = [];
  for (const pattern of wanted) {
    const glob = globOf(pattern.replace(/\/+/g, '/').replace(/^\.\//, ''));
    let found = false;
    for (const manifest of splitManifests(manifests)) {
      const source = /# Source: [^/]+\/(.+)/.exec(manifest)?.[1];
      if (source === undefined || !glob.test(source)) continue;
      if (!shown.includes(manifest)) shown.push(manifest);
      found = true;
    }
    if (!found) throw new HelmError(`could not find template ${pattern} in chart`);
  }
  for (const manifest of shown) h.out(`---\n${manifest}\n`);
  return 0;
}

function writeFiles(h: Helm, folder: string, rendered: Rendered, hooks: readonly Hook[]): void {
  const written = new Set<string>();
  const write = (path: string, text: string) => {
    const file = `${folder}/${path}`;
    h.mkdirs(file.slice(0, file.lastIndexOf('/')));
    h.sys.writeFile(file, `---\n# Source: ${path}\n${text}\n`, written.has(file) ? { append: true } : {});
    written.add(file);
    h.out(`wrote ${file}\n`);
  };
  for (const { path, content } of rendered.manifests) write(path, content);
  for (const { path, manifest } of hooks) write(path, manifest);
}
