export * from './client';
export { informerQueue, newInformerFactory, type InformerFactoryOptions, type OwnedInformerFactory } from './informer-factory';
export { errorOf, newClient, resourcePath, type ClientOptions } from './new-client';
