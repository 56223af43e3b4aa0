import { parseConstraint, parseVersion } from '../semver';
import { copyOf, isMap, put, type Fields } from '../template/value';
import { ChartError, type Chart, type Dependency } from './chart';
import { coalesceTables, coalesceValues, pathValue } from './values';

type Warn = (text: string) => void;

/** Takes away what conditions and tags switch off, and imports values (Models chartutil.ProcessDependencies). Changes the chart. */
export function processDependencies(chart: Chart, values: Fields, warn: Warn): void {
  enable(chart, values, '', warn);
  importAll(chart);
}

/** Throws when Chart.yaml names a dependency that charts/ lacks. */
export function checkDependencies(
  chart: Chart,
  preface = 'An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: ',
): void {
  const missing = (chart.metadata.dependencies ?? []).filter(({ name }) => !chart.dependencies.some((each) => each.metadata.name === name));
  if (missing.length === 0) return;
  throw new ChartError(`${preface}found in Chart.yaml, but missing in charts/ directory: ${missing.map(({ name }) => name).join(', ')}`);
}

/** Whether a version lies in a range; a range that cannot be read holds none. */
export function inRange(range: string | undefined, version: string): boolean {
  const fits = parseConstraint(range ?? '');
  const parsed = parseVersion(version);
  return fits !== undefined && parsed !== undefined && fits(parsed);
}

function enable(chart: Chart, values: Fields, path: string, warn: Warn): void {
  const requirements = chart.metadata.dependencies;
  if (!requirements) {
    return;
  }
  const kept = chart.dependencies.filter(
    (child) => !requirements.some(({ name, version }) => name === child.metadata.name && inRange(version, child.metadata.version)),
  );
  for (const requirement of requirements) {
    const child = chart.dependencies.find(
      ({ metadata }) => metadata.name === requirement.name && inRange(requirement.version, metadata.version),
    );
    if (child) kept.push(requirement.alias ? aliased(child, requirement.alias) : aliased(child, child.metadata.name));
    if (requirement.alias) requirement.name = requirement.alias;
  }
  chart.dependencies = kept;
  for (const child of kept) child.parent = chart;
  for (const requirement of requirements) requirement.enabled = true;
  const all = coalesceValues(chart, values);
  applyTags(requirements, all);
  applyConditions(requirements, all, path, warn);
  const gone = new Set(requirements.filter(({ enabled }) => !enabled).map(({ name }) => name));
  chart.dependencies = kept.filter(({ metadata }) => !gone.has(metadata.name));
  const left = requirements.filter(({ name }) => !gone.has(name));
  for (const child of chart.dependencies) enable(child, all, `${path}${child.metadata.name}.`, warn);
  if (left.length === 0) delete chart.metadata.dependencies;
  else chart.metadata.dependencies = left;
}

/** A copy of a subchart under another name. */
function aliased(child: Chart, name: string): Chart {
  const copy: Chart = {
    ...child,
    metadata: { ...copyOf(child.metadata as unknown as Fields), name } as never,
    dependencies: [...child.dependencies],
    values: copyOf(child.values),
  };
  copy.dependencies = child.dependencies.map((each) => {
    const inner = aliased(each, each.metadata.name);
    inner.parent = copy;
    return inner;
  });
  return copy;
}

function applyTags(requirements: readonly Dependency[], values: Fields): void {
  const tags = values['tags'];
  if (!isMap(tags)) return;
  for (const requirement of requirements) {
    let yes = false;
    let no = false;
    for (const tag of requirement.tags ?? []) {
      if (tags[tag] === true) yes = true;
      if (tags[tag] === false) no = true;
    }
    if (!yes && no) requirement.enabled = false;
  }
}

function applyConditions(requirements: readonly Dependency[], values: Fields, path: string, warn: Warn): void {
  for (const requirement of requirements) {
    for (const condition of (requirement.condition ?? '').split(',').map((each) => each.trim())) {
      if (condition === '') continue;
      const value = pathValue(values, path + condition);
      if (typeof value === 'boolean') {
        requirement.enabled = value;
        break;
      }
      if (value !== undefined && !isMap(value))
        warn(`Warning: Condition path '${condition}' for chart ${requirement.name} returned non-bool value`);
    }
  }
}

function importAll(chart: Chart): void {
  for (const child of chart.dependencies) importAll(child);
  const requirements = chart.metadata.dependencies;
  if (!requirements) return;
  const all = coalesceValues(chart, {}, undefined, true);
  const imported: Fields = {};
  for (const requirement of requirements) {
    for (const entry of requirement['import-values'] ?? []) {
      const [child, parent] = isMap(entry) ? [String(entry['child']), String(entry['parent'])] : [`exports.${String(entry)}`, '.'];
      const table = pathValue(all, `${requirement.name}.${child}`);
      if (isMap(table)) coalesceTables(imported, below(parent, copyOf(table)), undefined, '', true);
    }
  }
  chart.values = coalesceTables(coalesceTables(copyOf(imported), copyOf(chart.values)), imported);
  if (Object.keys(imported).length > 0) chart.values = coalesceTables(copyOf(imported), all, undefined, '', true);
}

function below(path: string, value: Fields): Fields {
  let out = value;
  for (const part of path
    .split('.')
    .filter((each) => each !== '')
    .reverse()) {
    const outer: Fields = {};
    put(outer, part, out);
    out = outer;
  }
  return out;
}
