export { decodeProtobuf } from './decode';
export { encodeProtobuf } from './encode';
export { ProtobufError } from './reader';
export { encodeSwagger } from './swagger';
