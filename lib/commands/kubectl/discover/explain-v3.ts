import { CommandError } from '../errors';

/* eslint-disable @typescript-eslint/no-explicit-any -- OpenAPI documents as they came */
/** An OpenAPI v3 document, or a part of one. */
type Schema = any;

const WIDTH = 80;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const SHORT_ENUM = 4;

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What `explain` shows of a field: the text so far is shown even where the field turns out not to exist. */
export interface Explained {
  readonly text: string;
  readonly error?: CommandError;
}

/** `explain --output=plaintext`. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl. */
export function explainV3(
  document: Schema,
  { group, version, resource }: { readonly group: string; readonly version: string; readonly resource: string },
  path: readonly string[],
  recursive: boolean,
): Explained {
  const gvk = gvkOf(document, `${group === '' ? '/api' : `/apis/${group}`}/${version}`, resource);
  if (!gvk) return { text: '', error: new CommandError(`GVR (${group}/${version}, Resource=${resource}) not found in OpenAPI schema`) };
  const page = new Page(document, recursive);
  const head = `${gvk.group ? `GROUP:      ${gvk.group}\n` : ''}KIND:       ${gvk.kind}\nVERSION:    ${gvk.version}\n\n`;
  const schema = page.definition(gvk);
  if (!schema)
    return {
      text: head,
      error: new CommandError(`GVK map[group:${gvk.group} kind:${gvk.kind} version:${gvk.version}] not found in OpenAPI schema`),
    };
  const text = page.show(schema, path);
  if (text === '') return { text: head, error: new CommandError(`field ${JSON.stringify(path.at(-1) ?? '')} does not exist`) };
  return { text: `${head}${text}\n` };
}

/** The kind that is served at a resource's paths. */
function gvkOf(document: Schema, prefix: string, resource: string): Gvk | undefined {
  let found: Gvk | undefined;
  for (const scope of ['', '/namespaces/{namespace}'])
    for (const name of ['', '/{name}']) {
      const operations = document.paths?.[`${prefix}${scope}/${resource}${name}`];
      const method = METHODS.find((each) => operations?.[each]?.['x-kubernetes-group-version-kind']);
      if (method) found = operations[method]['x-kubernetes-group-version-kind'];
    }
  return found;
}

class Page {
  constructor(
    private readonly document: Schema,
    private readonly recursive: boolean,
  ) {}

