import type { ApiResponse } from '../client/client';
import { aggregate } from './aggregation/aggregate';
import { authorize } from './authz/authorize';
import { impersonate } from './authn/impersonation';
import type { Call, ResourceCall } from './call';
import { negotiateForm } from './negotiation';
import { serveNonResource } from './non-resource';
import { serveResource } from './rest/serve';
import { resolve } from './resolve';

/** One step: returns the answer, or nothing to go on to the next. Refusals are thrown StatusErrors. */
export interface Step {
  readonly name: string;
  run(call: Call): ApiResponse | undefined;
}

const step = (name: string, run: (call: Call) => ApiResponse | void): Step => ({ name, run: (call) => run(call) ?? undefined });

/**
 * The way of every request, in order. What happens to a write after `serve resource` has decoded it reads the same way, in
 * rest/create.ts and rest/update.ts: default → mutating admission → strategy → validate → validating admission → storage.
 */
export const chain: readonly Step[] = [
  step('authenticate', (call) => {
    call.user = call.server.authenticator.authenticate(call.request);
  }),
  step('audit', (call) => {
    call.audit = call.server.auditor()?.begin(call);
  }),
  step('impersonate', impersonate),
  step('authorize', authorize),
  step('aggregate', aggregate),
  step('serve other paths', (call) => (call.info.isResource ? undefined : serveNonResource(call))),
  step('resolve', resolve),
  step('negotiate', (call) => {
    call.form = negotiateForm(call.request.headers.accept);
  }),
  step('serve resource', (call) => serveResource(call as ResourceCall)),
];
