import { sprigFunctions, type Ambient } from '../functions';
import { goText, byBytes, GoStruct, Int, isMap, Methods, type Fields } from '../template/value';
import { TemplateError, type Part, type Tree } from '../template/ast';
import { execute, type Shared } from '../template/execute';
import { parseTemplate } from '../template/parse';
import { fn, type GoFunction } from '../template/signature';
import { toYaml } from '../functions/encoding';
import { globOf } from './ignore';
import { fullPath, metadataJson, type Chart, type ChartFile } from './chart';

export interface RenderOptions {
  readonly ambient: Ambient;
  /** `.Release`, `.Capabilities`. */
  readonly release: Fields;
  readonly capabilities: GoStruct;
  /** Complaints of `required` and `fail` are notes only; missing keys are errors with `strict`. */
  readonly lint?: (text: string) => void;
  readonly strict?: boolean;
  readonly lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => Fields;
}

interface Renderable {
  readonly text: string;
  readonly data: Fields;
  readonly basePath: string;
}

const START = 'HELM_ERR_START';
const END = 'HELM_ERR_END';
const MOST_NESTED = 1000;

/** Renders every template of a chart and of its subcharts: text by path (Models pkg/engine). Throws Error with helm's words. */
export function render(chart: Chart, values: Fields, options: RenderOptions): Map<string, string> {
  const templates = new Map<string, Renderable>();
  collect(chart, templates, values, true, options);
  const names = [...templates.keys()].sort((a, b) => {
    const depth = (path: string) => path.split('/').length;
    return depth(b) - depth(a) || byBytes(b, a);
  });
  const trees = new Map<string, Tree>();
  const shared: Shared = { trees, functions: new Map(), strict: options.strict ?? false, steps: 0, depth: 0 };
  (shared as { functions: ReadonlyMap<string, GoFunction> }).functions = functionsFor(shared, trees, options);
  for (const name of names) {
    try {
      addTrees(
        trees,
        parseTemplate(name, templates.get(name)!.text, (each) => shared.functions.has(each)),
      );
    } catch (error) {
      throw parseFailure(name, error);
    }
  }
  const out = new Map<string, string>();
  for (const name of names) {
    if (name.slice(name.lastIndexOf('/') + 1).startsWith('_')) continue;
    const { data, basePath } = templates.get(name)!;
    data['Template'] = { Name: name, BasePath: basePath };
    try {
      out.set(name, execute(shared, name, data).replaceAll('<no value>', ''));
    } catch (error) {
      throw runFailure(error);
    }
  }
  return out;
}

function parseFailure(name: string, error: unknown): Error {
  const text = (error as Error).message;
  const parts = text.split(': ');
  if (parts.length === 1) return new Error(`parse error in (${name}): ${text}`);
  if (parts.length === 2) return new Error(`parse error in (${name}): ${parts[1]}`);
  return new Error(`parse error at (${parts[1]}): ${parts.slice(2).join(': ')}`.trimEnd());
}

function runFailure(error: unknown): Error {
  if (!(error instanceof TemplateError)) throw error;
  const parts = error.message.split(': ');
  if (parts.length < 3) return error;
  const found = new RegExp(`${START}([\\s\\S]*)${END}`).exec(parts.slice(2).join(': '));
  return found ? new Error(`execution error at (${parts[1]}): ${found[1]}`) : error;
}

const isBlank = (parts: readonly Part[]) => parts.every((part) => part.is === 'text' && part.text.trim() === '');

/** An empty body does not take the place of one that is there (Models Tree.IsEmptyTree in AddParseTree). */
function addTrees(trees: Map<string, Tree>, added: readonly Tree[]): void {
  for (const tree of [...added.slice(1), added[0]!]) if (!trees.has(tree.name) || !isBlank(tree.parts)) trees.set(tree.name, tree);
}

