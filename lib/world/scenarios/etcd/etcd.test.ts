import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const PKI = '/etc/kubernetes/pki/etcd';
const E = `etcdctl --endpoints=https://127.0.0.1:2379 --cacert=${PKI}/ca.crt --cert=${PKI}/server.crt --key=${PKI}/server.key`;
const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
const log = (stage: Stage, name: string) => stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1`);
const useDirectory = (stage: Stage, path: string) => {
  stage.ok(`sed -i 's#path: /var/lib/etcd.*$#path: ${path}#' ${MANIFEST}`);
  stage.pass(90);
};

describe('etcdctl', () => {
  scenario('keys of the registry are resource, namespace and name', (stage) => {
    stage.kubectl('create configmap settings --from-literal=a=1');
    expect(stage.ok(`${E} get /registry/configmaps/default --prefix --keys-only`)).toContain('/registry/configmaps/default/settings');
    expect(stage.ok(`${E} get /registry/minions --prefix --keys-only | grep -v '^$'`).split('\n')).toEqual([
      '/registry/minions/controlplane',
      '/registry/minions/node01',
      '/registry/minions/node02',
    ]);
    expect(stage.ok(`${E} get /registry/services/specs/default/kubernetes --keys-only`)).toContain(
      '/registry/services/specs/default/kubernetes',
    );
  });

  scenario('objects are stored as protobuf, custom ones as JSON', (stage) => {
    stage.kubectl('create secret generic s --from-literal=password=hunter2');
    const text = stage.ok(`${E} get /registry/secrets/default/s --print-value-only | hexdump -C | head -2`);
    expect(text).toContain('6b 38 73 00');
    expect(stage.ok(`${E} get /registry/secrets/default/s | grep -ac hunter2`)).toBe('1');
  });

  scenario('put, get and del of keys of your own', (stage) => {
    expect(stage.ok(`${E} put foo bar`)).toBe('OK');
    expect(stage.ok(`${E} get foo`)).toBe('foo\nbar');
    expect(stage.ok(`${E} put foo baz; ${E} get foo -w fields | grep Version`)).toContain('"Version" : 2');
    expect(stage.ok(`${E} get foo --print-value-only`)).toBe('baz');
    expect(stage.ok(`${E} del foo`)).toBe('1');
    expect(stage.ok(`${E} get foo`)).toBe('');
  });

  scenario('ranges: prefix, limit, order, count', (stage) => {
    stage.ok(`for i in 1 2 3; do ${E} put k$i v$i; done`);
    expect(stage.ok(`${E} get k --prefix --keys-only | grep k`)).toBe('k1\nk2\nk3');
    expect(stage.ok(`${E} get k --prefix --limit=1 --order=DESCEND --print-value-only`)).toBe('v3');
    expect(stage.ok(`${E} get k1 k3 --print-value-only`)).toBe('v1\nv2');
    expect(stage.ok(`${E} get k --prefix --count-only -w fields`)).toContain('"Count" : 3');
  });

  scenario('an earlier revision can be read until it is compacted', (stage) => {
    stage.ok(`${E} put a 1`);
    const revision = JSON.parse(stage.ok(`${E} get a -w json`)).header.revision as number;
    stage.ok(`${E} put a 2`);
    expect(stage.ok(`${E} get a --rev=${revision} --print-value-only`)).toBe('1');
    expect(stage.ok(`${E} compaction ${revision + 1}`)).toBe(`compacted revision ${revision + 1}`);
    expect(stage.fails(`${E} get a --rev=${revision}`)).toContain('etcdserver: mvcc: required revision has been compacted');
  });

  scenario('a transaction compares, and does one thing or the other', (stage) => {
    stage.ok(`${E} put flag on`);
    const script = (value: string) => `printf 'value("flag") = "${value}"\\n\\nput result yes\\n\\nput result no\\n\\n' | ${E} txn`;
    expect(stage.ok(script('on'))).toContain('SUCCESS');
    expect(stage.ok(`${E} get result --print-value-only`)).toBe('yes');
    expect(stage.ok(script('off'))).toContain('FAILURE');
    expect(stage.ok(`${E} get result --print-value-only`)).toBe('no');
  });

  scenario('what is deleted below /registry is gone for the API server too', (stage) => {
    stage.kubectl('create configmap doomed');
    expect(stage.ok(`${E} del /registry/configmaps/default/doomed`)).toBe('1');
    expect(stage.fails('kubectl get configmap doomed')).toContain('configmaps "doomed" not found');
  });

  scenario('watch tells of puts and deletes as they come', (stage) => {
    const text = stage.ok(
      `${E} watch w > /tmp/w.txt & sleep 1; ${E} put w 1 >/dev/null; ${E} del w > /dev/null; sleep 2; kill %1; cat /tmp/w.txt`,
    );
    expect(text).toBe('PUT\nw\n1\nDELETE\nw\n');
  });

  scenario('the table of members', (stage) => {
    const [, header, , row] = stage.ok(`${E} member list -w table`).split('\n');
    expect(header).toMatch(/^\|\s+ID\s+\| STATUS\s+\|\s+NAME\s+\|\s+PEER ADDRS\s+\|\s+CLIENT ADDRS\s+\| IS LEARNER \|$/);
    expect(row).toMatch(
      /^\| [0-9a-f]{13,16} \| started \| controlplane \| https:\/\/172.30.1.2:2380 \| https:\/\/172.30.1.2:2379 \|      false \|$/,
    );
  });

  scenario('the health of an endpoint is a proposal that is committed', (stage) => {
    expect(stage.ok(`${E} endpoint health`)).toMatch(
      /^https:\/\/127.0.0.1:2379 is healthy: successfully committed proposal: took = [\d.]+ms$/,
    );
    expect(stage.ok(`${E} endpoint status`)).toMatch(/^https:\/\/127.0.0.1:2379, [0-9a-f]+, 3\.6\.\d+, 3\.6\.0, [\d.]+ MB, /);
  });

  scenario('without certificates the deadline is exceeded after five seconds', (stage) => {
    const before = stage.world.sim.now();
    expect(stage.fails('etcdctl get foo')).toContain('Error: context deadline exceeded');
    expect(stage.world.sim.now() - before).toBeGreaterThanOrEqual(5000);
  });

  scenario('a CA that is not theirs fails the handshake', (stage) => {
    const text = stage.fails(
      `etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/ca.crt --cert=${PKI}/server.crt --key=${PKI}/server.key get a`,
    );
    expect(text).toContain(
      'authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    );
  });

  scenario('the environment stands for flags', (stage) => {
    const environment = `export ETCDCTL_API=3 ETCDCTL_CACERT=${PKI}/ca.crt ETCDCTL_CERT=${PKI}/server.crt ETCDCTL_KEY=${PKI}/server.key`;
    expect(stage.ok(`${environment}; etcdctl member list`)).toContain('controlplane');
  });

  scenario('a certificate that is not there is told by its name', (stage) => {
    expect(stage.fails(`etcdctl --cacert=/nope.crt get a`)).toBe('Error: open /nope.crt: no such file or directory');
  });

  scenario("it runs in etcd's own pod", (stage) => {
    const inside = `kubectl exec -n kube-system etcd-controlplane -- ${E} endpoint health`;
    expect(stage.ok(inside)).toContain('is healthy');
  });

  scenario('the client port speaks JSON to curl', (stage) => {
    const curl = `curl -s --cacert ${PKI}/ca.crt --cert ${PKI}/server.crt --key ${PKI}/server.key`;
    expect(stage.ok(`${curl} https://127.0.0.1:2379/health`)).toBe('{"health":"true","reason":""}');
    expect(stage.ok('curl -s http://127.0.0.1:2381/readyz')).toBe('ok');
    expect(stage.sh('curl -sk https://127.0.0.1:2379/health').exit).not.toBe(0);
  });
});

