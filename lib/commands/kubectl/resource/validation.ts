import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import type { Manifest } from './manifests';

/** `--validate` as the server's fieldValidation. */
export function validationOf(k: Invocation): 'Strict' | 'Warn' | 'Ignore' {
  const value = k.flags.has('validate') ? k.flags.text('validate') : 'strict';
  switch (value) {
    case 'strict':
    case 'true':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'ignore':
    case 'false':
      return 'Ignore';
    default:
      throw new CommandError(`invalid validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
  }
}

/** What kubectl itself checks before it asks the server. */
export function checkBasics({ object, source }: Manifest, validation: string): void {
  if (validation === 'Ignore') return;
  const missing: string[] = [];
  if (!object.apiVersion) missing.push('apiVersion not set');
  if (!object.kind) missing.push('kind not set');
  if (missing.length === 0) return;
  const what = missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`;
  throw new CommandError(
    `error validating ${JSON.stringify(source)}: error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}
