import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { inOrder, install, joinCommand } from './cast';

const HA = { profile: 'machines-ha' };
const ETCDCTL =
  'etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key';

/** The first control plane behind the load balancer. Returns the certificate key. */
function first(stage: Stage): string {
  const said = stage.ok('kubeadm init --control-plane-endpoint 172.30.1.10:6443 --upload-certs --pod-network-cidr 192.168.0.0/16');
  stage.ok('mkdir -p $HOME/.kube && cp /etc/kubernetes/admin.conf $HOME/.kube/config');
  return /--control-plane --certificate-key ([0-9a-f]{64})/.exec(said)![1]!;
}

describe('kubeadm join --control-plane', () => {
  scenario(
    'adds an API server and a member of etcd',
    (stage) => {
      install(stage, 'cp1', 'cp2');
      const key = first(stage);
      const said = stage.ok(`${joinCommand(stage)} --control-plane --certificate-key ${key}`, 'cp2');
      inOrder(
        said,
        '[preflight] Running pre-flight checks before initializing the new control plane instance',
        '[download-certs] Downloading the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace',
        '[certs] Using existing ca certificate authority',
        '[certs] Generating "apiserver" certificate and key',
        '[control-plane] Creating static Pod manifest for "kube-apiserver"',
        '[check-etcd] Checking that the etcd cluster is healthy',
        '[etcd] Announced new etcd member joining to the existing etcd cluster',
        '[etcd] Waiting for the new etcd member to join the cluster. This can take up to 5m0s',
        '[mark-control-plane] Marking the node cp2 as control-plane',
        '* A new etcd member was added to the local/stacked etcd cluster.',
      );
      stage.pass(30);
      expect(stage.kubectl('get nodes --no-headers').match(/control-plane/g)).toHaveLength(2);
      const members = stage.ok(`${ETCDCTL} member list`).split('\n');
      expect(members).toHaveLength(2);
      expect(members[1]).toMatch(/started, cp2, https:\/\/172\.30\.1\.12:2380, https:\/\/172\.30\.1\.12:2379, false/);
      expect(stage.kubectl("get endpointslices kubernetes -o jsonpath='{.endpoints[*].addresses[0]}'").split(' ')).toHaveLength(2);
    },
    HA,
  );

  scenario(
    'with a wrong key or without the authorities does not begin',
    (stage) => {
      install(stage, 'cp1', 'cp2');
      first(stage);
      const join = `${joinCommand(stage)} --control-plane`;
      expect(stage.fails(`${join} --certificate-key ${'0'.repeat(64)}`, 'cp2')).toContain(
        'error decoding secret data with provided key: cipher: message authentication failed',
      );
      expect(stage.fails(join, 'cp2')).toContain('failure loading certificate for CA');
    },
    HA,
  );

  scenario(
    'the uploaded certificates are gone after two hours; another key brings them back',
    (stage) => {
      install(stage, 'cp1', 'cp2');
      const key = first(stage);
      stage.pass(7400);
      expect(stage.fails('kubectl get secret -n kube-system kubeadm-certs')).toContain('NotFound');
      const join = `${joinCommand(stage)} --control-plane --certificate-key`;
      expect(stage.fails(`${join} ${key}`, 'cp2')).toContain('This Secret might have expired.');
      const again = /Using certificate key:\n([0-9a-f]{64})/.exec(stage.ok('kubeadm init phase upload-certs --upload-certs'))![1];
      expect(stage.ok(`${join} ${again}`, 'cp2')).toContain('a new control plane instance was created');
    },
    HA,
  );

  scenario(
    'three of them go on when the first stops',
    (stage) => {
      install(stage, 'cp1', 'cp2', 'cp3');
      const key = first(stage);
      for (const host of ['cp2', 'cp3']) stage.ok(`${joinCommand(stage)} --control-plane --certificate-key ${key}`, host);
      stage.pass(30);
      stage.ok('mkdir /root/away && mv /etc/kubernetes/manifests/*.yaml /root/away/');
      stage.pass(60);
      stage.ok('kubectl create configmap survives');
      expect(stage.kubectl('get configmap survives --no-headers')).toContain('survives');
    },
    HA,
  );

  scenario(
    'reset takes the member out of etcd',
    (stage) => {
      install(stage, 'cp1', 'cp2', 'cp3');
      const key = first(stage);
      for (const host of ['cp2', 'cp3']) stage.ok(`${joinCommand(stage)} --control-plane --certificate-key ${key}`, host);
      stage.ok('kubeadm reset -f', 'cp3');
      expect(stage.ok(`${ETCDCTL} member list`).split('\n')).toHaveLength(2);
      stage.ok('kubectl delete node cp3');
      expect(stage.ok(`${joinCommand(stage)} --control-plane --certificate-key ${key}`, 'cp3')).toContain(
        'a new control plane instance was created',
      );
    },
    HA,
  );

  scenario('a cluster without a stable endpoint takes no second one', (stage) => {
    stage.ok('kubeadm reset -f', 'node01');
    const said = stage.fails(`${joinCommand(stage)} --control-plane`, 'node01');
    expect(said).toContain('not simulated here');
  });
});
