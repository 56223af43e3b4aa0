export { goText, objectText, streamText, type ReaderHeaders } from './body-text';
export { definitionFor } from './definitions';
export { inGoOrder } from './in-go-order';
export { entriesOf, fieldOrder, inlineFields, JSON_SCHEMA, unionOf, type Entry } from './tables';
