import { beforeAll, describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';

let world: World;
beforeAll(() => {
  world = World.boot('kubeadm');
});

const sh = (text: string) => {
  const result = world.runScript({ host: 'controlplane', user: 'root', text });
  expect(world.fault).toBeUndefined();
  return result;
};

describe('crictl on a control plane', () => {
  it('lists containers, pods and images', () => {
    expect(sh('crictl ps').stdout).toMatch(/^CONTAINER +IMAGE +CREATED +STATE +NAME +ATTEMPT +POD ID +POD +NAMESPACE\n/);
    expect(sh('crictl ps').stdout).toMatch(
      /^[0-9a-f]{13} +[0-9a-f]{13} +.* ago +Running +kube-apiserver +0 +[0-9a-f]{13} +kube-apiserver-controlplane +kube-system$/m,
    );
    expect(sh('crictl pods --name etcd -q').stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(sh('crictl images | grep kube-proxy').stdout).toMatch(/^registry\.k8s\.io\/kube-proxy +v1\.36\.\d +[0-9a-f]{13} +[\d.]+MB\n$/);
  });

  it('shows logs and state, executes, stops', () => {
    expect(sh('crictl logs --tail=1 $(crictl ps -q --name kube-apiserver) 2>&1 | wc -l').stdout).toBe('1\n');
    expect(sh('crictl inspect $(crictl ps -q --name etcd) | jq -r .status.state').stdout).toBe('CONTAINER_RUNNING\n');
    expect(sh('crictl logs nope')).toMatchObject({ exit: 1, stdout: '' });
    expect(sh('id=$(crictl ps -q --name kube-scheduler); crictl rm $id').stderr).toContain('is running, please stop it first');
    const before = sh('crictl ps -q --name kube-scheduler').stdout;
    expect(sh('crictl stop $(crictl ps -q --name kube-scheduler)').stdout).toBe(before);
    expect(sh('sleep 60; crictl ps -a --name kube-scheduler | wc -l').stdout).not.toBe('1\n');
    expect(sh('su ubuntu -c "crictl ps"').stderr).toContain('permission denied');
  });

  it('sees ports and modules of the host', () => {
    expect(sh('ss -tlnp | grep -c 6443').stdout).toBe('1\n');
    expect(sh('echo 0 > /proc/sys/net/ipv4/ip_forward; sysctl -n net.ipv4.ip_forward; modprobe overlay').stdout).toBe('0\n');
  });
});
