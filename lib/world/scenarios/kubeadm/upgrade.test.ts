import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { inOrder, upgradeKubeadm, versions } from './cast';

const OLD = { profile: 'kubeadm-1.35' };

describe('a cluster of the minor version before', () => {
  scenario(
    'shows its version everywhere',
    (stage) => {
      expect(versions(stage)).toEqual({ controlplane: 'v1.35.2', node01: 'v1.35.2', node02: 'v1.35.2' });
      expect(stage.kubectl('version')).toContain('Server Version: v1.35.2');
      expect(stage.ok('kubelet --version')).toBe('Kubernetes v1.35.2');
      expect(stage.ok('kubeadm version -o short')).toBe('v1.35.2');
      expect(stage.ok('kubectl logs -n kube-system kube-apiserver-controlplane')).toContain('Version: v1.35.2');
      expect(stage.ok('grep image: /etc/kubernetes/manifests/etcd.yaml')).toContain('registry.k8s.io/etcd:3.6.6-0');
    },
    OLD,
  );
});

describe('kubeadm upgrade plan', () => {
  scenario(
    'offers the newest of the series; with a newer kubeadm the next minor version too',
    (stage) => {
      const before = stage.ok('kubeadm upgrade plan');
      expect(before).toContain('[upgrade/versions] Cluster version: 1.35.2');
      expect(before).toContain('Upgrade to the latest version in the v1.35 series:');
      expect(before).toContain('Note: Before you can perform this upgrade, you have to update kubeadm to v1.35.3.');
      expect(before).not.toContain('kubeadm upgrade apply v1.36');
      upgradeKubeadm(stage);
      const after = stage.ok('kubeadm upgrade plan');
      expect(after).toContain('kube-apiserver            controlplane   v1.35.2   v1.36.3');
      expect(after).toContain('kubelet     node01         v1.35.2   v1.36.3');
      expect(after).toContain('\tkubeadm upgrade apply v1.36.3\n');
      expect(after).toContain('kubelet.config.k8s.io     v1beta1           v1beta1             no');
    },
    OLD,
  );

  scenario('says that all is up to date', (stage) => {
    expect(stage.ok('kubeadm upgrade plan')).toContain("Awesome, you're up-to-date! Enjoy!");
  });
});

