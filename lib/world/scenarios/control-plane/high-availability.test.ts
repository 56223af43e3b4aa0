import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const PKI = '/etc/kubernetes/pki/etcd';
const E = `etcdctl --endpoints=https://127.0.0.1:2379 --cacert=${PKI}/ca.crt --cert=${PKI}/server.crt --key=${PKI}/server.key`;
const MANIFESTS = '/etc/kubernetes/manifests';
const away = (stage: Stage, host: string, ...names: string[]) =>
  stage.ok(names.map((name) => `mv ${MANIFESTS}/${name}.yaml /root/`).join(';'), host);
const back = (stage: Stage, host: string, ...names: string[]) =>
  stage.ok(names.map((name) => `mv /root/${name}.yaml ${MANIFESTS}/`).join(';'), host);
const ha = { profile: 'kubeadm-ha' };
const holder = (stage: Stage, name: string) =>
  String(stage.get('leases.coordination.k8s.io', name, 'kube-system')?.spec.holderIdentity).replace(/_.*/, '');

describe('three control planes behind a load balancer', () => {
  scenario(
    'all nodes are Ready, each control plane has its four static pods',
    (stage) => {
      expect(stage.kubectl('get nodes --no-headers').split('\n')).toHaveLength(5);
      expect(stage.kubectl('get nodes')).not.toContain('NotReady');
      for (const component of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
        const pods = stage.kubectl(`get pods -n kube-system -l component=${component} --no-headers`).split('\n');
        expect(pods.filter((line) => line.includes('1/1'))).toHaveLength(3);
      }
    },
    ha,
  );

  scenario(
    'kubeconfigs name the load balancer, components the API server beside them',
    (stage) => {
      expect(stage.ok('grep server: /etc/kubernetes/admin.conf')).toContain('https://172.30.1.10:6443');
      expect(stage.ok('grep server: /etc/kubernetes/scheduler.conf', 'cp2')).toContain('https://172.30.1.12:6443');
    },
    ha,
  );

  scenario(
    'the load balancer drops an API server that is down',
    (stage) => {
      away(stage, 'cp1', 'kube-apiserver');
      stage.pass(40);
      for (let i = 0; i < 4; i++) expect(stage.kubectl('get nodes --no-headers')).toContain('cp2');
      away(stage, 'cp2', 'kube-apiserver');
      away(stage, 'cp3', 'kube-apiserver');
      stage.pass(40);
      expect(stage.sh('kubectl get nodes').exit).toBe(1);
      back(stage, 'cp2', 'kube-apiserver');
      stage.pass(60);
      expect(stage.kubectl('get nodes --no-headers')).toContain('cp1');
    },
    ha,
  );

  scenario(
    'the endpoints of kubernetes are the API servers that serve',
    (stage) => {
      const addresses = () => stage.kubectl('get endpoints kubernetes -o jsonpath={.subsets[0].addresses[*].ip} 2>/dev/null');
      expect(addresses()).toBe('172.30.1.11 172.30.1.12 172.30.1.13');
      away(stage, 'cp3', 'kube-apiserver');
      stage.pass(60);
      expect(addresses()).toBe('172.30.1.11 172.30.1.12');
    },
    ha,
  );

  scenario(
    'another scheduler takes over within the duration of the lease',
    (stage) => {
      const first = holder(stage, 'kube-scheduler');
      away(stage, first, 'kube-scheduler');
      stage.pass(60);
      const second = holder(stage, 'kube-scheduler');
      expect(second).not.toBe(first);
      stage.kubectl('run web --image=nginx');
      stage.settle();
      expect(stage.get('pods', 'web')?.status?.phase).toBe('Running');
    },
    ha,
  );

  scenario(
    'another controller manager takes over',
    (stage) => {
      const first = holder(stage, 'kube-controller-manager');
      away(stage, first, 'kube-controller-manager');
      stage.pass(60);
      expect(holder(stage, 'kube-controller-manager')).not.toBe(first);
      stage.kubectl('create deployment web --image=nginx');
      stage.settle();
      expect(stage.kubectl('get deployment web --no-headers')).toContain('1/1');
    },
    ha,
  );

  scenario(
    'etcd goes on without one member, with another leader',
    (stage) => {
      away(stage, 'cp1', 'etcd', 'kube-apiserver');
      stage.pass(60);
      stage.kubectl('create configmap still');
      expect(stage.ok(`${E} endpoint status`, 'cp2')).toMatch(/, (true|false), false, 3, /);
      back(stage, 'cp1', 'etcd', 'kube-apiserver');
      stage.pass(60);
      expect(stage.ok(`${E} get /registry/configmaps/default/still --keys-only`)).toContain('still');
    },
    ha,
  );

  scenario(
    'without two of three there is no quorum: nothing is read or written, until one is back',
    (stage) => {
      away(stage, 'cp2', 'etcd');
      away(stage, 'cp3', 'etcd');
      stage.pass(40);
      expect(stage.fails('kubectl --server=https://172.30.1.11:6443 create configmap lost')).toContain('etcdserver: request timed out');
      expect(stage.fails(`${E} endpoint health`)).toContain('is unhealthy: failed to commit proposal: context deadline exceeded');
      expect(stage.ok(`${E} endpoint status`)).toContain('etcdserver: no leader');
      back(stage, 'cp2', 'etcd');
      stage.pass(240);
      stage.ok('kubectl create configmap found');
    },
    ha,
  );

  scenario(
    'a member whose disk is lost is removed and added anew',
    (stage) => {
      away(stage, 'cp3', 'etcd');
      stage.pass(40);
      stage.ok('rm -rf /var/lib/etcd/member', 'cp3');
      const id = stage.ok(`${E} member list | grep cp3 | cut -d, -f1`).trim();
      expect(stage.ok(`${E} member remove ${id}`)).toContain(`Member ${id.padStart(16)} removed from cluster`);
      expect(stage.ok(`${E} member add cp3 --peer-urls=https://172.30.1.13:2380`)).toContain('ETCD_INITIAL_CLUSTER_STATE="existing"');
      expect(stage.ok(`${E} member list`)).toContain('unstarted');
      back(stage, 'cp3', 'etcd');
      stage.pass(60);
      expect(stage.ok(`${E} member list | grep cp3`)).toContain('started, cp3');
    },
    ha,
  );

  scenario(
    'an empty member that was not removed first has already been bootstrapped',
    (stage) => {
      away(stage, 'cp3', 'etcd');
      stage.pass(40);
      stage.ok('rm -rf /var/lib/etcd/member', 'cp3');
      back(stage, 'cp3', 'etcd');
      stage.pass(60);
      expect(stage.ok('crictl logs $(crictl ps -a -q --name etcd | head -1) 2>&1', 'cp3')).toContain('has already been bootstrapped');
    },
    ha,
  );

  scenario(
    'the leader can be moved',
    (stage) => {
      const id = stage.ok(`${E} member list | grep cp2 | cut -d, -f1`).trim();
      const all = E.replace('https://127.0.0.1:2379', 'https://172.30.1.11:2379,https://172.30.1.12:2379,https://172.30.1.13:2379');
      expect(stage.ok(`${all} move-leader ${id}`)).toContain(`to ${id}`);
      expect(stage.ok(`${E} endpoint status`, 'cp2')).toContain('true, false, 3');
    },
    ha,
  );

  scenario(
    'a learner votes only once it is promoted',
    (stage) => {
      expect(stage.ok(`${E} member add extra --peer-urls=https://172.30.1.99:2380 --learner`)).toContain('added as learner to cluster');
      const id = stage.ok(`${E} member list | grep 172.30.1.99 | cut -d, -f1`).trim();
      expect(stage.fails(`${E} member promote ${id}`)).toContain('can only promote a learner member which is in sync with leader');
    },
    ha,
  );

  scenario(
    'two members down for good: --force-new-cluster makes one of the survivor',
    (stage) => {
      stage.kubectl('create configmap kept');
      away(stage, 'cp2', 'etcd', 'kube-apiserver');
      away(stage, 'cp3', 'etcd', 'kube-apiserver');
      stage.pass(60);
      stage.ok(`sed -i 's#^    - etcd$#    - etcd\\n    - --force-new-cluster#' ${MANIFESTS}/etcd.yaml`);
      stage.pass(240);
      expect(stage.ok(`${E} member list`).split('\n')).toHaveLength(1);
      expect(stage.kubectl('get configmap kept -o name')).toBe('configmap/kept');
    },
    ha,
  );
});

