export { decodeProtobuf } from './decode';
export { definitionFor } from './definitions';
export { encodeProtobuf } from './encode';
export { ProtobufError } from './reader';
export { encodeSwagger } from './swagger';
export { fieldOrder } from './tables';
