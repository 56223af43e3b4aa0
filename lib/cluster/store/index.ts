export { keyOf, type StoreEvent } from './collection';
export { collectionId, Store, storeChannel, StoreError, type StoreSnapshot } from './store';
