import { describe, expect } from 'vitest';
import { code, netexec, pods, service } from '../service/cast';
import { scenario, type Stage } from '../stage';

const BALANCED = 'type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }]';
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const ingress = (stage: Stage, name = 'web') => (stage.get('services', name)?.status?.loadBalancer?.ingress ?? [])[0];
const finalizers = (stage: Stage) => stage.get('services', 'web')?.metadata.finalizers;
const web = (stage: Stage, more = '') => stage.apply(netexec('web', 2) + service('web', `${more}${BALANCED}`));

for (const [profile, address] of [
  ['eks', /^a[0-9a-f]{31}-\d+\.us-east-1\.elb\.amazonaws\.com$/],
  ['aks', /^20\.\d+\.\d+\.\d+$/],
  ['gke', /^34\.\d+\.\d+\.\d+$/],
] as const) {
  describe(`cloud: load balancers of ${profile}`, () => {
    scenario(
      'the cloud gives an address after a while, which is announced by events',
      (stage) => {
        stage.ok(`cat <<'END' | kubectl apply -f -\n${netexec('web', 2)}${service('web', BALANCED)}\nEND`);
        expect(stage.kubectl('get service web --no-headers')).toMatch(/LoadBalancer +[\d.]+ +<pending> +80:\d+\/TCP/);
        stage.settle();
        expect(ingress(stage).hostname ?? ingress(stage).ip).toMatch(address);
        expect(stage.events('Service/web')).toEqual([
          'EnsuringLoadBalancer: Ensuring load balancer',
          'EnsuredLoadBalancer: Ensured load balancer',
        ]);
        expect(finalizers(stage)).toEqual([FINALIZER]);
      },
      { profile },
    );

    scenario(
      'it is reached at its address from outside of the cluster and from pods',
      (stage) => {
        web(stage);
        const host = ingress(stage).hostname ?? ingress(stage).ip;
        expect(code(stage, `http://${host}/`, stage.world.defaultHost)).toBe('200');
        const [pod] = pods(stage, 'web');
        expect(stage.kubectl(`exec ${pod!.name} -- curl -s -o /dev/null -w '%{http_code}' -m 2 http://${host}/`)).toBe('200');
      },
      { profile },
    );

    scenario(
      'deleting the Service waits for the load balancer to go, by a finalizer',
      (stage) => {
        web(stage);
        stage.kubectl('delete service web');
        stage.settle();
        expect(stage.get('services', 'web')).toBeUndefined();
        expect(stage.events('Service/web').slice(-2)).toEqual([
          'DeletingLoadBalancer: Deleting load balancer',
          'DeletedLoadBalancer: Deleted load balancer',
        ]);
      },
      { profile },
    );
  });
}

describe('cloud: load balancers', () => {
  const aks = { profile: 'aks' };
  scenario(
    'a change of the type to ClusterIP takes the load balancer away',
    (stage) => {
      web(stage);
      const { ip } = ingress(stage);
      stage.kubectl(`patch service web -p '{"spec":{"type":"ClusterIP"}}'`);
      stage.settle();
      expect([ingress(stage), finalizers(stage)]).toEqual([undefined, undefined]);
      expect(stage.sh(`curl -sS -m 2 http://${ip}/`).exit).not.toBe(0);
    },
    aks,
  );

  scenario(
    'a Service of another load balancer class is left to its own controller',
    (stage) => {
      web(stage, 'loadBalancerClass: example.com/own, ');
      expect([ingress(stage), stage.events('Service/web')]).toEqual([undefined, []]);
    },
    aks,
  );

  scenario(
    'an address that was given stays through a restart of its pods and changes of its ports',
    (stage) => {
      web(stage);
      const before = ingress(stage);
      stage.kubectl('rollout restart deployment web');
      stage.kubectl(`patch service web --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8000}]'`);
      stage.settle();
      expect(ingress(stage)).toEqual(before);
      expect(code(stage, `http://${before.ip}:8000/`, 'bastion')).toBe('200');
    },
    aks,
  );

  scenario(
    'with externalTrafficPolicy Local a health check port is allocated, and traffic still arrives',
    (stage) => {
      web(stage, 'externalTrafficPolicy: Local, ');
      expect(stage.get('services', 'web')!.spec.healthCheckNodePort).toBeGreaterThanOrEqual(30000);
      expect(code(stage, `http://${ingress(stage).ip}/`, 'bastion')).toBe('200');
    },
    aks,
  );

  scenario(
    'a node that is lost is not sent to: the service answers on',
    (stage) => {
      web(stage);
      const first = stage.world.cluster.profile.hosts.find(({ role }) => role === 'worker')!.name;
      stage.kubectl(`drain ${first} --ignore-daemonsets --delete-emptydir-data --force`);
      stage.kubectl(`delete node ${first}`);
      stage.pass(20);
      expect(code(stage, `http://${ingress(stage).ip}/`, 'bastion')).toBe('200');
    },
    aks,
  );

  scenario(
    'on EKS the name is known to public DNS, and only ports of the Service are listened on',
    (stage) => {
      web(stage, 'externalTrafficPolicy: Local, ');
      const { hostname } = ingress(stage);
      expect(stage.ok(`dig +short ${hostname} @8.8.8.8`)).toMatch(/^52\.\d+\.\d+\.\d+$/);
      expect(code(stage, `http://${hostname}/`, 'bastion')).toBe('200');
      expect(stage.sh(`curl -s -m 2 http://${hostname}:8080/`, 'bastion').exit).toBe(28);
      stage.kubectl('scale deployment web --replicas=0');
      stage.settle();
      expect(code(stage, `http://${hostname}/`, 'bastion')).toBe('000');
      stage.kubectl('delete service web');
      stage.settle();
      expect(stage.sh(`curl -s -m 2 http://${hostname}/`, 'bastion').exit).toBe(6);
    },
    { profile: 'eks' },
  );

  scenario('on kubeadm nobody gives an address: it stays pending, without an event', (stage) => {
    web(stage);
    expect(stage.kubectl('get service web --no-headers')).toContain('<pending>');
    expect(stage.events('Service/web')).toEqual([]);
  });
});
