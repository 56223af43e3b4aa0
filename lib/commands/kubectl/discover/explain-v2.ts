import type { Resource } from '../client/discovery';

/** A type as explain shows it, from the API's own definitions or from a CRD's. */
export interface Type {
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly enumeration: readonly string[];
  open(): Type | undefined;
}

const WIDTH = 80;
const MOST_DEPTH = 20;

/** What `explain --output=plaintext-openapiv2` prints of a resource or of a field of it. Models kubectl/pkg/explain's modelPrinter. */
export function explainV2(
  { group, version, kind }: Resource,
  type: Type | undefined,
  field: Field | undefined,
  descriptions: readonly string[],
  recursive: boolean,
): string {
  const whole = type !== undefined && type.fields.length > 0;
  let out = `KIND:     ${kind}\nVERSION:  ${group ? `${group}/${version}` : version}\n\n`;
  if (field) out += `${whole ? 'RESOURCE:' : 'FIELD:   '} ${field.name} <${typeName(field.type)}>\n\n`;
  const told = descriptions.filter((text) => text !== '');
  out += `DESCRIPTION:\n${(told.length > 0 ? told : ['<empty>']).map((text) => wrapped(text, 5)).join('\n')}`;
  if (whole) out += `\nFIELDS:\n${recursive ? tree(type, 3, 0) : listed(type)}`;
  return out;
}

const byName = (type: Type): Field[] => [...type.fields].sort((a, b) => (a.name < b.name ? -1 : 1));

function listed(type: Type): string {
  return byName(type)
    .map(
      ({ name, type: of, required, description }) =>
        `   ${name}\t<${typeName(of)}>${required ? ' -required-' : ''}\n${wrapped(description, 5)}\n`,
    )
    .join('');
}

function tree(type: Type, indent: number, depth: number): string {
  return byName(type)
    .map((field) => {
      const inner = depth < MOST_DEPTH ? field.open() : undefined;
      return `${' '.repeat(indent)}${field.name}\t<${typeName(field.type)}>\n${inner ? tree(inner, indent + 3, depth + 1) : ''}`;
    })
    .join('');
}

/** OpenAPI v2 knows strings, numbers and objects only. */
const typeName = (type: string): string =>
  type.replace(/[A-Z]\w*$/, (name) =>
    /^(Quantity|IntOrString|Time|MicroTime|Duration)$/.test(name) ? 'string' : name === 'FieldsV1' ? 'map[string]' : 'Object',
  );

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