  definition({ group, version, kind }: Gvk): Schema {
    const schemas = this.document.components?.schemas ?? {};
    const name = Object.keys(schemas)
      .sort()
      .find((each) =>
        (schemas[each]['x-kubernetes-group-version-kind'] ?? []).some(
          (gvk: Gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
        ),
      );
    return name === undefined ? undefined : schemas[name];
  }

  private resolve(schema: Schema): Schema {
    const reference: string | undefined = schema.$ref;
    if (reference === undefined) return schema;
    return this.document.components?.schemas?.[reference.slice('#/components/schemas/'.length)] ?? schema;
  }

  /** The field at the end of the path; '' if there is none. */
  show(schema: Schema, path: readonly string[], seen: readonly string[] = []): string {
    const reference: string = schema.$ref ?? '';
    const resolved = this.resolve(schema);
    if (path.length === 0) {
      const description = this.description(resolved);
      const fields = this.fields(resolved, 1);
      return `DESCRIPTION:\n${wrapped(description || '<empty>', 4)}${externalDocs(resolved, 0)}${fields && `FIELDS:\n${fields}`}`;
    }
    if (reference !== '' && seen.includes(reference)) return '';
    const [name = '', ...rest] = path;
    const property = resolved.properties?.[name];
    if (property !== undefined) {
      const head = rest.length > 0 ? '' : `FIELD: ${name} <${this.type(property)}>\n${longEnum(property)}\n\n`;
      return head + this.show(property, rest);
    }
    const next = [...seen, reference];
    if (resolved.items) return this.show(resolved.items, path, next);
    if (isSchema(resolved.additionalProperties)) return this.show(resolved.additionalProperties, path, next);
    for (const each of resolved.allOf ?? []) {
      const text = this.show(each, path, next);
      if (text !== '') return text;
    }
    return '';
  }

  private description(schema: Schema): string {
    const { description, allOf, items, additionalProperties } = this.resolve(schema);
    let text = description ? `${description}\n` : '';
    for (const each of allOf ?? []) text += this.description(each);
    if (items) text += this.description(items);
    if (isSchema(additionalProperties)) text += this.description(additionalProperties);
    return text;
  }

  private fields(schema: Schema, level: number, seen: readonly string[] = []): string {
    const reference: string = schema.$ref ?? '';
    if (reference !== '' && seen.includes(reference)) return '';
    const resolved = this.resolve(schema);
    const next = [...seen, reference];
    let text = '';
    for (const name of Object.keys(resolved.properties ?? {}).sort()) {
      text += this.field(resolved, name, level);
      if (this.recursive) text += this.fields(resolved.properties[name], level + 1, next);
    }
    for (const each of resolved.allOf ?? []) text += this.fields(each, level, next);
    if (resolved.items) text += this.fields(resolved.items, level, next);
    if (isSchema(resolved.additionalProperties)) text += this.fields(resolved.additionalProperties, level, next);
    return text;
  }

  private field(schema: Schema, name: string, level: number): string {
    const field = schema.properties[name];
    const pad = ' '.repeat(level * 2);
    const required = (schema.required ?? []).includes(name) ? ' -required-' : '';
    const head = `${pad}${name}\t<${this.type(field)}>${required}${shortEnum(field, pad)}\n`;
    if (this.recursive) return head;
    return `${head}${wrapped(field.description || '<no description>', level * 2 + 2)}${externalDocs(field, level * 2 + 2)}\n`;
  }

  /** `string`, `[]Container`, `map[string]Quantity` … */
  private type(schema: Schema): string {
    if (schema.items) return `[]${this.type(schema.items)}`;
    if (isSchema(schema.additionalProperties)) return `map[string]${this.type(schema.additionalProperties)}`;
    if (schema.allOf?.length === 1 && !schema.properties) return this.type(schema.allOf[0]);
    if (schema.$ref !== undefined) {
      const target = this.resolve(schema);
      if (target === schema || !target.type || target.type === 'object') return schema.$ref.split('/').at(-1).split('.').at(-1) || 'Object';
      return target.type;
    }
    return !schema.type || schema.type === 'object' ? 'Object' : schema.type;
  }
}

const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;
const shown = (value: unknown): string => (value === '' ? '""' : String(value));

function longEnum({ enum: values }: Schema): string {
  return values?.length > 0 ? `ENUM:${values.map((value: unknown) => `\n    ${shown(value)}`).join('')}` : '';
}

function shortEnum({ enum: values }: Schema, pad: string): string {
  if (!(values?.length > 0)) return '';
  return `\n${pad}enum: ${values.slice(0, SHORT_ENUM).map(shown).join(', ')}${values.length > SHORT_ENUM ? ', ....' : ''}`;
}

function externalDocs({ externalDocs: docs }: Schema, indent: number): string {
  if (!docs) return '';
  const pad = ' '.repeat(indent);
  const description = docs.description ? wrapped(docs.description, indent + 4) : '';
  return `\n${pad}EXTERNAL DOCS:\n${description}${docs.url ? `${pad}    URL: ${docs.url}\n` : ''}`;
}

/** Words filled to 80 columns behind an indent. */
function wrapped(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  let out = '';
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const [, space, word] of paragraph.matchAll(/( *)([^ ]+)/g)) {
      if (line.trim() !== '' && line.length + space!.length + word!.length > WIDTH - indent) {
        out += `${pad}${line}\n`;
        line = word!;
      } else line += space! + word!;
    }
    out += `${pad}${line}\n`;
  }
  return out;
}
