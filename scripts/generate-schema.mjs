/**
 * Writes lib/api/schema/v1.36.gen.ts (fields) and v1.36-descriptions.gen.ts (texts) from client-node's models and the tables
 * in scripts/schema. Run: `node scripts/generate-schema.mjs`; a test checks that the committed files are what it writes.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { classPrefixes, definitionGroups } from './schema/definition-groups.mjs';
import { atomicDefinitions, atomicMapFields, fieldDefaults, fieldExtras, notAtomic, quantityFields } from './schema/extras.mjs';

const root = new URL('..', import.meta.url);
const modelsDir = new URL('node_modules/@kubernetes/client-node/dist/gen/models/', root);

const groupOfName = new Map();
for (const [group, names] of Object.entries(definitionGroups))
  for (const name of names.split(' ')) groupOfName.set(`${group.split('.').pop()}/${name}`, group);

/** Leftovers of earlier versions in client-node: nothing serves them. */
const leftovers = new Set(['V1ResourceClaim', 'V1ClaimSource', 'V1WorkloadReference']);

/** `V1Pod` -> `io.k8s.api.core.v1.Pod`; undefined for versions that are not served. */
function definitionOf(className) {
  const match = /^([A-Z][a-z]+?)?(V[12])([A-Z].*)$/.exec(className);
  if (!match || leftovers.has(className)) return undefined;
  const [, prefix, V, name] = match;
  const version = V.toLowerCase();
  if (prefix) return `${classPrefixes[prefix]}.${version}.${name}`;
  return `${groupOfName.get(`${version}/${name}`) ?? `io.k8s.api.core.${version}`}.${name}`;
}

const unescape = (text) =>
  text
    .replace(/\\(['"`\\])/g, '$1')
    .replace(/\*\\\//g, '*/')
    .trim();

function fieldType(type, format) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return { type: 'array', items: fieldType(list[1], format) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return { type: 'map', values: fieldType(map[1], format) };
  if (type === 'IntOrString') return { type: 'any', format: 'int-or-string', intOrString: true };
  if (type === 'Date' || type === 'V1MicroTime')
    return { type: 'string', format: format === 'date-time-micro' || type === 'V1MicroTime' ? 'micro-time' : 'date-time' };
  if (type === 'number') return format.startsWith('int') ? { type: 'integer', format } : { type: 'number', format: 'double' };
  if (type === 'string') return format === 'byte' ? { type: 'string', format: 'byte' } : { type: 'string' };
  if (type === 'boolean') return { type: 'boolean' };
  if (type === 'any') return { type: 'any' };
  const ref = definitionOf(type);
  if (!ref) throw new Error(`no definition for ${type}`);
  return { type: 'object', ref };
}

function markQuantity(field) {
  const at = field.items ?? field.values ?? field;
  at.quantity = true;
}

export function generate() {
  const definitions = {};
  const descriptions = {};
  for (const file of readdirSync(modelsDir)
    .filter((name) => name.endsWith('.js'))
    .sort()) {
    const className = file.slice(0, -3);
    const definition = definitionOf(className);
    if (!definition) continue;
    const source = readFileSync(new URL(file, modelsDir), 'utf8');
    const types = readFileSync(new URL(`${className}.d.ts`, modelsDir), 'utf8');
    const table = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(source);
    const attributes = table ? JSON.parse(table[1].replace(/,(\s*[\]}])/g, '$1')) : [];
    const short = definition.slice(definition.lastIndexOf('.') + 1);
    const docs = new Map();
    const optional = new Map();
    for (const [, doc, name, mark] of types.matchAll(/(?:\/\*\*\n\s*\* ((?:(?!\*\/)[\s\S])*?)\n\s*\*\/\n\s*)?'([^'\n]+)'(\??): /g)) {
      if (doc) docs.set(name, unescape(doc));
      optional.set(name, mark === '?');
    }
    const fields = {};
    const texts = {};
    for (const { name, baseName, type, format } of attributes) {
      const field = fieldType(type, format);
      const key = `${short}.${baseName}`;
      if (optional.get(name) === false) field.required = true;
      if (quantityFields.has(key)) markQuantity(field);
      if (fieldDefaults[key] !== undefined) field.default = fieldDefaults[key];
      if (atomicMapFields.has(key)) field.atomic = true;
      Object.assign(field, fieldExtras[key]);
      fields[baseName] = field;
      if (docs.has(name)) texts[baseName] = docs.get(name);
    }
    definitions[definition] = { fields, ...(atomicDefinitions.has(short) && !notAtomic.has(definition) ? { atomic: true } : {}) };
    const about = /\/\*\*\n\* ((?:(?!\*\/)[\s\S])*?)\n\*\/\nexport declare class/.exec(types);
    descriptions[definition] = { about: about ? unescape(about[1]) : '', fields: texts };
  }
  const text = (value) => JSON.stringify(JSON.stringify(value));
  const head = '// Written by scripts/generate-schema.mjs. Do not edit.\n';
  return {
    'lib/api/schema/v1.36.gen.ts': `${head}export const definitionsJson =\n  ${text(definitions)};\n`,
    'lib/api/schema/v1.36-descriptions.gen.ts': `${head}export const descriptionsJson =\n  ${text(descriptions)};\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generate())) writeFileSync(new URL(path, root), text);
}
