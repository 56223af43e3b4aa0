export { decodeProtobuf } from './decode';
export { ProtobufError } from './reader';
export { encodeSwagger } from './swagger';
