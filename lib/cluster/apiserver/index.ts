export { ApiServer, type ApiServerOptions } from './apiserver';
export { DEFAULT_ISSUER, type AuthnOptions } from './authn/authn';
export type { ExecRequestOptions, LogOptions, NodeAnswer, NodeProxy } from './node-proxy';
export { Watches, type WatchesSnapshot } from './watch';
