import { createHash } from 'node:crypto';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { decodeProtobuf } from '@/lib/api/protobuf';
import type { Cluster } from '@/lib/cluster/cluster';
import { RAW_KEYS, registryPrefix } from '@/lib/cluster/store';
import { storedBytes } from './values';

/* eslint-disable @typescript-eslint/no-explicit-any -- requests are what the client sent */

const MOST_KEYS = 100_000;

interface Found {
  readonly key: string;
  readonly object: KubeObject;
  readonly resource: GroupResource;
  readonly created: number;
  readonly version: number;
}

const plain = (text: unknown) => Buffer.from(String(text ?? ''), 'base64').toString('utf8');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Reads and writes keys of the cluster's store as etcd's KV service does. Bodies are those of the JSON gateway. */
export class EtcdKeys {
  constructor(private readonly cluster: Cluster) {}

  /** Models RangeRequest. */
  range(body: any): object {
    const { store } = this.cluster;
    const revision = Number(body?.revision ?? 0);
    if (revision > store.revision) throw new Error('etcdserver: mvcc: required revision is a future revision');
    if (revision > 0 && revision < store.compactRevision) throw new Error('etcdserver: mvcc: required revision has been compacted');
    let found = revision > 0 && revision < store.revision ? this.at(body, revision) : this.find(body);
    const count = found.length;
    if (body?.count_only) return { count: String(count) };
    const { sort_target: target = 'KEY', sort_order: order = 'NONE' } = body ?? {};
    if (order !== 'NONE' || target !== 'KEY') {
      const by: Readonly<Record<string, (one: Found) => string | number>> = {
        KEY: ({ key }) => key,
        VERSION: ({ version }) => version,
        CREATE: ({ created }) => created,
        MOD: ({ object }) => Number(object.metadata.resourceVersion),
        VALUE: (one) => this.bytes(one).toString('latin1'),
      };
      const of = by[target] ?? by.KEY!;
      const sign = order === 'DESCEND' ? -1 : 1;
      found = [...found].sort((a, b) => (of(a) < of(b) ? -sign : of(a) > of(b) ? sign : 0));
    }
    const limit = Number(body?.limit ?? 0);
    const more = limit > 0 && found.length > limit;
    const kvs = (limit > 0 ? found.slice(0, limit) : found).map((one) => this.keyValue(one, body?.keys_only === true));
    return { ...(kvs.length > 0 && { kvs }), ...(more && { more: true }), ...(count > 0 && { count: String(count) }) };
  }

  /** Models PutRequest. A key of the registry takes what the API server could read: JSON or protobuf of an object. */
  put(body: any): object {
    const { store } = this.cluster;
    const key = plain(body?.key);
    if (key === '') throw new Error('etcdserver: key is not provided');
    const old = this.find({ key: body.key })[0];
    const resource = this.resourceOf(key);
    if (!resource) {
      const object = { apiVersion: '', kind: '', metadata: { name: key }, value: String(body?.value ?? '') } as unknown as KubeObject;
      if (old) store.update(RAW_KEYS, old.object, object);
      else store.create(RAW_KEYS, object);
    } else {
      const object = decoded(Buffer.from(String(body?.value ?? ''), 'base64'));
      if (!object) throw new Error('etcdserver: values that are no objects are not simulated below /registry');
      if (old) store.update(resource, old.object, object);
      else store.create(resource, object);
    }
    return body?.prev_kv && old ? { prev_kv: this.keyValue(old, false) } : {};
  }

  /** Models DeleteRangeRequest. */
  deleteRange(body: any): object {
    const found = this.find(body);
    const kvs = body?.prev_kv ? found.map((one) => this.keyValue(one, false)) : [];
    for (const { object, resource } of found) this.cluster.store.delete(resource, object);
    return { ...(found.length > 0 && { deleted: String(found.length) }), ...(kvs.length > 0 && { prev_kvs: kvs }) };
  }

  /** Models TxnRequest. */
  txn(body: any): object {
    const holds = (body?.compare ?? []).every((compare: any) => this.compares(compare));
    const responses = ((holds ? body?.success : body?.failure) ?? []).map((operation: any) => {
      if (operation.request_put) return { response_put: this.put(operation.request_put) };
      if (operation.request_delete_range) return { response_delete_range: this.deleteRange(operation.request_delete_range) };
      return { response_range: this.range(operation.request_range ?? {}) };
    });
    return { ...(holds && { succeeded: true }), responses };
  }

