export { decodeProtobuf, fieldOrder } from './decode';
export { definitionFor } from './definitions';
export { ProtobufError } from './reader';
export { encodeSwagger } from './swagger';
