export { base64Fault, checkFields, type FieldFindings } from './check-fields';
export { restoreFields, type RestoreFindings } from './restore-fields';
export { isNormal } from './is-normal';
export { normalizeObject } from './normalize';
export {
  definitionNames,
  definitionTexts,
  describedSchemaFor,
  refOf,
  schemaFor,
  type FieldSchema,
  type ObjectSchema,
  type SchemaRef,
} from './schema';