describe('etcd on hosts of its own', () => {
  const external = { profile: 'kubeadm-ha-external-etcd' };

  scenario(
    'API servers name all three, and etcd runs under systemd',
    (stage) => {
      expect(stage.ok(`grep etcd-servers ${MANIFESTS}/kube-apiserver.yaml`)).toContain(
        '--etcd-servers=https://172.30.3.11:2379,https://172.30.3.12:2379,https://172.30.3.13:2379',
      );
      expect(stage.ok('systemctl is-active etcd', 'etcd1')).toBe('active');
      expect(stage.ok(`${E} member list`, 'etcd1').split('\n')).toHaveLength(3);
      expect(stage.kubectl('get pods -n kube-system -l component=etcd 2>&1')).toContain('No resources found');
    },
    external,
  );

  scenario(
    'one etcd may stop; with two stopped the cluster stands still until one starts again',
    (stage) => {
      stage.ok('systemctl stop etcd', 'etcd1');
      stage.kubectl('create configmap one');
      stage.ok('systemctl stop etcd', 'etcd2');
      expect(stage.fails('kubectl create configmap two')).toContain('etcdserver: request timed out');
      stage.ok('systemctl start etcd', 'etcd2');
      stage.pass(5);
      stage.kubectl('create configmap three');
    },
    external,
  );
});