describe('snapshots', () => {
  scenario('save, restore into another directory, point the manifest there: the cluster as of then', (stage) => {
    stage.kubectl('create namespace before');
    expect(stage.ok(`${E} snapshot save /opt/backup.db 2>/dev/null`)).toContain('Snapshot saved at /opt/backup.db');
    stage.kubectl('create namespace after');
    stage.ok('etcdutl snapshot restore /opt/backup.db --data-dir /var/lib/etcd-from-backup 2>/dev/null');
    useDirectory(stage, '/var/lib/etcd-from-backup');
    const namespaces = stage.kubectl('get namespaces -o name');
    expect(namespaces).toContain('namespace/before');
    expect(namespaces).not.toContain('namespace/after');
  });

  scenario('controllers make up for what has happened since', (stage) => {
    stage.kubectl('create deployment web --image=nginx --replicas=2');
    stage.settle();
    stage.ok(`${E} snapshot save /opt/backup.db 2>/dev/null`);
    stage.kubectl('delete deployment web');
    stage.settle();
    expect(stage.list('pods')).toHaveLength(0);
    stage.ok('etcdutl snapshot restore /opt/backup.db --data-dir /var/lib/etcd-r 2>/dev/null');
    useDirectory(stage, '/var/lib/etcd-r');
    stage.pass(120);
    expect(stage.kubectl('get deployment web --no-headers')).toContain('2/2');
  });

  scenario('--bump-revision keeps revisions rising for those who watched', (stage) => {
    stage.ok(`${E} snapshot save /opt/backup.db 2>/dev/null`);
    const before = stage.world.cluster.store.revision;
    stage.ok('etcdutl snapshot restore /opt/backup.db --data-dir /var/lib/etcd-r --bump-revision 1000000000 --mark-compacted 2>/dev/null');
    useDirectory(stage, '/var/lib/etcd-r');
    expect(stage.world.cluster.store.revision).toBeGreaterThan(before + 999_999_000);
    expect(stage.kubectl('get nodes --no-headers').split('\n')).toHaveLength(3);
  });

  scenario('the status of a file', (stage) => {
    stage.ok(`${E} snapshot save /opt/backup.db 2>/dev/null`);
    expect(stage.ok('etcdutl snapshot status /opt/backup.db -w table')).toMatch(
      /\|\s+HASH\s+\| REVISION \| TOTAL KEYS \| TOTAL SIZE \| STORAGE VERSION \|/,
    );
    expect(JSON.parse(stage.ok('etcdutl snapshot status /opt/backup.db -w json'))).toMatchObject({ revision: expect.any(Number) });
  });

  scenario('a directory that is not empty is left alone', (stage) => {
    stage.ok(`${E} snapshot save /opt/backup.db 2>/dev/null`);
    expect(stage.fails('etcdutl snapshot restore /opt/backup.db --data-dir /var/lib/etcd')).toContain(
      'Error: data-dir "/var/lib/etcd" not empty or could not be read',
    );
  });

  scenario('what is no snapshot is refused', (stage) => {
    stage.ok('echo nonsense > /opt/bad.db');
    expect(stage.fails('etcdutl snapshot status /opt/bad.db')).toContain('snapshot file integrity check failed');
    expect(stage.fails('etcdutl snapshot restore /opt/none.db --data-dir /tmp/d')).toContain(
      'open /opt/none.db: no such file or directory',
    );
  });

  scenario("a member's own database has no hash: it wants --skip-hash-check", (stage) => {
    const file = '/var/lib/etcd/member/snap/db';
    expect(stage.fails(`etcdutl snapshot restore ${file} --data-dir /tmp/d`)).toContain(
      'snapshot missing hash but --skip-hash-check=false',
    );
    stage.ok(`etcdutl snapshot restore ${file} --data-dir /tmp/d --skip-hash-check 2>/dev/null`);
    expect(stage.ok('ls /tmp/d/member')).toBe('snap\nwal');
  });

  scenario('etcdctl restores no more since 3.6', (stage) => {
    expect(stage.ok('etcdctl snapshot restore /opt/backup.db')).not.toContain('restored');
  });
});

