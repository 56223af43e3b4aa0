/**
 * Writes lib/api/schema/v1.36.gen.ts (fields) from client-node's models and the tables in scripts/schema. Run:
 * `node scripts/generate-schema.mjs`; a test checks that the committed file is what it writes. The texts are
 * generate-descriptions.mjs's.
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

/** Definitions by name, with their fields. */
export function generate() {
  const definitions = {};
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
    const optional = new Map([...types.matchAll(/'([^'\n]+)'(\??): /g)].map(([, name, mark]) => [name, mark === '?']));
    const fields = {};
    for (const { name, baseName, type, format } of attributes) {
      const field = fieldType(type, format);
      const key = `${short}.${baseName}`;
      if (optional.get(name) === false) field.required = true;
      if (quantityFields.has(key)) markQuantity(field);
      if (fieldDefaults[key] !== undefined) field.default = fieldDefaults[key];
      if (atomicMapFields.has(key)) field.atomic = true;
      Object.assign(field, fieldExtras[key]);
      fields[baseName] = field;
    }
    definitions[definition] = { fields, ...(atomicDefinitions.has(short) && !notAtomic.has(definition) ? { atomic: true } : {}) };
  }
  return definitions;
}

/** The generated file, as text. */
export function generatedFile() {
  const head = '// Written by scripts/generate-schema.mjs. Do not edit.\n';
  return `${head}export const definitionsJson =\n  ${JSON.stringify(JSON.stringify(generate()))};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('lib/api/schema/v1.36.gen.ts', root), generatedFile());
