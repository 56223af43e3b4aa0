export { keyOf, type KeyHistory, type StoreEvent } from './collection';
export { Etcd, etcdChannel, type EtcdAlarm, type EtcdRunning, type EtcdSnapshot, type StartOptions } from './etcd';
export { dataFile, readDataFile, type EtcdData, type EtcdMember } from './etcd-data';
export { registryPrefix, storedAsProtobuf } from './registry-keys';
export { collectionId, RAW_KEYS, Store, storeChannel, StoreError, type StoreSnapshot } from './store';
