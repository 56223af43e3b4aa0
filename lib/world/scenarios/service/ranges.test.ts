import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { clusterIp } from './cast';

const FLAG = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const inside = (ip: string, prefix: string) => ip.startsWith(prefix);

describe('service: ranges of cluster IPs', () => {
  for (const [profile, cidr, prefix] of [
    ['kubeadm', '10.96.0.0/12', '10.'],
    ['eks', '172.20.0.0/16', '172.20.'],
    ['aks', '10.0.0.0/16', '10.0.'],
    ['gke', '34.118.224.0/20', '34.118.2'],
  ] as const)
    scenario(
      `${profile}: Services have addresses of ${cidr}, kubernetes the first and kube-dns the tenth`,
      (stage) => {
        stage.kubectl('create service clusterip web --tcp=80');
        expect(inside(clusterIp(stage, 'web'), prefix)).toBe(true);
        const base = cidr.replace(/\d+\/\d+$/, '');
        expect(clusterIp(stage, 'kubernetes')).toBe(`${base}1`);
        expect(stage.kubectl('get svc kube-dns -n kube-system -o jsonpath={.spec.clusterIP}')).toBe(`${base}10`);
        expect(stage.kubectl('get servicecidr kubernetes --no-headers')).toContain(cidr);
      },
      { profile },
    );

  scenario('an address outside of the range is refused', (stage) => {
    expect(stage.fails('kubectl create service clusterip web --tcp=80 --clusterip=172.16.0.9')).toContain(
      'spec.clusterIPs: Invalid value: ["172.16.0.9"]: failed to allocate IP 172.16.0.9: the provided network does not match the current range',
    );
  });

  scenario('one that a Service has is refused to another', (stage) => {
    expect(stage.fails('kubectl create service clusterip web --tcp=80 --clusterip=10.96.0.10')).toContain(
      'failed to allocate IP 10.96.0.10: provided IP is already allocated',
    );
  });

  scenario('a second ServiceCIDR lets Services choose addresses of it once it is ready', (stage) => {
    stage.apply('apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: { name: more }\nspec: { cidrs: [172.16.0.0/24] }');
    expect(stage.kubectl('get servicecidr more -o jsonpath="{.status.conditions[0].message}"')).toBe('Kubernetes Service CIDR is ready');
    stage.kubectl('create service clusterip web --tcp=80 --clusterip=172.16.0.9');
    expect(stage.settle().get('ipaddresses.networking.k8s.io', '172.16.0.9', '')?.spec.parentRef.name).toBe('web');
  });

  scenario('a ServiceCIDR in use is deleted only when its last Service is', (stage) => {
    stage.apply('apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: { name: more }\nspec: { cidrs: [172.16.0.0/24] }');
    stage.kubectl('create service clusterip web --tcp=80 --clusterip=172.16.0.9');
    stage.settle();
    stage.kubectl('delete servicecidr more --wait=false');
    stage.settle();
    expect(stage.get('servicecidrs.networking.k8s.io', 'more', '')?.metadata.deletionTimestamp).toBeDefined();
    expect(stage.fails('kubectl create service clusterip late --tcp=80 --clusterip=172.16.0.10')).toContain(
      'does not match the current range',
    );
  });

  scenario('an API server started with another range warns that the default ServiceCIDR differs, and goes on with that', (stage) => {
    stage.ok(`sed -i s#service-cluster-ip-range=10.96.0.0/12#service-cluster-ip-range=10.200.0.0/16# ${FLAG}`);
    stage.pass(60);
    expect(stage.events('ServiceCIDR/kubernetes')).toContain(
      'KubernetesDefaultServiceCIDRInconsistent: The default ServiceCIDR [10.96.0.0/12] does not match the flag configurations [10.200.0.0/16]',
    );
    stage.kubectl('create service clusterip web --tcp=80');
    expect(clusterIp(stage, 'web')).toMatch(/^10\.(9[6-9]|10\d|11[01])\./);
  });

  scenario('a Service kubernetes that was deleted is made again when the API server starts', (stage) => {
    stage.kubectl('delete svc kubernetes');
    stage.ok(`mv ${FLAG} /root/`);
    stage.pass(30);
    stage.ok(`mv /root/kube-apiserver.yaml ${FLAG}`);
    stage.pass(60);
    expect(clusterIp(stage, 'kubernetes')).toBe('10.96.0.1');
  });

  scenario(
    'the small range of GKE: dynamic addresses come after the 256 that are kept for static ones',
    (stage) => {
      for (let i = 0; i < 12; i++) stage.kubectl(`create service clusterip web-${i} --tcp=80`);
      const third = stage
        .list('services')
        .flatMap(({ metadata, spec }) => (metadata.name === 'kubernetes' ? [] : [Number(spec.clusterIP.split('.')[2])]));
      expect(Math.min(...third)).toBeGreaterThanOrEqual(225);
      expect(Math.max(...third)).toBeLessThanOrEqual(239);
    },
    { profile: 'gke' },
  );
});
