import type { Resource } from '../client/discovery';
import { CommandError, Fatal } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { explainRequestOf } from './explain-request';
import { explainV2 } from './explain-v2';
import { explainV3 } from './explain-v3';

/** `kubectl explain` (Models kubectl/pkg/cmd/explain): from the OpenAPI documents that the server serves. */
export const explain: Handler = (k) => {
  if (k.args.length === 0)
    throw new Fatal(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  if (k.args.length > 1) throw new CommandError('We accept only this format: explain RESOURCE');
  const output = k.flags.text('output');
  const wanted = k.flags.text('api-version');
  const recursive = k.flags.bool('recursive');
  const { resource, path } = explainRequestOf(k, k.args[0]!, wanted === '');
  if (output === 'plaintext-openapiv2') {
    k.out(explainV2(k.rest.get('/openapi/v2'), kindAt(resource, wanted), path, recursive));
    return 0;
  }
  const at = { ...groupVersion(resource, wanted), resource: resource.plural };
  const document = documentOf(k, at.group, at.version);
  if (document === undefined) throw new CommandError(`couldn't find resource for "${at.group}/${at.version}, Resource=${at.resource}"`);
  if (output !== 'plaintext') throw new CommandError(`unrecognized format: ${output}`);
  const { text, error } = explainV3(document, at, path, recursive);
  k.out(text);
  if (error) throw error;
  return 0;
};

function groupVersion(resource: Resource, wanted: string): { group: string; version: string } {
  if (wanted === '') return resource;
  const parts = wanted.split('/');
  if (parts.length > 2) throw new CommandError(`unexpected GroupVersion string: ${wanted}`);
  return parts.length === 2 ? { group: parts[0]!, version: parts[1]! } : { group: '', version: wanted };
}

const kindAt = (resource: Resource, wanted: string) => ({ ...groupVersion(resource, wanted), kind: resource.kind });

/** The document of a group's version, or undefined if the server has none. */
function documentOf(k: Invocation, group: string, version: string): unknown {
  const paths = k.rest.get<{ paths: Record<string, { serverRelativeURL: string } | undefined> }>('/openapi/v3').paths;
  const url = paths[group === '' ? `api/${version}` : `apis/${group}/${version}`]?.serverRelativeURL;
  if (url === undefined) return undefined;
  const [path = '', query = ''] = url.split('?');
  return k.rest.get(path, { query: Object.fromEntries(new URLSearchParams(query)) });
}
