import { CommandError, ConnectionError, ServerError } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { withLastAppliedStruct } from '../apply/last-applied';
import { readPipes } from './config-data';
import { validationOf } from '../resource/validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind, fields in the order of Go's structs */
export interface Generator_ {
  /** Collection below the namespace (or at the root): `/apis/apps/v1`, `deployments`. */
  readonly group: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** What stands before the server's message; absent: the Status itself is reported. */
  readonly failing?: string | ((k: Invocation) => string);
  /** --save-config does nothing under --dry-run=client. */
  readonly unsavedWhenDry?: boolean;
  readonly make: (k: Invocation, name: string) => any;
}

/** The one NAME that generators take. */
export function nameArgument(k: Invocation): string {
  const count = k.dashAt >= 0 && k.dashAt < k.args.length ? k.dashAt : k.args.length;
  if (count !== 1) throw k.usageError(`exactly one NAME is required, got ${count}`);
  return k.args[0]!;
}

/** Words after `--`. */
export const commandAfterDash = (k: Invocation): string[] => (k.dashAt >= 0 ? k.args.slice(k.dashAt) : k.args.slice(1));

/** metadata in the order of its struct; the namespace only when `-n` was given. */
export function metadata(k: Invocation, name: string, more: { labels?: object; annotations?: object; namespaced?: boolean } = {}): object {
  return {
    name,
    ...(more.namespaced !== false && k.namespaceForced && { namespace: k.namespace }),
    ...(more.labels && { labels: more.labels }),
    ...(more.annotations && { annotations: more.annotations }),
  };
}

/** The command that makes an object from flags and creates it. */
export function generated(generator: Generator_): Handler {
  return function* (k) {
    const name = nameArgument(k);
    yield* readPipes(k);
    const dryRun = dryRunOf(k);
    let object = generator.make(k, name);
    const saves = k.flags.has('save-config') && k.flags.bool('save-config') && !(generator.unsavedWhenDry && dryRun === 'client');
    if (saves) object = withLastAppliedStruct(object);
    const report = reporter(k, dryRun);
    if (dryRun === 'client') {
      report(object, 'created', { sorted: false });
      return 0;
    }
    const base = generator.group;
    const path = generator.namespaced ? `${base}/namespaces/${k.namespace}/${generator.plural}` : `${base}/${generator.plural}`;
    try {
      const query = {
        fieldManager: k.flags.has('field-manager') ? k.flags.text('field-manager') : undefined,
        fieldValidation: validationOf(k),
        dryRun: dryRun === 'server' ? 'All' : undefined,
      };
      report(k.rest.send('POST', path, { body: object, query }).body, 'created');
    } catch (error) {
      if (generator.failing === undefined || !(error instanceof ServerError || error instanceof ConnectionError)) throw error;
      const prefix = typeof generator.failing === 'string' ? generator.failing : generator.failing(k);
      throw new CommandError(`${prefix}${error.message}`);
    }
    return 0;
  };
}
