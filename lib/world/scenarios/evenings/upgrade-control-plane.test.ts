import { expect } from 'vitest';
import { inOrder, versions } from '../kubeadm/cast';
import { scenario } from '../stage';

scenario(
  'Upgrade the control plane from v1.35 to v1.36.3: drain, kubeadm, apply, kubelet and kubectl, uncordon',
  (stage) => {
    expect(versions(stage).controlplane).toBe('v1.35.2');
    stage.ok("sed -i 's#/v1.35/#/v1.36/#' /etc/apt/sources.list.d/kubernetes.list");
    stage.ok('sudo apt update');
    expect(stage.ok('sudo apt-cache madison kubeadm')).toContain('kubeadm | 1.36.3-1.1 |');
    expect(
      stage.ok(
        "sudo apt-mark unhold kubeadm && sudo apt-get update && sudo apt-get install -y kubeadm='1.36.3-*' && sudo apt-mark hold kubeadm",
      ),
    ).toContain('Setting up kubeadm (1.36.3-1.1) ...\nkubeadm set on hold.');
    expect(stage.ok('kubeadm version')).toContain('GitVersion:"v1.36.3"');
    expect(stage.ok('sudo kubeadm upgrade plan')).toContain('kubeadm upgrade apply v1.36.3');
    inOrder(stage.kubectl('drain controlplane --ignore-daemonsets'), 'node/controlplane cordoned', 'node/controlplane drained');
    expect(stage.ok('echo y | sudo kubeadm upgrade apply v1.36.3')).toContain(
      '[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "v1.36.3".',
    );
    expect(stage.kubectl('get nodes --no-headers').split('\n')[0]).toMatch(
      /^controlplane +Ready,SchedulingDisabled +control-plane .* v1\.35\.2$/,
    );
    stage.ok(
      "sudo apt-mark unhold kubelet kubectl && sudo apt-get update && sudo apt-get install -y kubelet='1.36.3-*' kubectl='1.36.3-*' && sudo apt-mark hold kubelet kubectl",
    );
    stage.ok('sudo systemctl daemon-reload && sudo systemctl restart kubelet');
    expect(stage.kubectl('uncordon controlplane')).toBe('node/controlplane uncordoned');
    stage.pass(30);
    expect(versions(stage)).toEqual({ controlplane: 'v1.36.3', node01: 'v1.35.2', node02: 'v1.35.2' });
    expect(stage.kubectl('version')).toMatch(/Client Version: v1\.36\.3\n[\s\S]*Server Version: v1\.36\.3/);
    expect(stage.kubectl('get pods -n kube-system --no-headers')).not.toMatch(/Pending|Error|CrashLoop/);
    expect(stage.ok('apt-mark showhold')).toBe('kubeadm\nkubectl\nkubelet');
  },
  { profile: 'kubeadm-1.35' },
);