describe('the data directory', () => {
  scenario('an empty one is an empty cluster, and the old one brings everything back', (stage) => {
    stage.kubectl('create namespace precious');
    useDirectory(stage, '/var/lib/etcd-empty');
    expect(stage.kubectl('get namespaces -o name')).not.toContain('precious');
    expect(stage.kubectl('get namespace kube-system -o name')).toBe('namespace/kube-system');
    useDirectory(stage, '/var/lib/etcd');
    expect(stage.kubectl('get namespaces -o name')).toContain('precious');
  });

  scenario('files that are copied while etcd is stopped are a backup', (stage) => {
    stage.kubectl('create namespace old');
    stage.ok(`mv ${MANIFEST} /root/; sleep 40; cp -r /var/lib/etcd /var/lib/etcd-copy; mv /root/etcd.yaml ${MANIFEST}; sleep 90`);
    stage.kubectl('create namespace new');
    useDirectory(stage, '/var/lib/etcd-copy');
    const names = stage.kubectl('get namespaces -o name');
    expect(names).toContain('namespace/old');
    expect(names).not.toContain('namespace/new');
  });

  scenario('a database that is rubbish ends etcd', (stage) => {
    stage.ok(`mv ${MANIFEST} /root/; sleep 40; echo rubbish > /var/lib/etcd/member/snap/db; mv /root/etcd.yaml ${MANIFEST}; sleep 30`);
    expect(log(stage, 'etcd')).toContain('failed to open database');
  });

  scenario('a certificate that is not there ends etcd, and then the API server', (stage) => {
    stage.ok(`sed -i 's#--cert-file=/etc/kubernetes/pki/etcd/server.crt#--cert-file=/etc/kubernetes/pki/etcd/srv.crt#' ${MANIFEST}`);
    stage.pass(30);
    expect(log(stage, 'etcd')).toContain('open /etc/kubernetes/pki/etcd/srv.crt: no such file or directory');
    stage.pass(180);
    expect(stage.fails('kubectl get nodes')).toContain('was refused');
  });

  scenario('a port in a URL that is none is refused at once', (stage) => {
    stage.ok(`sed -i 's#--listen-client-urls=.*#--listen-client-urls=https://127.0.0.1#' ${MANIFEST}`);
    stage.pass(30);
    expect(log(stage, 'etcd')).toContain('URL address does not have the form \\"host:port\\": https://127.0.0.1');
  });

  scenario('past its quota etcd raises NOSPACE and takes no writes until it is compacted, defragmented and disarmed', (stage) => {
    stage.ok(`sed -i 's#    - --snapshot-count=10000#    - --snapshot-count=10000\\n    - --quota-backend-bytes=2500000#' ${MANIFEST}`);
    stage.pass(90);
    stage.sh('for i in $(seq 1 80); do kubectl create configmap c$i; done');
    expect(stage.fails('kubectl create configmap more')).toContain('etcdserver: mvcc: database space exceeded');
    expect(stage.ok(`${E} alarm list`)).toMatch(/^memberID:\d+ alarm:NOSPACE/);
    expect(stage.fails(`${E} put a b`)).toContain('etcdserver: mvcc: database space exceeded');
    const revision = JSON.parse(stage.ok(`${E} endpoint status -w json`))[0].Status.header.revision as number;
    stage.ok(`${E} compaction ${revision}; ${E} defrag; ${E} alarm disarm`);
    stage.ok('kubectl create configmap more');
  });
});

