import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { changeFlag, logOf, MANAGER, withFlags } from './component';

describe('flags of kube-controller-manager that act', () => {
  scenario('--terminated-pod-gc-threshold: the oldest ended pods beyond it go', (stage) => {
    withFlags(stage, MANAGER, '--terminated-pod-gc-threshold=2');
    for (const name of ['a', 'b', 'c', 'd']) {
      stage.kubectl(`run ${name} --image=busybox --restart=Never -- true`);
      stage.pass(10);
    }
    stage.pass(60);
    expect(stage.list('pods').map(({ metadata }) => metadata.name)).toEqual(['c', 'd']);
  });

  scenario('--terminated-pod-gc-threshold=0 keeps all of them', (stage) => {
    withFlags(stage, MANAGER, '--terminated-pod-gc-threshold=0');
    for (const name of ['a', 'b', 'c']) stage.kubectl(`run ${name} --image=busybox --restart=Never -- true`);
    stage.pass(60);
    expect(stage.list('pods')).toHaveLength(3);
  });

  scenario('--cluster-signing-duration: certificates of requests are good for so long', (stage) => {
    withFlags(stage, MANAGER, '--cluster-signing-duration=48h');
    stage.ok("date -s '+340 days'");
    stage.pass(30);
    const text = stage.ok('openssl x509 -in /var/lib/kubelet/pki/kubelet-client-current.pem -noout -enddate', 'node01');
    expect(text).toMatch(/notAfter=Dec 23 .* 2026 GMT/);
  });

  scenario('without --cluster-signing-cert-file nothing is signed', (stage) => {
    stage.ok(`sed -i '/--cluster-signing-/d' /etc/kubernetes/manifests/${MANAGER}.yaml`);
    stage.pass(90);
    stage.ok("date -s '+340 days'");
    stage.pass(30);
    expect(stage.kubectl('get csr --no-headers')).toMatch(/Approved\n/);
    expect(stage.kubectl('get csr')).not.toContain('Issued');
  });

  scenario('--use-service-account-credentials=false: all controllers are the manager, which RBAC does not let do their work', (stage) => {
    changeFlag(stage, MANAGER, 'use-service-account-credentials', 'false');
    stage.kubectl('create deployment web --image=nginx');
    stage.pass(30);
    expect(stage.list('replicasets.apps')).toHaveLength(0);
    stage.kubectl('create clusterrolebinding manager --clusterrole=cluster-admin --user=system:kube-controller-manager');
    stage.pass(1200);
    expect(stage.list('replicasets.apps')).toHaveLength(1);
  });

  scenario('--node-cidr-mask-size: blocks of nodes that come are so large', (stage) => {
    withFlags(stage, MANAGER, '--node-cidr-mask-size=26', '--v=2');
    changeFlag(stage, MANAGER, 'cluster-cidr', '10.77.0.0/16');
    stage.apply('{apiVersion: v1, kind: Node, metadata: {name: node09}}');
    expect(stage.get('nodes', 'node09', '')?.spec?.podCIDR).toMatch(/^10\.77\.\d+\.\d+\/26$/);
  });

  scenario('--allocate-node-cidrs=false gives nodes that come none', (stage) => {
    changeFlag(stage, MANAGER, 'allocate-node-cidrs', 'false');
    stage.apply('{apiVersion: v1, kind: Node, metadata: {name: node09}}');
    expect(stage.get('nodes', 'node09', '')?.spec?.podCIDR).toBeUndefined();
  });

  scenario('--node-monitor-period: a silent node is noticed only when it is looked at', (stage) => {
    withFlags(stage, MANAGER, '--node-monitor-period=60s', '--node-monitor-grace-period=61s');
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(58);
    expect(stage.kubectl('get node node01 --no-headers')).not.toContain('NotReady');
    stage.pass(90);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
  });

  scenario('--node-startup-grace-period: a node that has never spoken is Unknown after it', (stage) => {
    withFlags(stage, MANAGER, '--node-startup-grace-period=20s');
    stage.kubectl(`apply -f - <<< '{apiVersion: v1, kind: Node, metadata: {name: node09}}'`);
    stage.pass(30);
    expect(JSON.stringify(stage.get('nodes', 'node09', '')?.status?.conditions)).toContain('NodeStatusNeverUpdated');
  });

  for (const gone of ['--pod-eviction-timeout=1m', '--enable-taint-manager=true', '--port=0']) {
    scenario(`${gone.split('=')[0]} is no flag any more`, (stage) => {
      withFlags(stage, MANAGER, gone);
      expect(logOf(stage, MANAGER)).toContain(`Error: unknown flag: ${gone.split('=')[0]}`);
    });
  }

  scenario('--concurrent-deployment-syncs and its like are taken', (stage) => {
    withFlags(stage, MANAGER, '--concurrent-deployment-syncs=10', '--concurrent-gc-syncs=5', '--concurrent-rc-syncs=2');
    stage.kubectl('create deployment web --image=nginx');
    stage.pass(30);
    expect(stage.list('pods')).toHaveLength(1);
  });

  scenario('--controllers=*,-nodelifecycle: nobody says that a node is silent', (stage) => {
    changeFlag(stage, MANAGER, 'controllers', '*,-node-lifecycle-controller');
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(300);
    expect(stage.kubectl('get node node01 --no-headers')).not.toContain('NotReady');
  });
});
