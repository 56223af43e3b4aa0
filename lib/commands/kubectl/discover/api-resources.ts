import { CommandError } from '../errors';
import type { Resource } from '../client/discovery';
import type { Handler } from '../invocation';
import { structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';

const FORMATS = ['json', 'kyaml', 'name', 'wide', 'yaml'];

/** `kubectl api-resources`. */
export const apiResources: Handler = (k) => {
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`);
  const output = k.flags.text('output');
  const sortBy = k.flags.text('sort-by');
  if (!['', 'name', 'kind'].includes(sortBy)) throw new CommandError('--sort-by accepts only name or kind');
  const verbs = k.flags.list('verbs');
  const categories = k.flags.list('categories');
  let resources = k.discovery.preferred().filter((each) => {
    if (k.flags.changed('api-group') && each.group !== k.flags.text('api-group')) return false;
    if (k.flags.changed('namespaced') && each.namespaced !== k.flags.bool('namespaced')) return false;
    return (
      verbs.every((verb) => each.verbs.includes(verb)) &&
      categories.every((category) => each.categories.includes(category)) &&
      each.verbs.length > 0
    );
  });
  const by =
    <T>(key: (each: (typeof resources)[number]) => T) =>
    (a: (typeof resources)[number], b: (typeof resources)[number]) =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  resources =
    sortBy === 'name'
      ? resources.sort(by((each) => each.plural))
      : sortBy === 'kind'
        ? resources.sort(by((each) => each.kind))
        : resources.sort((a, b) => by((each: typeof a) => each.group)(a, b) || by((each: typeof a) => each.plural)(a, b));
  if (output !== '' && !FORMATS.includes(output)) {
    throw new CommandError(
      `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${FORMATS.join(',')}`,
    );
  }
  const printer = structuredPrinter(k);
  if (printer) {
    k.out(printer(listOf(resources), { sorted: false }));
    return 0;
  }
  if (output === 'name') {
    k.out(resources.map(({ plural, group }) => `${group ? `${plural}.${group}` : plural}\n`).join(''));
    return 0;
  }
  const wide = output === 'wide';
  const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
  const rows = resources.map((each) => [
    each.plural,
    each.shortNames.join(','),
    each.group ? `${each.group}/${each.version}` : each.version,
    String(each.namespaced),
    each.kind,
    ...(wide ? [[...each.verbs].join(','), each.categories.join(',')] : []),
  ]);
  k.out(layTable(k.flags.bool('no-headers') ? rows : [head, ...rows]));
  return 0;
};

/** As metav1.APIResourceList, which has no place for what a discovery document says beyond it. */
function listOf(resources: readonly Resource[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: resources.map(({ plural, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
      name: plural,
      singularName: singular,
      namespaced,
      ...(group && { group }),
      version,
      kind,
      verbs,
      ...(shortNames.length > 0 && { shortNames }),
      ...(categories.length > 0 && { categories }),
    })),
  };
}

/** `kubectl api-versions`. */
export const apiVersions: Handler = (k) => {
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`);
  k.out(
    [...new Set(k.discovery.groupVersions())]
      .sort()
      .map((version) => `${version}\n`)
      .join(''),
  );
  return 0;
};
