import { CommandError } from '../errors';

/* eslint-disable @typescript-eslint/no-explicit-any -- OpenAPI documents as they came */
type Schema = any;

/** A type as explain shows it. */
interface Type {
  readonly description: string;
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  open(): Type | undefined;
}

const WIDTH = 80;
const MOST_DEPTH = 20;

/**
 * What `explain --output=plaintext-openapiv2` prints of a kind or of a field of it. Models kubectl/pkg/explain's modelPrinter.
 * Throws CommandError for a kind or a field that the document does not have.
 */
export function explainV2(
  document: Schema,
  { group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string },
  path: readonly string[],
  recursive: boolean,
): string {
  const name = Object.keys(document.definitions ?? {}).find((each) =>
    (document.definitions[each]['x-kubernetes-group-version-kind'] ?? []).some(
      (gvk: any) => gvk.group === group && gvk.version === version && gvk.kind === kind,
    ),
  );
  if (name === undefined) throw new CommandError(`couldn't find resource for "${group}/${version}, Kind=${kind}"`);
  let type: Type | undefined = typeFor(document, document.definitions[name], []);
  let field: Field | undefined;
  const descriptions = [type?.description ?? ''];
  for (const each of path) {
    field = type?.fields.find((one) => one.name === each);
    if (!field) throw new CommandError(`field ${JSON.stringify(each)} does not exist`);
    type = field.open();
    descriptions[0] = field.description;
    descriptions[1] = type?.description === field.description ? '' : (type?.description ?? '');
  }
  const whole = type !== undefined && type.fields.length > 0;
  let out = `KIND:     ${kind}\nVERSION:  ${group ? `${group}/${version}` : version}\n\n`;
  if (field) out += `${whole ? 'RESOURCE:' : 'FIELD:   '} ${field.name} <${field.type}>\n\n`;
  const told = descriptions.filter((text) => text !== '');
  out += `DESCRIPTION:\n${(told.length > 0 ? told : ['<empty>']).map((text) => wrapped(text, 5)).join('\n')}`;
  if (type && whole) out += `\nFIELDS:\n${recursive ? tree(type, 3, 0) : listed(type)}`;
  return out;
}

const definitionName = (schema: Schema): string | undefined => schema?.$ref?.slice('#/definitions/'.length);

/** The type behind references, lists and maps, if it has fields or a description of its own. */
function typeFor(document: Schema, schema: Schema, seen: readonly string[]): Type | undefined {
  const reference = definitionName(schema);
  if (reference !== undefined) {
    const target = document.definitions[reference];
    return !target || seen.includes(reference) ? undefined : typeFor(document, target, [...seen, reference]);
  }
  if (schema.items) return typeFor(document, schema.items, seen);
  if (!schema.properties)
    return typeof schema.additionalProperties === 'object'
      ? typeFor(document, schema.additionalProperties, seen)
      : { description: schema.description ?? '', fields: [] };
  const required: readonly string[] = schema.required ?? [];
  return {
    description: schema.description ?? '',
    fields: Object.entries<Schema>(schema.properties).map(([name, field]) => ({
      name,
      type: typeText(document, field),
      description: field.description ?? '',
      required: required.includes(name),
      open: () => typeFor(document, field, seen),
    })),
  };
}

/** Models kube-openapi/pkg/util/proto: what has no type is anything, and has no name. */
function typeText(document: Schema, schema: Schema): string {
  const reference = definitionName(schema);
  if (reference !== undefined) return typeText(document, document.definitions[reference] ?? {});
  if (schema.properties) return 'Object';
  if (schema.type === 'object')
    return `map[string]${typeof schema.additionalProperties === 'object' ? typeText(document, schema.additionalProperties) : ''}`;
  return schema.type === 'array' ? `[]${typeText(document, schema.items ?? {})}` : (schema.type ?? '');
}

const byName = (type: Type): Field[] => [...type.fields].sort((a, b) => (a.name < b.name ? -1 : 1));

function listed(type: Type): string {
  return byName(type)
    .map(({ name, type: of, required, description }) => `   ${name}\t<${of}>${required ? ' -required-' : ''}\n${wrapped(description, 5)}\n`)
    .join('');
}

function tree(type: Type, indent: number, depth: number): string {
  return byName(type)
    .map((field) => {
      const inner = depth < MOST_DEPTH ? field.open() : undefined;
      return `${' '.repeat(indent)}${field.name}\t<${field.type}>\n${inner ? tree(inner, indent + 3, depth + 1) : ''}`;
    })
    .join('');
}

const BULLET = /^(\d+\.?|-|\*)\s/;

/** Words filled to 80 columns; empty lines, code and lists keep their lines (Models formatter.go's wrapString). */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  let last = '';
  const flush = () => {
    if (line === '') return;
    lines.push(line);
    line = last = '';
  };
  for (const each of text.split('\n')) {
    const bare = each.trim();
    if (each.startsWith('    ')) {
      flush();
      lines.push(each);
      continue;
    }
    if (bare === '' && lines.length > 0) {
      flush();
      lines.push('');
      continue;
    }
    if (last.endsWith(':') || bare === '' || BULLET.test(bare)) flush();
    for (const word of bare.split(/\s+/).filter(Boolean)) {
      last = word;
      if (line !== '' && line.length + 1 + word.length > WIDTH - indent) {
        flush();
        last = word;
      }
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  flush();
  return lines.map((each) => (each === '' ? '\n' : `${' '.repeat(indent)}${each}\n`)).join('');
}
