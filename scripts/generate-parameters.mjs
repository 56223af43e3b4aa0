/**
 * Writes lib/api/openapi/parameters.gen.ts: what each query parameter of the API is for, from the doc comments of
 * client-node's operations. Run: `node scripts/generate-parameters.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const source = readFileSync(new URL('node_modules/@kubernetes/client-node/dist/gen/apis/CoreV1Api.d.ts', root), 'utf8');

/** Parameters whose meaning is the operation's, as `plural/subresource` by the operation that documents them. */
const operations = {
  'pods/attach': 'connectGetNamespacedPodAttach',
  'pods/exec': 'connectGetNamespacedPodExec',
  'pods/portforward': 'connectGetNamespacedPodPortforward',
  'pods/proxy': 'connectGetNamespacedPodProxy',
  'pods/log': 'readNamespacedPodLog',
  'services/proxy': 'connectGetNamespacedServiceProxy',
  'nodes/proxy': 'connectGetNodeProxy',
};

const plain = (text) =>
  text
    .replace(/\\&/g, '&')
    .replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/(\S) {2,}(?=\S)/g, '$1\n\n')
    .trim();

const types = { string: 'string', number: 'integer', boolean: 'boolean' };
const shared = {};
const own = {};
for (const [, comment, operation, signature] of source.matchAll(
  /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*(\w+)\(([^)]*)\): Promise<RequestContext>/g,
)) {
  const texts = new Map([...comment.matchAll(/@param _?(\w+) (.*)/g)].map(([, name, text]) => [name, plain(text)]));
  const kinds = new Map([...signature.matchAll(/_?(\w+)\??: (\w+)/g)].map(([, name, type]) => [name, types[type]]));
  const named = Object.keys(operations).find((key) => operations[key] === operation);
  for (const [name, text] of texts) {
    if (!kinds.get(name) || ['name', 'namespace', 'path', 'path2'].includes(name)) {
      if (!(named && name === 'path')) continue;
    }
    const entry = { type: kinds.get(name), description: text };
    if (named && name !== 'pretty') (own[named] ??= {})[name] = entry;
    else if (name === 'fieldManager' && operation.startsWith('patch')) shared['fieldManager:patch'] ??= entry;
    else shared[name] ??= entry;
  }
}
const lines = ['// Written by scripts/generate-parameters.mjs. Do not edit.'];
lines.push('export const parametersJson =', `  ${JSON.stringify(JSON.stringify({ shared, own }))};`, '');
writeFileSync(new URL('lib/api/openapi/parameters.gen.ts', root), lines.join('\n'));
