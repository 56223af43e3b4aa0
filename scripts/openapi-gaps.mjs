/**
 * Compares the OpenAPI documents that a simulated cluster serves with a Kubernetes swagger file, and prints how much is missing.
 * Run by hand: `node scripts/openapi-gaps.mjs FILE [--all]` (FILE: api/openapi-spec/swagger.json of the same version; --all prints
 * every difference, not ten of each sort). API versions that are off by default (alpha, beta) are not looked at. Exits 1 when a
 * kind, a field or a merge key is missing.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const [file, ...flags] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/openapi-gaps.mjs SWAGGER-FILE [--all]');
  process.exit(2);
}
const most = flags.includes('--all') ? Infinity : 10;
const expected = JSON.parse(readFileSync(file, 'utf8'));

/** Definitions of versions that are served by default, and what they refer to. */
const offByDefault = (name) => /\.v\d+(alpha|beta)\d+\./.test(name);
const bare = (ref) => ref?.slice(ref.lastIndexOf('/') + 1);

/** Definitions that something refers to. */
const referred = new Set([...JSON.stringify(expected).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map((match) => match[1]));

class Findings {
  sorts = new Map();
  add(sort, what) {
    const list = this.sorts.get(sort) ?? [];
    list.push(what);
    this.sorts.set(sort, list);
  }
  count = (sort) => this.sorts.get(sort)?.length ?? 0;
  print(title, always) {
    console.log(`${title}:`);
    for (const sort of new Set([...always, ...this.sorts.keys()])) {
      const list = this.sorts.get(sort) ?? [];
      console.log(`  ${String(list.length).padStart(5)} ${sort}`);
      for (const what of list.slice(0, most)) console.log(`          ${what}`);
    }
  }
}

/** A schema in one form for both versions: a reference stands alone, and words are left out. */
function plain(schema) {
  if (schema === undefined || typeof schema !== 'object') return schema;
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
  if (ref) return bare(ref);
  if (schema.type === 'array') return `[]${plain(schema.items)}`;
  if (schema.additionalProperties) return `map:${plain(schema.additionalProperties)}`;
  return schema.format ? `${schema.type}:${schema.format}` : schema.type;
}

const withoutEnum = (text = '') => text.replace(/\n*Possible enum values:[\s\S]*$/, '');
const WORDS = ['x-kubernetes-list-type', 'x-kubernetes-map-type', 'x-kubernetes-patch-strategy', 'x-kubernetes-unions'];

function compareDefinitions(served, findings) {
  for (const [name, wanted] of Object.entries(expected.definitions)) {
    if (offByDefault(name)) continue;
    const found = served[name];
    const kind = wanted['x-kubernetes-group-version-kind'];
    if (!found && !referred.has(name)) continue;
    if (!found) {
      findings.add(kind ? 'missing kinds' : 'missing definitions', name);
      continue;
    }
    compareSchema(name, wanted, found, findings);
    const gvks = (list) => JSON.stringify((list ?? []).map(({ group, version, kind }) => `${group}/${version}/${kind}`).sort());
    if (gvks(kind) !== gvks(found['x-kubernetes-group-version-kind'])) findings.add('other group-version-kinds', name);
    const required = (schema) => [...(schema.required ?? [])].sort().join();
    if (required(wanted) !== required(found)) findings.add('other required', `${name}: ${required(wanted)} | ${required(found)}`);
    for (const [field, schema] of Object.entries(wanted.properties ?? {})) {
      const own = found.properties?.[field];
      if (!own) findings.add('missing fields', `${name}.${field}`);
      else compareSchema(`${name}.${field}`, schema, own, findings);
    }
    for (const field of Object.keys(found.properties ?? {}))
      if (!wanted.properties?.[field]) findings.add('fields that upstream lacks', `${name}.${field}`);
  }
}

function compareSchema(at, wanted, found, findings) {
  const sameType = plain(wanted) === plain(found) || (wanted.type === 'string' && found.oneOf);
  if (!wanted.properties && !sameType) findings.add('other types', `${at}: ${plain(wanted)} | ${plain(found)}`);
  const mergeKey = 'x-kubernetes-patch-merge-key';
  if (wanted[mergeKey] !== found[mergeKey]) findings.add('missing merge keys', `${at}: ${wanted[mergeKey]} | ${found[mergeKey]}`);
  const keys = (schema) => JSON.stringify(schema['x-kubernetes-list-map-keys'] ?? []);
  if (keys(wanted) !== keys(found)) findings.add('other list-map keys', `${at}: ${keys(wanted)} | ${keys(found)}`);
  for (const word of WORDS) {
    if (JSON.stringify(wanted[word]) !== JSON.stringify(found[word]))
      findings.add(`other ${word}`, `${at}: ${JSON.stringify(wanted[word])} | ${JSON.stringify(found[word])}`);
  }
  if (wanted.enum && JSON.stringify(wanted.enum) !== JSON.stringify(found.enum)) findings.add('other enums', at);
  if (withoutEnum(wanted.description) !== withoutEnum(found.description)) findings.add('other descriptions', at);
}

/** Groups of which every version is off by default, and the API server's own log files, are not served. */
function servedByDefault(path) {
  if (path.startsWith('/logs/')) return false;
  const group = /^\/apis\/([^/]+)\/$/.exec(path)?.[1];
  return group === undefined || Object.keys(expected.paths).some((other) => new RegExp(`^/apis/${group}/v\\d+/`).test(other));
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** Parameters of an operation or a path, by place and name. */
function parametersOf(document, list = []) {
  const open = (one) => (one.$ref ? document.parameters[bare(one.$ref)] : one);
  return list
    .map(open)
    .map((one) => `${one.in}:${one.name}${one.required ? '*' : ''}:${one.schema ? plain(one.schema) : one.type}`)
    .sort()
    .join(' ');
}

function comparePaths(served, findings) {
  for (const [path, wanted] of Object.entries(expected.paths)) {
    if (/\/v\d+(alpha|beta)\d+\//.test(path) || !servedByDefault(path)) continue;
    const found = served.paths[path];
    if (!found) {
      findings.add('missing paths', path);
      continue;
    }
    const own = parametersOf(served, found.parameters);
    if (parametersOf(expected, wanted.parameters) !== own)
      findings.add('other parameters', `${path}: ${parametersOf(expected, wanted.parameters)} | ${own}`);
    for (const method of METHODS) {
      const [a, b] = [wanted[method], found[method]];
      if (a && !b) findings.add('missing operations', `${method} ${path}`);
      if (!a && b) findings.add('operations that upstream lacks', `${method} ${path}`);
      if (!a || !b) continue;
      for (const word of [
        'operationId',
        'description',
        'x-kubernetes-action',
        'x-kubernetes-group-version-kind',
        'consumes',
        'produces',
        'tags',
      ]) {
        if (JSON.stringify(a[word]) !== JSON.stringify(b[word]))
          findings.add(`other ${word}`, `${method} ${path}: ${JSON.stringify(a[word])} | ${JSON.stringify(b[word])}`);
      }
      const responses = (one) =>
        Object.entries(one.responses)
          .map(([code, { schema }]) => `${code}:${plain(schema)}`)
          .join(' ');
      if (responses(a) !== responses(b)) findings.add('other responses', `${method} ${path}: ${responses(a)} | ${responses(b)}`);
      if (parametersOf(expected, a.parameters) !== parametersOf(served, b.parameters))
        findings.add(
          'other parameters',
          `${method} ${path}: ${parametersOf(expected, a.parameters)} | ${parametersOf(served, b.parameters)}`,
        );
    }
  }
  for (const path of Object.keys(served.paths)) if (!expected.paths[path]) findings.add('paths that upstream lacks', path);
}

/** Asks a cluster of our own, started for it. */
async function withCluster(work) {
  const dir = mkdtempSync(join(tmpdir(), 'openapi-gaps-'));
  const kubeconfig = join(dir, 'kubeconfig');
  const child = spawn(process.execPath, ['cli/nekala.mjs', 'cluster', '--kubeconfig', kubeconfig], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve, reject) => {
      child.stdout.on('data', (text) => String(text).includes('ready:') && resolve());
      child.on('exit', (code) => reject(new Error(`the cluster ended with ${code}`)));
    });
    const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
    const pem = (text) => Buffer.from(text, 'base64');
    const tls = {
      ca: pem(clusters[0].cluster['certificate-authority-data']),
      cert: pem(users[0].user['client-certificate-data']),
      key: pem(users[0].user['client-key-data']),
    };
    const get = (path) =>
      new Promise((resolve, reject) => {
        const sent = request(new URL(path, clusters[0].cluster.server), { ...tls, headers: { accept: 'application/json' } }, (answer) => {
          const chunks = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
        });
        sent.on('error', reject);
        sent.end();
      });
    return await work(get);
  } finally {
    child.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

const [v2, v3] = await withCluster(async (get) => {
  const { paths } = await get('/openapi/v3');
  const schemas = {};
  for (const { serverRelativeURL } of Object.values(paths)) Object.assign(schemas, (await get(serverRelativeURL)).components?.schemas);
  return [await get('/openapi/v2'), schemas];
});

const ALWAYS = [
  'missing kinds',
  'missing fields',
  'missing merge keys',
  'other list-map keys',
  'other types',
  'other required',
  'other enums',
];
const second = new Findings();
compareDefinitions(v2.definitions, second);
second.print('OpenAPI v2', ALWAYS);
const third = new Findings();
compareDefinitions(v3, third);
third.print('OpenAPI v3', ALWAYS);
const paths = new Findings();
comparePaths(v2, paths);
paths.print('Paths', ['missing paths', 'missing operations']);
const missing = ALWAYS.slice(0, 3).reduce((sum, sort) => sum + second.count(sort) + third.count(sort), 0);
console.log(`${missing} missing kinds, fields and merge keys`);
process.exit(missing === 0 ? 0 : 1);
