import { deepEqual } from '@/lib/api/freeze';
import type { FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { failure } from '@/lib/api/status';
import { checkRules, embeddedErrors, listTypeErrors, validateValue, type JsonSchema, type MetaValidator } from '@/lib/api/structural';
import type { ScalePaths } from '../custom-resource-definition/definition';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';
import { scaleErrors } from './scale';

export interface CustomStrategyOptions {
  readonly group: string;
  readonly plural: string;
  readonly schema: JsonSchema | undefined;
  /** The version has a status subresource. */
  readonly status: boolean;
  readonly scale: ScalePaths | undefined;
  readonly validateMeta: MetaValidator;
  /** The definition is being deleted: nothing new is taken. */
  readonly terminating: boolean;
}

/** Rules of a custom resource in one version. Models apiextensions registry/customresource. */
export function customStrategy(options: CustomStrategyOptions): Strategy {
  const { group, plural, status, terminating } = options;
  const findings = new WeakMap<KubeObject, readonly string[]>();

  function check(object: KubeObject, old: KubeObject | undefined, statusOnly: boolean): FieldError[] {
    const { schema, scale, validateMeta } = options;
    const found: FieldError[] = [];
    if (schema) found.push(...validateValue(object, schema, old && { value: old }));
    if (scale) found.push(...scaleErrors(object, scale, statusOnly));
    found.push(...embeddedErrors(object, schema, false, validateMeta));
    if (!old || listTypeErrors(old, schema).length === 0) found.push(...listTypeErrors(object, schema));
    if (schema) {
      const rules = checkRules(object, schema, old, found);
      found.push(...rules.errors);
      if (rules.warnings.length > 0) findings.set(object, rules.warnings);
    }
    return found;
  }

  return {
    anyFinalizers: true,
    prepareForCreate(object) {
      if (terminating) {
        const details = { group, kind: plural };
        throw failure(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', details);
      }
      if (!status || object.status === undefined) return object;
      const { status: _, ...rest } = object;
      return rest as KubeObject;
    },
    prepareForUpdate(object, old) {
      if (status) return keepStatus(object, old);
      const raised = old.metadata.generation !== undefined && !deepEqual(object.status, old.status);
      return raised ? { ...object, metadata: { ...object.metadata, generation: old.metadata.generation! + 1 } } : object;
    },
    prepareForStatusUpdate(object, old) {
      const { managedFields } = object.metadata;
      const { status: _, ...rest } = old;
      const { managedFields: _fields, ...metadata } = old.metadata;
      return {
        ...rest,
        metadata: { ...metadata, ...(managedFields && { managedFields }) },
        ...(object.status !== undefined && { status: object.status }),
      } as KubeObject;
    },
    validate: (object) => check(object, undefined, false),
    validateUpdate: (object, old) => check(object, old, false),
    validateStatusUpdate: (object, old) => check(object, old, true),
    warnings: (object, old) => [...finalizerWarnings(object, old), ...(findings.get(object) ?? [])],
  };
}

const STANDARD_FINALIZERS = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

function finalizerWarnings(object: KubeObject, old: KubeObject | undefined): string[] {
  const known = old?.metadata.finalizers ?? [];
  return [...(object.metadata.finalizers ?? [])]
    .filter((name) => !known.includes(name) && !name.includes('/') && !STANDARD_FINALIZERS.has(name))
    .sort()
    .map(
      (name) =>
        `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
    );
}
