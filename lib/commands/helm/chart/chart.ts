import type { Fields } from '../template/value';

/** A file of a chart; `data` is text as the simulated machine holds it (bytes that are no UTF-8 as lone surrogates). */
export interface ChartFile {
  readonly name: string;
  readonly data: string;
}

export interface Maintainer {
  readonly name?: string;
  readonly email?: string;
  readonly url?: string;
}

/** An entry of Chart.yaml's `dependencies`. */
export interface Dependency {
  name: string;
  version?: string;
  repository?: string;
  condition?: string;
  tags?: string[];
  enabled?: boolean;
  'import-values'?: unknown[];
  alias?: string;
}

/** Chart.yaml. */
export interface Metadata {
  name: string;
  version: string;
  apiVersion: string;
  home?: string;
  sources?: string[];
  description?: string;
  keywords?: string[];
  maintainers?: Maintainer[];
  icon?: string;
  condition?: string;
  tags?: string;
  appVersion?: string;
  deprecated?: boolean;
  annotations?: Record<string, string>;
  kubeVersion?: string;
  dependencies?: Dependency[];
  type?: string;
}

/** A chart in memory. */
export interface Chart {
  metadata: Metadata;
  /** Every file as it was read, in order. */
  readonly raw: readonly ChartFile[];
  readonly templates: ChartFile[];
  readonly files: ChartFile[];
  values: Fields;
  readonly schema?: string;
  lock?: { generated?: string; digest?: string; dependencies?: Dependency[] };
  dependencies: Chart[];
  parent?: Chart;
}

/** A chart that cannot be used; the message is helm's. */
export class ChartError extends Error {}

/** `parent/charts/child`, as templates are named by. */
export const fullPath = (chart: Chart): string =>
  chart.parent ? `${fullPath(chart.parent)}/charts/${chart.metadata.name}` : chart.metadata.name;

/** Definitions in crds/, those of subcharts after the chart's own. */
export function crdsOf(chart: Chart): { readonly name: string; readonly file: ChartFile }[] {
  const own = chart.files
    .filter(({ name }) => name.startsWith('crds/') && /\.(ya?ml|json)$/i.test(name))
    .map((file) => ({ name: `${fullPath(chart)}/${file.name}`, file }));
  return [...own, ...chart.dependencies.flatMap(crdsOf)];
}

const KEYS: readonly (readonly [keyof Metadata, 'string' | 'bool' | 'strings' | 'map' | 'list'])[] = [
  ['name', 'string'],
  ['home', 'string'],
  ['sources', 'strings'],
  ['version', 'string'],
  ['description', 'string'],
  ['keywords', 'strings'],
  ['maintainers', 'list'],
  ['icon', 'string'],
  ['apiVersion', 'string'],
  ['condition', 'string'],
  ['tags', 'string'],
  ['appVersion', 'string'],
  ['deprecated', 'bool'],
  ['annotations', 'map'],
  ['kubeVersion', 'string'],
  ['dependencies', 'list'],
  ['type', 'string'],
];

const kindName = (value: unknown) =>
  Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'object'
        : typeof value === 'boolean'
          ? 'bool'
          : (typeof value as string);
const GO: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  strings: '[]string',
  map: 'map[string]string',
  list: '[]*chart.Dependency',
};

/** Reads Chart.yaml's value; unknown fields go. Throws ChartError as encoding/json complains. */
export function metadataOf(value: unknown): Metadata {
  const given = (value ?? {}) as Record<string, unknown>;
  const out: Record<string, unknown> = {};
  for (const [key, kind] of KEYS) {
    const field = given[key];
    if (field === undefined || field === null) continue;
    if (kind === 'string' && (typeof field === 'number' || typeof field === 'boolean')) {
      out[key] = String(field);
      continue;
    }
    const fits =
      kind === 'string'
        ? typeof field === 'string'
        : kind === 'bool'
          ? typeof field === 'boolean'
          : kind === 'map'
            ? typeof field === 'object' && !Array.isArray(field)
            : Array.isArray(field);
    if (!fits) {
      throw new ChartError(
        `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindName(field)} into Go struct field Metadata.${key} of type ${key === 'maintainers' ? '[]*chart.Maintainer' : GO[kind]}`,
      );
    }
    if (kind === 'map') {
      out[key] = Object.fromEntries(
        Object.entries(field as object).map(([name, each]) => [
          name,
          each === null ? '' : typeof each === 'object' ? JSON.stringify(each) : String(each),
        ]),
      );
      continue;
    }
    if (field !== '' && field !== false && !(Array.isArray(field) && field.length === 0)) out[key] = field;
  }
  return { name: '', version: '', apiVersion: '', ...out } as Metadata;
}

/** Fields of `Chart.yaml` that hold something, in the order of the struct, as JSON and YAML are written from it. */
export function metadataJson(metadata: Metadata): Record<string, unknown> {
  const shown = {
    ...metadata,
    ...(metadata.dependencies && { dependencies: metadata.dependencies.map((each) => ({ repository: '', ...each })) }),
  };
  return Object.fromEntries(
    KEYS.map(([key]) => [key, shown[key]]).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
