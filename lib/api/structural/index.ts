/** Structural schemas of custom resources: rules for the schemas themselves, and what they do with objects. Pure. */
export { withDefaults } from './default';
export { objectSchemaOf } from './fields';
export { readFieldPath } from './field-path';
export { isKnownFormat } from './formats';
export { goRule, goSchema } from './go-value';
export { asResource, isMap, type JsonSchema, type ValidationRule } from './json-schema';
export { listTypeErrors } from './list-types';
export { coerce, embeddedErrors, type MetaValidator } from './metadata';
export { pruned } from './prune';
export { publishedSchema } from './publish';
export { checkRules, type RuleFindings } from './rules';
export { schemaErrors, schemaHas } from './schema-rules';
export { validateValue } from './validate';
