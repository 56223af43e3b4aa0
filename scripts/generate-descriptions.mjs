/**
 * Writes lib/api/schema/v1.36-descriptions.gen.ts: what every definition and field is for, and the values that a field may
 * take. The texts are Kubernetes' own (Apache-2.0), as the declarations of two npm packages carry them. Run by hand:
 *
 *   npm pack kubernetes-models@5.1.0 @kubernetes-models/apimachinery@3.0.2     (Kubernetes 1.36; unpack each)
 *   node scripts/generate-descriptions.mjs UNPACKED-MODELS UNPACKED-APIMACHINERY
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate-schema.mjs';

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
/** Fields that the packages take for granted. */
const typeMeta = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
};

/** Definitions that client-node writes as plain types. */
const plainDefinitions = [
  ...['JSON', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray', 'CustomResourceSubresourceStatus'].map(
    (name) => `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.${name}`,
  ),
  ...['FieldsV1', 'MicroTime', 'Patch', 'Time'].map((name) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`),
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  'io.k8s.apimachinery.pkg.version.Info',
];

const comment = (text, indent) =>
  text
    .split('\n')
    .map((line) => line.replace(new RegExp(`^${indent} \\* ?`), ''))
    .join('\n')
    .replace(/\\([*/])/g, '$1')
    .replace(/\n@deprecated$/m, '')
    .trimEnd();

/** `"A" | "B"`, alone or as the type of what a list or a map holds. */
function enumOf(type) {
  const values = /^(?:Array<|\{\s+\[key: string\]: )?("[^"]*"(?: \| "[^"]*")*)>?(?: \| null)?;?$/.exec(type)?.[1];
  return values?.split(' | ').map((value) => JSON.parse(value));
}

/** What one declaration file says, by the names it goes by: `IoK8sApiCoreV1Container`. */
function read(file) {
  const source = readFileSync(file, 'utf8');
  const names = [...source.matchAll(/ as I?(Io\w+)/g)].map((match) => match[1]);
  const about = /\/\*\*\n((?: \*[^\n]*\n)*?) \*\/\nexport (?:interface|type)/.exec(source);
  const fields = {};
  const enums = {};
  for (const [, text, name, type] of source.matchAll(
    /(?: {4}\/\*\*\n((?: {5}\*[^\n]*\n)*?) {5}\*\/\n)? {4}"([^"\n]+)"\??: ([^\n]+(?:\n {8}\[key: string\]: [^\n]+)?)/g,
  )) {
    if (name in fields) continue;
    fields[name] = text === undefined ? '' : comment(text, '    ');
    const values = enumOf(type);
    if (values && !(values.length === 1 && ['apiVersion', 'kind'].includes(name))) enums[name] = values;
  }
  return { names, about: about ? comment(about[1], '') : '', fields, enums };
}

const camel = (definition) =>
  definition
    .split(/[.-]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = new Map();
  for (const dir of process.argv.slice(2)) {
    for (const file of readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('.d.ts'))) {
      const one = read(join(dir, file));
      for (const name of one.names) if (!found.has(name)) found.set(name, one);
    }
  }
  const texts = {};
  const noObjects = Object.fromEntries(plainDefinitions.map((name) => [name, { fields: found.get(camel(name))?.fields ?? {} }]));
  for (const [definition, { fields }] of Object.entries({ ...generate(), ...noObjects })) {
    const one = found.get(camel(definition));
    if (!one) console.error(`no text for ${definition}`);
    const described = {};
    const enums = {};
    for (const name of Object.keys(fields)) {
      const text = one?.fields[name] || ('kind' in fields && 'apiVersion' in fields ? typeMeta[name] : undefined);
      if (text) described[name] = text;
      if (one?.enums[name]) enums[name] = one.enums[name];
    }
    texts[definition] = { about: one?.about ?? '', fields: described, ...(Object.keys(enums).length > 0 && { enums }) };
  }
  const text = '// Written by scripts/generate-descriptions.mjs. Do not edit.\n';
  writeFileSync(
    new URL('../lib/api/schema/v1.36-descriptions.gen.ts', import.meta.url),
    `${text}export const descriptionsJson =\n  ${JSON.stringify(JSON.stringify(texts))};\n`,
  );
}
