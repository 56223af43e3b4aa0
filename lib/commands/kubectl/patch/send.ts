import { schemaNameOf } from '../apply/apply';
import { threeWayPatch } from '../apply/strategic-diff';
import { resourcePath } from '../client/discovery';
import type { Invocation } from '../invocation';
import type { DryRun } from '../print/printer';
import type { Found } from '../resource/find';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** Sends the difference between an object as it was and as it should be; the object that comes of it. */
export function sendChange(k: Invocation, { resource, namespace, name, object }: Found, changed: any, dryRun: DryRun): any {
  const schema = schemaNameOf(resource);
  const patch = threeWayPatch(object, changed, object, schema) ?? {};
  return k.rest.send('PATCH', resourcePath(resource, namespace, name), {
    body: patch,
    headers: { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' },
    query: {
      fieldManager: k.flags.has('field-manager') ? k.flags.text('field-manager') : undefined,
      dryRun: dryRun === 'server' ? 'All' : undefined,
    },
  }).body;
}