describe('kubeadm upgrade apply', () => {
  scenario(
    'replaces one static pod after the other',
    (stage) => {
      upgradeKubeadm(stage);
      const said = stage.ok('kubeadm upgrade apply v1.36.3 -y');
      inOrder(
        said,
        '[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
        '[upgrade] Running cluster health checks',
        '[upgrade/preflight] You have chosen to upgrade the cluster version to "v1.36.3"',
        '[upgrade/staticpods] Preparing for "etcd" upgrade',
        '[upgrade/staticpods] Renewing etcd-server certificate',
        '[upgrade/staticpods] Component "etcd" upgraded successfully!',
        '[upgrade/staticpods] Component "kube-apiserver" upgraded successfully!',
        '[upgrade/staticpods] Component "kube-controller-manager" upgraded successfully!',
        '[upgrade/staticpods] Component "kube-scheduler" upgraded successfully!',
        '[addons] Applied essential addon: CoreDNS',
        '[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "v1.36.3".',
      );
      expect(stage.kubectl('version')).toContain('Server Version: v1.36.3');
      // The kubelet is the packages' business.
      expect(versions(stage).controlplane).toBe('v1.35.2');
      stage.pass(60);
      const images = stage.kubectl("get pods -n kube-system -o jsonpath='{.items[*].spec.containers[*].image}'");
      expect(images).not.toContain('v1.35');
      expect(images).toContain('registry.k8s.io/etcd:3.6.8-0');
      expect(stage.ok('ls /etc/kubernetes/tmp')).toMatch(/kubeadm-backup-manifests-/);
      expect(stage.kubectl('get cm -n kube-system kubeadm-config -o yaml')).toContain('kubernetesVersion: v1.36.3');
    },
    OLD,
  );

  scenario(
    'keeps what is in the cluster',
    (stage) => {
      stage.kubectl('create deployment web --image=nginx --replicas=3');
      stage.settle();
      upgradeKubeadm(stage);
      stage.ok('kubeadm upgrade apply v1.36.3 -y');
      stage.pass(30);
      expect(stage.kubectl('get deployment web --no-headers')).toMatch(/3\/3/);
      expect(stage.kubectl("get pods -l app=web -o jsonpath='{.items[*].status.containerStatuses[*].restartCount}'")).toBe('0 0 0');
    },
    OLD,
  );

  scenario(
    'does not go further than kubeadm itself',
    (stage) => {
      expect(stage.fails('kubeadm upgrade apply v1.35.3 -y')).toContain(
        'Specified version to upgrade to "v1.35.3" is higher than the kubeadm version "v1.35.2". Upgrade kubeadm first using the tool you used to install kubeadm',
      );
      expect(stage.fails('kubeadm upgrade apply v1.37.0 -y')).toContain('is too high; kubeadm can upgrade only 1 minor version at a time');
    },
    OLD,
  );

  scenario(
    'asks first',
    (stage) => {
      upgradeKubeadm(stage);
      expect(stage.fails('echo n | kubeadm upgrade apply v1.36.3')).toContain('aborted upgrade operation');
      expect(stage.kubectl('version')).toContain('Server Version: v1.35.2');
    },
    OLD,
  );

  scenario(
    'renews the certificates of what it replaces',
    (stage) => {
      stage.pass(5);
      stage.ok("date -s '+100 days'");
      stage.pass(30);
      upgradeKubeadm(stage);
      stage.ok('kubeadm upgrade apply v1.36.3 -y');
      expect(stage.ok('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -enddate')).toContain('Apr');
    },
    OLD,
  );

  scenario(
    'a manifest changed by hand is made anew, and kept aside',
    (stage) => {
      stage.ok("sed -i '/- kube-scheduler$/a\\    - --v=3' /etc/kubernetes/manifests/kube-scheduler.yaml");
      stage.pass(40);
      upgradeKubeadm(stage);
      stage.ok('kubeadm upgrade apply v1.36.3 -y');
      expect(stage.ok('cat /etc/kubernetes/manifests/kube-scheduler.yaml')).not.toContain('--v=3');
      expect(stage.ok('cat /etc/kubernetes/tmp/kubeadm-backup-manifests-*/kube-scheduler.yaml')).toContain('--v=3');
    },
    OLD,
  );
});

describe('kubeadm upgrade diff', () => {
  scenario(
    'shows what apply would change',
    (stage) => {
      upgradeKubeadm(stage);
      const said = stage.ok('kubeadm upgrade diff v1.36.3');
      expect(said).toContain('--- /etc/kubernetes/manifests/kube-apiserver.yaml\n+++ new manifest\n@@ ');
      expect(said).toContain('-    image: registry.k8s.io/kube-scheduler:v1.35.2\n+    image: registry.k8s.io/kube-scheduler:v1.36.3');
      expect(stage.kubectl('version')).toContain('Server Version: v1.35.2');
    },
    OLD,
  );
});

describe('kubeadm upgrade node', () => {
  scenario(
    'on a worker brings the configuration of the kubelet up to date',
    (stage) => {
      upgradeKubeadm(stage);
      stage.ok('kubeadm upgrade apply v1.36.3 -y');
      upgradeKubeadm(stage, 'node01');
      inOrder(
        stage.ok('kubeadm upgrade node', 'node01'),
        '[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
        '[upgrade/preflight] Skipping prepull. Not a control plane node.',
        '[upgrade/control-plane] Skipping phase. Not a control plane node.',
        '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"',
        '[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!',
        '[upgrade/addon] Skipping the addon/kube-proxy phase. Not a control plane node.',
      );
      expect(versions(stage).node01).toBe('v1.35.2');
    },
    OLD,
  );

  scenario(
    'the VERSION column changes when the new kubelet is started, not when it is installed',
    (stage) => {
      upgradeKubeadm(stage, 'node01');
      stage.ok("apt-mark unhold kubelet && apt-get install -y kubelet='1.36.3-*'", 'node01');
      stage.pass(400);
      expect(versions(stage).node01).toBe('v1.35.2');
      expect(stage.ok('kubelet --version', 'node01')).toBe('Kubernetes v1.36.3');
      stage.ok('systemctl daemon-reload && systemctl restart kubelet', 'node01');
      stage.pass(10);
      expect(versions(stage).node01).toBe('v1.36.3');
    },
    OLD,
  );
});
