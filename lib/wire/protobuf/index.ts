export { decodeProtobuf } from './decode';
export { ProtobufError } from './reader';
