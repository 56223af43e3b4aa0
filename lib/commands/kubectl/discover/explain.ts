import { definitionOf, plainDefinition } from '@/lib/api/openapi';
import { describedSchemaFor, type FieldSchema, type ObjectSchema } from '@/lib/api/schema';
import { schemaNameOf } from '../apply/apply';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, Fatal, ServerError } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { explainV2, type Field, type Type } from './explain-v2';

/* eslint-disable @typescript-eslint/no-explicit-any -- a CRD's schema as it came */
/** `kubectl explain`. */
export const explain: Handler = (k) => {
  if (k.args.length === 0) {
    throw new Fatal(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  if (k.args.length > 1)
    throw new CommandError(
      "We accept only this format: explain RESOURCE\nSee 'kubectl explain -h' for help and examples".replace(/\nSee.*/, ''),
    );
  const output = k.flags.text('output');
  if (output !== 'plaintext' && output !== 'plaintext-openapiv2') throw new CommandError(`unrecognized format: ${output}`);
  const wanted = k.flags.text('api-version');
  const [head = '', ...path] = k.args[0]!.split('.');
  let resource = k.discovery.tryByName(head);
  let fields = path;
  // `deployments.apps.spec`: the group may be part of the word
  for (let take = path.length; take > 0; take--) {
    const named = k.discovery.tryByName([head, ...path.slice(0, take)].join('.'));
    if (named && named.group !== '') {
      resource = named;
      fields = path.slice(take);
      break;
    }
  }
  if (!resource) throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(head)}`);
  if (wanted !== '') {
    const [group, version] = wanted.includes('/') ? (wanted.split('/') as [string, string]) : ['', wanted];
    const other = k.discovery
      .resources()
      .find((each) => each.plural === resource!.plural && each.group === group && each.version === version);
    if (!other) throw new CommandError(`couldn't find resource for "${wanted}, Resource=${resource.plural}"`);
    resource = other;
  }
  const schema = schemaNameOf(resource);
  const defined = schema ? describedSchemaFor(schema) : undefined;
  const root = defined ? fromSchema(defined) : fromCrd(k, resource.group, resource.plural, resource.version);
  if (!root)
    throw new CommandError(
      `couldn't find resource for "${resource.group ? `${resource.group}/` : '/'}${resource.version}, Kind=${resource.kind}"`,
    );
  let type: Type | undefined = root;
  let field: Field | undefined;
  const descriptions = [root.description];
  for (const name of fields) {
    field = type?.fields.find((each) => each.name === name);
    if (!field) {
      if (output === 'plaintext') k.out(headOf(resource));
      throw new CommandError(`field ${JSON.stringify(name)} does not exist`);
    }
    type = field.open();
    descriptions[0] = field.description;
    descriptions[1] = type?.description === field.description ? '' : (type?.description ?? '');
  }
  if (output === 'plaintext-openapiv2') {
    k.out(explainV2(resource, type, field, descriptions, k.flags.bool('recursive')));
    return 0;
  }
  let out = headOf(resource);
  if (field) out += `FIELD: ${field.name} <${field.type}>\n${field.enumeration.length > 0 ? `${enumText(field, '')}\n` : '\n\n'}`;
  out += `DESCRIPTION:\n${descriptionText(descriptions)}`;
  const listed = type !== undefined && type.fields.length > 0 && !k.flags.bool('recursive');
  if (type && type.fields.length > 0) {
    out += `FIELDS:\n${fieldsText(type, k.flags.bool('recursive'), 2, 0)}`;
    if (!out.endsWith('\n\n')) out += '\n';
  } else out += '\n';
  k.out(out.replace(/\n+$/, listed ? '\n\n\n' : '\n\n'));
  return 0;
};

const headOf = ({ group, kind, version }: Resource): string =>
  `${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`;

function descriptionText(descriptions: readonly string[]): string {
  const texts = descriptions.filter((text) => text !== '');
  if (texts.length === 0) return '    <empty>\n\n';
  return `${texts.map((text) => wrap(text, 4)).join('')}    \n`;
}

/** Words filled to 80 columns (Models explain's `wrap`). */
function wrap(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const width = 80 - indent;
  let out = '';
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const [, space, word] of paragraph.matchAll(/( *)([^ ]+)/g)) {
      if (line.trim() !== '' && line.length + space!.length + word!.length > width) {
        out += `${pad}${line}\n`;
        line = word!;
      } else line += space! + word!;
    }
    out += `${pad}${line}\n`;
  }
  return out;
}

function enumText(field: Field, indent: string): string {
  if (field.enumeration.length === 0) return '';
  return `${indent}ENUM:\n${field.enumeration.map((value) => `${indent}    ${value === '' ? '""' : value}\n`).join('')}`;
}