describe('encryption at rest', () => {
  const configure = (stage: Stage, providers: string) => {
    stage.ok(
      `printf 'apiVersion: apiserver.config.k8s.io/v1\\nkind: EncryptionConfiguration\\nresources:\\n- resources: [secrets]\\n  providers: ${providers}\\n' > /etc/kubernetes/pki/enc.yaml; sed -i 's#    - --allow-privileged=true#    - --allow-privileged=true\\n    - --encryption-provider-config=/etc/kubernetes/pki/enc.yaml#' /etc/kubernetes/manifests/kube-apiserver.yaml`,
    );
    stage.pass(60);
  };
  const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

  scenario('aescbc: new secrets are written as k8s:enc:aescbc:v1:key1:, old ones stay as they were', (stage) => {
    stage.kubectl('create secret generic old --from-literal=a=visible');
    configure(stage, `[{aescbc: {keys: [{name: key1, secret: ${KEY}}]}}, {identity: {}}]`);
    stage.kubectl('create secret generic new --from-literal=a=hidden');
    expect(stage.ok(`${E} get /registry/secrets/default/new --print-value-only | head -c 23`)).toBe('k8s:enc:aescbc:v1:key1:');
    expect(stage.ok(`${E} get /registry/secrets/default/new | grep -ac hidden || true`)).toBe('0');
    expect(stage.ok(`${E} get /registry/secrets/default/old | grep -ac visible`)).toBe('1');
    expect(stage.kubectl('get secret new -o jsonpath={.data.a}')).toBe(Buffer.from('hidden').toString('base64'));
  });

  scenario('replacing all secrets encrypts the old ones too', (stage) => {
    stage.kubectl('create secret generic old --from-literal=a=visible');
    configure(stage, `[{secretbox: {keys: [{name: k2, secret: ${KEY}}]}}, {identity: {}}]`);
    stage.ok('kubectl get secrets -A -o json | kubectl replace -f -');
    stage.ok('kubectl annotate secret old touched=yes');
    expect(stage.ok(`${E} get /registry/secrets/default/old | head -c 80`)).toContain('k8s:enc:secretbox:v1:k2:');
  });

  scenario('identity first writes plain text', (stage) => {
    configure(stage, `[{identity: {}}, {aescbc: {keys: [{name: key1, secret: ${KEY}}]}}]`);
    stage.kubectl('create secret generic s --from-literal=a=plain');
    expect(stage.ok(`${E} get /registry/secrets/default/s | grep -ac plain`)).toBe('1');
  });

  scenario('a key of the wrong length keeps the API server down', (stage) => {
    configure(stage, '[{aescbc: {keys: [{name: key1, secret: c2hvcnQ=}]}}]');
    expect(log(stage, 'kube-apiserver')).toContain('secret is not of the expected length, got 5, expected one of [16 24 32]');
  });

  scenario('a file that is not there keeps the API server down', (stage) => {
    configure(stage, '[{identity: {}}]');
    stage.ok('sed -i s#pki/enc.yaml#pki/nope.yaml# /etc/kubernetes/manifests/kube-apiserver.yaml');
    stage.pass(60);
    expect(log(stage, 'kube-apiserver')).toContain('open /etc/kubernetes/pki/nope.yaml: no such file or directory');
  });
});
