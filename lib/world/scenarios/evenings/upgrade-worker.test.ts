import { expect } from 'vitest';
import { upgradeKubeadm, versions } from '../kubeadm/cast';
import { scenario } from '../stage';

scenario(
  'Upgrade a worker after the control plane, through ssh, while its workload moves away',
  (stage) => {
    stage.kubectl('create deployment web --image=nginx --replicas=4');
    stage.settle();
    upgradeKubeadm(stage);
    stage.ok('kubeadm upgrade apply v1.36.3 -y');
    const on = (text: string) => stage.ok(`ssh node01 ${JSON.stringify(text)}`);
    on("sed -i 's/v1.35/v1.36/' /etc/apt/sources.list.d/kubernetes.list && apt-get update");
    on("apt-mark unhold kubeadm && apt-get install -y kubeadm='1.36.3-*' && apt-mark hold kubeadm");
    expect(on('kubeadm upgrade node')).toContain(
      '[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!',
    );
    expect(stage.kubectl('drain node01 --ignore-daemonsets --delete-emptydir-data')).toContain('node/node01 drained');
    stage.pass(30);
    expect(stage.kubectl('get pods -l app=web -o wide --no-headers')).not.toContain('node01');
    on("apt-mark unhold kubelet kubectl && apt-get install -y kubelet='1.36.3-*' kubectl='1.36.3-*' && apt-mark hold kubelet kubectl");
    on('systemctl daemon-reload && systemctl restart kubelet');
    expect(on('systemctl is-active kubelet')).toBe('active');
    stage.kubectl('uncordon node01');
    stage.pass(30);
    expect(versions(stage)).toEqual({ controlplane: 'v1.35.2', node01: 'v1.36.3', node02: 'v1.35.2' });
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready +<none>/);
    expect(stage.kubectl('get deployment web --no-headers')).toMatch(/4\/4/);
  },
  { profile: 'kubeadm-1.35' },
);