  private compares({ key, target, result, ...rest }: any): boolean {
    const [one] = this.find({ key });
    const left: string | number =
      target === 'VALUE'
        ? one
          ? this.bytes(one).toString('latin1')
          : ''
        : target === 'VERSION'
          ? (one?.version ?? 0)
          : target === 'CREATE'
            ? (one?.created ?? 0)
            : Number(one?.object.metadata.resourceVersion ?? 0);
    const right =
      target === 'VALUE'
        ? Buffer.from(String(rest.value ?? ''), 'base64').toString('latin1')
        : Number(rest.version ?? rest.create_revision ?? rest.mod_revision ?? 0);
    if (result === 'GREATER') return left > right;
    if (result === 'LESS') return left < right;
    return result === 'NOT_EQUAL' ? left !== right : left === right;
  }

  /** Changes to a range after a revision, for watchers that ask again. */
  changes(body: any): object {
    const after = Number(body?.after ?? this.cluster.store.revision);
    const events = this.cluster.store.changesAfter(after);
    if (!events) throw new Error('etcdserver: mvcc: required revision has been compacted');
    const within = matcher(body);
    return {
      events: events
        .filter(({ path }) => within(path))
        .map(({ type, path, object, old, revision }) => {
          const resource = this.resourceOf(path) ?? RAW_KEYS;
          const one = { key: path, object, resource, created: 0, version: 0 };
          return {
            type: type === 'DELETED' ? 'DELETE' : 'PUT',
            kv: {
              key: base64(path),
              mod_revision: String(revision),
              ...(type !== 'DELETED' && { value: this.bytes(one).toString('base64') }),
            },
            ...(body?.prev_kv && old && { prev_kv: { key: base64(path), value: this.bytes({ ...one, object: old }).toString('base64') } }),
          };
        }),
      revision: String(this.cluster.store.revision),
      channels: this.cluster.store.channels(),
    };
  }

  /** A number that is the same for the same content. */
  hash(): number {
    const digest = createHash('sha1').update(this.cluster.etcd.clusterId).update(String(this.cluster.store.revision)).digest();
    return digest.readUInt32BE(0);
  }

  private find(body: any): Found[] {
    const within = matcher(body);
    const found: Found[] = [];
    for (const [key, object, [created, version], resource] of this.cluster.store.registry('')) {
      if (within(key)) found.push({ key, object, resource, created, version });
      if (found.length >= MOST_KEYS) break;
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The keys as they were at an earlier revision. */
  private at(body: any, revision: number): Found[] {
    const events = this.cluster.store.changesAfter(revision);
    if (!events) throw new Error('etcdserver: mvcc: required revision has been compacted');
    const within = matcher(body);
    const found = new Map(this.find(body).map((one) => [one.key, one]));
    for (let i = events.length - 1; i >= 0; i--) {
      const { path, old } = events[i]!;
      if (!within(path)) continue;
      const resource = this.resourceOf(path) ?? RAW_KEYS;
      const before = found.get(path);
      if (old)
        found.set(path, {
          key: path,
          object: old,
          resource,
          created: before?.created ?? 0,
          version: Math.max(1, (before?.version ?? 2) - 1),
        });
      else found.delete(path);
    }
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private bytes({ resource, key, object }: Found): Buffer {
    return storedBytes(resource, key, object, this.cluster.encryptionEras());
  }

  private keyValue(one: Found, keysOnly: boolean): object {
    return {
      key: base64(one.key),
      create_revision: String(one.created),
      mod_revision: String(one.object.metadata.resourceVersion ?? one.created),
      version: String(one.version),
      ...(!keysOnly && { value: this.bytes(one).toString('base64') }),
    };
  }

  /** The resource whose objects have keys like this one; undefined for keys of nobody's. */
  private resourceOf(key: string): GroupResource | undefined {
    if (!key.startsWith('/registry/')) return undefined;
    for (const kind of this.cluster.kinds.all()) {
      const resource = { group: kind.group, resource: kind.plural };
      if (key.startsWith(registryPrefix(resource))) return resource;
    }
    return undefined;
  }
}

/** Whether a key is within `key`, or from `key` up to `range_end` (`\0`: to the end). */
function matcher(body: any): (key: string) => boolean {
  const from = plain(body?.key);
  if (body?.range_end === undefined || body.range_end === '') return (key) => key === from;
  const end = Buffer.from(String(body.range_end), 'base64').toString('latin1');
  if (end === '\0') return (key) => key >= from || from === '\0';
  return (key) => key >= from && Buffer.from(key).toString('latin1') < end;
}

function decoded(bytes: Buffer): KubeObject | undefined {
  try {
    if (bytes.subarray(0, 4).toString('latin1') === 'k8s\0') return decodeProtobuf(bytes);
    const value = JSON.parse(bytes.toString('utf8')) as KubeObject;
    return value?.kind && value.metadata?.name ? value : undefined;
  } catch {
    return undefined;
  }
}
