import type { Cluster } from '@/lib/cluster/cluster';
import { dataFile, readDataFile, type StartOptions } from '@/lib/cluster/store';
import type { HostCallHandler } from '@/lib/hosts/host-calls';

/**
 * The host call `etcd`: what an etcd process and etcdutl do with data directories and snapshot files. Operations:
 * `start`, `stop`, `removed` of the caller's own member; `snapshot-file { data }` → text of a file; `snapshot-status { text }`;
 * `restore { text, name, initialCluster, token, bumpRevision, markCompacted }`; `defragment { text }`.
 */
export function etcdCall(cluster: () => Cluster | undefined): HostCallHandler {
  return ({ kernel }, call) => {
    const found = cluster();
    if (!found) return { fatal: 'corrupt' };
    const { etcd, sim } = found;
    const host = kernel.name;
    switch (call.op) {
      case 'start': {
        const fresh = call.data === undefined;
        const started = etcd.start(host, call as unknown as StartOptions);
        if ('fatal' in started) return started;
        // Whoever waits for etcd asks again as soon as it answers.
        found.etcdChanged();
        return { file: dataFile(started.data, started.member), member: started.member, clusterId: etcd.clusterId, fresh };
      }
      case 'stop': {
        const stopped = etcd.stop(host);
        found.etcdChanged();
        return stopped && dataFile(stopped.data, stopped.member);
      }
      case 'removed': {
        const own = etcd.running(host);
        return own !== undefined && etcd.isRemoved(own.member);
      }
      case 'snapshot-file':
        return dataFile(String(call.data));
      case 'snapshot-status': {
        const file = readDataFile(String(call.text));
        const data = file && etcd.data(file.data);
        if (!data) return undefined;
        const { objects, changes } = data.store.counts();
        const size = 20_480 + (objects + changes) * 2_200;
        const hash = [...`${data.clusterId}${data.store.revision}${objects}`].reduce(
          (sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) >>> 0,
          7,
        );
        return {
          hash,
          revision: data.store.revision,
          totalKey: objects + changes,
          totalSize: size,
          version: '3.6.0',
          snapshot: data.snapshot === true,
        };
      }
      case 'restore': {
        const file = readDataFile(String(call.text));
        if (!file) return undefined;
        const restored = etcd.restoreSnapshot(file.data, {
          name: String(call.name),
          initialCluster: String(call.initialCluster),
          token: String(call.token),
          bumpRevision: Number(call.bumpRevision ?? 0),
          markCompacted: call.markCompacted === true,
        });
        return restored && { ...restored, file: dataFile(restored.data, restored.member), at: sim.now() };
      }
      default:
        return undefined;
    }
  };
}
