import { CommandError, ReadError } from '../errors';
import type { Resource } from '../client/discovery';
import type { Invocation } from '../invocation';
import { klogStamp } from '../print/printer';

/** The server's fieldValidation. */
export type Validation = 'Strict' | 'Warn' | 'Ignore';

/** `--validate` as the server's fieldValidation. */
export function validationOf(k: Invocation): Validation {
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
      throw new CommandError(
        `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

/** Says that a kind whose objects nobody patches takes no field validation (Models resource.QueryParamVerifierV3). */
export function warnUnvalidated(k: Invocation, { verbs }: Resource, validation: Validation): void {
  if (validation !== 'Warn' || verbs.includes('patch')) return;
  k.err(
    `${klogStamp(k)} schema.go:145] cannot perform warn validation if server-side field validation is unsupported, skipping validation\n`,
  );
}

/** What kubectl itself finds wrong with a document before it asks the server; undefined for nothing. */
export function basicFault(value: unknown, source: string, validation: Validation): ReadError | undefined {
  if (validation === 'Ignore') return undefined;
  const problem = kindProblem(value);
  if (problem === undefined) return undefined;
  return new ReadError(
    `error validating ${JSON.stringify(source)}: error validating data: ${problem}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

/** Why a document cannot be said to be of any kind. Models kubectl/pkg/validation.getObjectKind. */
export function kindProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid object to validate';
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  const missing: string[] = [];
  if (!apiVersion) missing.push('apiVersion not set');
  if (!kind) missing.push('kind not set');
  if (missing.length === 0) return undefined;
  return missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`;
}
