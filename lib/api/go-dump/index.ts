export { dumpForHash } from './dump';
