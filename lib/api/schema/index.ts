export { checkFields, type FieldFindings } from './check-fields';
export { definitionNames, describedSchemaFor, schemaFor, type FieldSchema, type ObjectSchema } from './schema';
