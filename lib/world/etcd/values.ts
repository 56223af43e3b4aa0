import { encodeProtobuf } from '@/lib/api/protobuf';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { encrypt, providerFor, type EncryptionEra } from '@/lib/cluster/apiserver/encryption';
import { RAW_KEYS, storedAsProtobuf } from '@/lib/cluster/store';

/** The bytes that etcd keeps for a key: what the API server wrote there, in protobuf or JSON, encrypted if it was told to. */
export function storedBytes(resource: GroupResource, key: string, object: KubeObject, eras: readonly EncryptionEra[]): Buffer {
  if (resource.group === RAW_KEYS.group && resource.resource === RAW_KEYS.resource) {
    return Buffer.from((object as { value?: string }).value ?? '', 'base64');
  }
  const { resourceVersion, ...metadata } = object.metadata;
  const bare = { ...object, metadata } as KubeObject;
  const plain = (storedAsProtobuf(resource.group) ? encodeProtobuf(bare) : undefined) ?? Buffer.from(`${JSON.stringify(bare)}\n`);
  const provider = providerFor(eras, resource, Number(resourceVersion ?? 0));
  return provider ? encrypt(provider, key, plain) : plain;
}
