export { checkFields, type FieldFindings } from './check-fields';
export { normalizeObject } from './normalize';
export { definitionNames, describedSchemaFor, schemaFor, type FieldSchema, type ObjectSchema } from './schema';
