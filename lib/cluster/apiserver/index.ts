export { ApiServer, type ApiServerOptions } from './apiserver';
export { definitionControllers } from './custom-resources';
export { DEFAULT_ISSUER, type AuthnOptions } from './authn/authn';
export type { ExecRequestOptions, LogOptions, NodeAnswer, NodeProxy } from './node-proxy';
export { OutboundError, type Outbound, type OutboundAddress, type OutboundRequest, type OutboundResponse } from './outbound';
export { Watches, type WatchesSnapshot } from './watch';