/** Fields of the top of each template's data, built below a chart. */
function collect(chart: Chart, templates: Map<string, Renderable>, given: Fields, root: boolean, options: RenderOptions): Fields {
  const path = fullPath(chart);
  const subcharts: Fields = {};
  const data: Fields = {
    Chart: chartStruct(chart),
    Files: filesOf(chart.files),
    Release: options.release,
    Capabilities: options.capabilities,
    Values: new Methods('chartutil.Values', given, {}),
    Subcharts: subcharts,
  };
  for (const child of chart.dependencies) {
    const below = given[child.metadata.name];
    subcharts[child.metadata.name] = collect(child, templates, isMap(below) ? below : {}, false, options);
  }
  for (const { name, data: text } of chart.templates) {
    if (chart.metadata.type === 'library' && !name.slice(name.lastIndexOf('/') + 1).startsWith('_')) continue;
    templates.set(`${path}/${name}`, { text, data: { ...data }, basePath: `${path}/templates` });
  }
  void root;
  return data;
}

function chartStruct({ metadata, parent }: Chart): GoStruct {
  const {
    name,
    home,
    sources,
    version,
    description,
    keywords,
    maintainers,
    icon,
    apiVersion,
    condition,
    tags,
    appVersion,
    deprecated,
    annotations,
    kubeVersion,
    dependencies,
    type,
  } = metadata;
  const person = (each: Record<string, unknown>) =>
    new GoStruct(
      '*chart.Maintainer',
      { Name: each['name'] ?? '', Email: each['email'] ?? '', URL: each['url'] ?? '' },
      {},
      undefined,
      each,
    );
  return new GoStruct(
    'struct { chart.Metadata; IsRoot bool }',
    {
      Name: name,
      Home: home ?? '',
      Sources: sources ?? [],
      Version: version,
      Description: description ?? '',
      Keywords: keywords ?? [],
      Maintainers: (maintainers ?? []).map((each) => person(each as Record<string, unknown>)),
      Icon: icon ?? '',
      APIVersion: apiVersion,
      Condition: condition ?? '',
      Tags: tags ?? '',
      AppVersion: appVersion ?? '',
      Deprecated: deprecated ?? false,
      Annotations: annotations ?? {},
      KubeVersion: kubeVersion ?? '',
      Dependencies: (dependencies ?? []).map(
        (each) =>
          new GoStruct(
            '*chart.Dependency',
            {
              Name: each.name,
              Version: each.version ?? '',
              Repository: each.repository ?? '',
              Condition: each.condition ?? '',
              Tags: each.tags ?? [],
              Enabled: each.enabled ?? false,
              ImportValues: each['import-values'] ?? [],
              Alias: each.alias ?? '',
            },
            {},
            undefined,
            each,
          ),
      ),
      Type: type ?? '',
      IsRoot: parent === undefined,
    },
    {},
    undefined,
    { ...metadataJson(metadata), IsRoot: parent === undefined },
  );
}

/** `.Files` and its methods. */
function filesOf(files: readonly ChartFile[]): Methods {
  const map: Fields = Object.fromEntries(files.map(({ name, data }) => [name, data]));
  const base = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  return new Methods('engine.files', map, {
    Get: (name) => files.find((file) => file.name === name)?.data ?? '',
    GetBytes: (name) => files.find((file) => file.name === name)?.data ?? '',
    Glob: (pattern) => {
      const glob = fileGlob(String(pattern));
      return filesOf(files.filter(({ name }) => glob.test(name)));
    },
    AsConfig: () => (files.length === 0 ? '' : toYaml(Object.fromEntries(files.map(({ name, data }) => [base(name), data])))),
    AsSecrets: () =>
      files.length === 0
        ? ''
        : toYaml(Object.fromEntries(files.map(({ name, data }) => [base(name), Buffer.from(data).toString('base64')]))),
    Lines: (name) => {
      const text = files.find((file) => file.name === name)?.data;
      return text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n');
    },
  });
}

/** gobwas/glob with `/` as separator: `**` crosses folders, `{a,b}` chooses. */
function fileGlob(pattern: string): RegExp {
  const source = pattern.split('**').map((part) =>
    part
      .split(/(\{[^}]*\})/)
      .map((piece) =>
        piece.startsWith('{')
          ? `(?:${piece
              .slice(1, -1)
              .split(',')
              .map((each) => globOf(each).source.slice(1, -1))
              .join('|')})`
          : globOf(piece).source.slice(1, -1),
      )
      .join(''),
  );
  return new RegExp(`^${source.join('.*')}$`);
}