function fieldsText(type: Type, recursive: boolean, indent: number, depth: number): string {
  const pad = ' '.repeat(indent);
  let out = '';
  for (const field of [...type.fields].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    out += `${pad}${field.name}\t<${field.type}>${field.required ? ' -required-' : ''}\n`;
    if (field.enumeration.length > 0)
      out += `${pad}enum: ${field.enumeration
        .slice(0, 4)
        .map((each) => (each === '' ? '""' : each))
        .join(', ')}${field.enumeration.length > 4 ? ', ....' : ''}\n`;
    if (recursive) {
      const inner = depth < 20 ? field.open() : undefined;
      if (inner) out += fieldsText(inner, true, indent + 2, depth + 1);
    } else {
      out += field.description === '' ? `${' '.repeat(indent + 2)}<no description>\n\n` : `${wrap(field.description, indent + 2)}\n`;
    }
  }
  return out;
}

function fromSchema(schema: ObjectSchema, seen: readonly string[] = []): Type {
  const trail = [...seen, schema.name];
  return {
    description: schema.description,
    fields: Object.entries(schema.fields).map(([name, field]) => ({
      name,
      type: typeText(field, `${schema.name}.${name}`),
      description: field.description || refDescription(field),
      required: field.required ?? false,
      enumeration: field.type === 'string' ? (field.enum ?? []) : [],
      open() {
        const ref = definitionOf(field.items ?? field.values ?? field, `${schema.name}.${name}`);
        if (!ref || trail.includes(ref)) return undefined;
        const inner = describedSchemaFor(ref);
        if (inner) return fromSchema(inner, trail);
        const plain = plainDefinition(ref);
        return plain && { description: String(plain.description ?? ''), fields: [] };
      },
    })),
  };
}

/** A field that tells nothing of itself is told by its type. */
function refDescription(field: FieldSchema): string {
  const ref = field.ref ?? field.items?.ref;
  return (ref && describedSchemaFor(ref)?.description) || '';
}

/** `at` is `<definition>.<field>`. */
function typeText(field: FieldSchema, at: string): string {
  if (field.type === 'array') return `[]${field.items ? typeText(field.items, at) : 'Object'}`;
  if (field.type === 'map') return `map[string]${field.values ? typeText(field.values, at) : 'string'}`;
  if (field.ref) return field.ref.slice(field.ref.lastIndexOf('.') + 1);
  if (field.intOrString) return 'IntOrString';
  if (field.quantity) return 'Quantity';
  const any = field.type === 'any' ? definitionOf(field, at)! : '';
  return any ? any.slice(any.lastIndexOf('.') + 1) : field.type;
}

function fromCrd(k: Invocation, group: string, plural: string, version: string): Type | undefined {
  const resource = k.discovery.tryByName('customresourcedefinitions');
  if (!resource) return undefined;
  try {
    const crd = k.rest.get(resourcePath(resource, '', `${plural}.${group}`));
    const schema = crd.spec.versions.find((each: any) => each.name === version)?.schema?.openAPIV3Schema;
    if (!schema) return undefined;
    const meta = describedSchemaFor('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    const type = fromOpenApi(schema);
    const standard = describedSchemaFor('io.k8s.api.core.v1.ConfigMap');
    const fixed = standard ? fromSchema(standard).fields.filter(({ name }) => ['apiVersion', 'kind', 'metadata'].includes(name)) : [];
    void meta;
    return { ...type, fields: [...fixed, ...type.fields.filter(({ name }) => !['apiVersion', 'kind', 'metadata'].includes(name))] };
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  }
}

function fromOpenApi(schema: any): Type {
  const required: string[] = schema.required ?? [];
  return {
    description: schema.description ?? '',
    fields: Object.entries<any>(schema.properties ?? {}).map(([name, field]) => ({
      name,
      type: openApiType(field),
      description: field.description ?? '',
      required: required.includes(name),
      enumeration: (field.enum ?? []).map(String).sort(),
      open() {
        const inner =
          field.type === 'array'
            ? field.items
            : field.additionalProperties && typeof field.additionalProperties === 'object'
              ? field.additionalProperties
              : field;
        return inner?.properties ? fromOpenApi(inner) : undefined;
      },
    })),
  };
}

function openApiType(field: any): string {
  if (field['x-kubernetes-int-or-string']) return 'IntOrString';
  if (field.type === 'array') return `[]${openApiType(field.items ?? {})}`;
  if (field.type === 'object' && typeof field.additionalProperties === 'object')
    return `map[string]${openApiType(field.additionalProperties)}`;
  return field.type === 'object' || !field.type ? 'Object' : field.type;
}