function functionsFor(shared: Shared, trees: Map<string, Tree>, options: RenderOptions): Map<string, GoFunction> {
  const functions = sprigFunctions(options.ambient);
  const nested = new Map<string, number>();
  const warn = (text: string) => `${START}${text}${END}`;
  const failed = (text: string): Error => new Error(warn(text));
  functions.set(
    'include',
    fn('string any', (name: string, data: unknown) => {
      const count = nested.get(name) ?? 0;
      if (count > MOST_NESTED) throw new Error(`rendering template has a nested reference name: ${name}: unable to execute template`);
      nested.set(name, count + 1);
      try {
        return execute(shared, name, data);
      } finally {
        nested.set(name, (nested.get(name) ?? 1) - 1);
      }
    }),
  );
  functions.set(
    'tpl',
    fn('string any', (text: string, data: unknown) => {
      const own = new Map(trees);
      const within: Shared = { ...shared, trees: own, functions: shared.functions };
      const inner = functionsFor(within, own, options);
      (within as { functions: ReadonlyMap<string, GoFunction> }).functions = inner;
      try {
        addTrees(
          own,
          parseTemplate('gotpl', text, (name) => inner.has(name)),
        );
      } catch (error) {
        throw new Error(`cannot parse template ${JSON.stringify(text)}: ${(error as Error).message}`);
      }
      if (!own.has('gotpl')) return '';
      try {
        return execute(within, 'gotpl', data).replaceAll('<no value>', '');
      } catch (error) {
        throw new Error(`error during tpl function execution for ${JSON.stringify(text)}: ${(error as Error).message}`);
      } finally {
        shared.steps = within.steps;
      }
    }),
  );
  functions.set(
    'required',
    fn('string any', (message: string, value: unknown) => {
      if (value !== undefined && value !== null && value !== '') return value;
      if (!options.lint) throw failed(message);
      options.lint(`[INFO] Missing required value: ${message}`);
      return '';
    }),
  );
  functions.set(
    'fail',
    fn('string', (message: string) => {
      if (!options.lint) throw failed(message);
      options.lint(`[INFO] Fail: ${message}`);
      return '';
    }),
  );
  functions.set(
    'lookup',
    fn(
      'string string string string',
      (apiVersion: string, kind: string, namespace: string, name: string) => options.lookup?.(apiVersion, kind, namespace, name) ?? {},
    ),
  );
  return functions;
}

/** `.Capabilities` for a server's version and API versions. */
export function capabilitiesOf(version: string, apiVersions: readonly string[]): GoStruct {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const kube = new GoStruct(
    'chartutil.KubeVersion',
    { Version: version, Major: major, Minor: minor },
    { String: () => version, GitVersion: () => version },
    version,
    { Version: version, Major: major, Minor: minor },
  );
  const helm = {
    version: 'v3.17.0',
    git_commit: '301108edc7ac2a8ba79e4ebf5701b0b6ce6a31e4',
    git_tree_state: 'clean',
    go_version: 'go1.23.4',
  };
  return new GoStruct('*chartutil.Capabilities', {
    KubeVersion: kube,
    APIVersions: new Methods('chartutil.VersionSet', [...apiVersions], { Has: (name) => apiVersions.includes(goText(name)) }),
    HelmVersion: new GoStruct(
      'version.BuildInfo',
      { Version: helm.version, GitCommit: helm.git_commit, GitTreeState: helm.git_tree_state, GoVersion: helm.go_version },
      {},
      undefined,
      helm,
    ),
  });
}

/** `.Release`. */
export function releaseOf(name: string, namespace: string, revision: number, upgrade: boolean): Fields {
  return { Name: name, Namespace: namespace, IsUpgrade: upgrade, IsInstall: !upgrade, Revision: new Int(revision, 'int'), Service: 'Helm' };
}
