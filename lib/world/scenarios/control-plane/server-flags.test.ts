import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { API, changeFlag, logOf, withFlags } from './component';

const service = (port: string) =>
  `{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80${port}}]}}`;

describe('--event-ttl', () => {
  scenario('events go after an hour, when nothing is said', (stage) => {
    stage.kubectl('run web --image=nginx');
    stage.settle();
    expect(stage.events('Pod/web').length).toBeGreaterThan(3);
    stage.pass(3_700);
    expect(stage.events('Pod/web')).toEqual([]);
  });

  scenario('and earlier with a shorter one', (stage) => {
    withFlags(stage, API, '--event-ttl=5m');
    stage.kubectl('run web --image=nginx');
    stage.pass(120);
    expect(stage.events('Pod/web').length).toBeGreaterThan(3);
    stage.pass(240);
    expect(stage.events('Pod/web')).toEqual([]);
  });

  scenario('who watches sees them deleted', (stage) => {
    withFlags(stage, API, '--event-ttl=2m');
    stage.ok('kubectl get events --watch-only --output-watch-events > /tmp/seen 2>&1 & sleep 1');
    stage.kubectl('run web --image=nginx');
    stage.pass(200);
    expect(stage.ok('cat /tmp/seen')).toMatch(/DELETED .*pod\/web/);
  });
});

describe('--service-node-port-range', () => {
  scenario('is where node ports are taken from', (stage) => {
    withFlags(stage, API, '--service-node-port-range=20000-20100');
    stage.apply(service(''));
    const port = stage.get('services', 'web')?.spec?.ports[0].nodePort as number;
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThanOrEqual(20_100);
  });

  scenario('refuses what lies outside, and tells the range', (stage) => {
    withFlags(stage, API, '--service-node-port-range=20000-20100');
    expect(stage.fails(`echo '${service(', nodePort: 30080')}' | kubectl apply -f -`)).toContain(
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is not in the valid range. The range of valid ports is 20000-20100',
    );
  });

  scenario('lets services keep the ports they had before', (stage) => {
    stage.apply(service(', nodePort: 30080'));
    withFlags(stage, API, '--service-node-port-range=20000-20100');
    stage.kubectl('label service web a=b');
    expect(stage.get('services', 'web')?.spec?.ports[0].nodePort).toBe(30_080);
  });

  scenario('with the end before the start ends the server', (stage) => {
    withFlags(stage, API, '--service-node-port-range=32000-31000');
    expect(logOf(stage, API)).toContain('"--service-node-port-range" flag: end port cannot be less than start port');
  });
});

describe('--runtime-config', () => {
  scenario('takes a group version away: neither discovered nor served', (stage) => {
    withFlags(stage, API, '--runtime-config=autoscaling/v1=false');
    const versions = stage.kubectl('api-versions').split('\n');
    expect(versions).toContain('autoscaling/v2');
    expect(versions).not.toContain('autoscaling/v1');
    expect(stage.fails('kubectl get --raw /apis/autoscaling/v1')).toContain('the server could not find the requested resource');
  });

  scenario('without batch/v1 there are no jobs', (stage) => {
    withFlags(stage, API, '--runtime-config=batch/v1=false');
    expect(stage.fails('kubectl get jobs')).toContain('the server doesn\'t have a resource type "jobs"');
    expect(stage.kubectl('get deployments -A')).toContain('coredns');
  });

  scenario('of a group that nobody knows ends the server', (stage) => {
    withFlags(stage, API, '--runtime-config=example.com/v1=true');
    expect(logOf(stage, API)).toContain('unknown api groups example.com');
  });

  scenario('api/all=false alone is refused', (stage) => {
    withFlags(stage, API, '--runtime-config=api/all=false');
    expect(logOf(stage, API)).toContain('invalid key with only api/all=false');
  });
});

describe('--feature-gates', () => {
  for (const component of [API, 'kube-controller-manager', 'kube-scheduler']) {
    scenario(`${component} does not start with one that it does not know`, (stage) => {
      withFlags(stage, component, '--feature-gates=MagicPods=true');
      expect(logOf(stage, component)).toContain('"command failed" err="unrecognized feature gate: MagicPods"');
    });
  }

  scenario('one that is known is taken', (stage) => {
    withFlags(stage, API, '--feature-gates=AllAlpha=false,SidecarContainers=true');
    expect(stage.kubectl('get --raw /readyz')).toBe('ok');
  });

  scenario('a value that is no boolean', (stage) => {
    withFlags(stage, API, '--feature-gates=SidecarContainers=yes');
    expect(logOf(stage, API)).toContain('invalid value of SidecarContainers=yes, err: strconv.ParseBool: parsing');
  });
});

describe('other flags of kube-apiserver', () => {
  scenario('--default-not-ready-toleration-seconds and -unreachable- are what pods get', (stage) => {
    withFlags(stage, API, '--default-not-ready-toleration-seconds=20', '--default-unreachable-toleration-seconds=30');
    stage.kubectl('run web --image=nginx');
    const tolerations = stage.get('pods', 'web')?.spec?.tolerations as { key: string; tolerationSeconds: number }[];
    expect(Object.fromEntries(tolerations.map(({ key, tolerationSeconds }) => [key, tolerationSeconds]))).toEqual({
      'node.kubernetes.io/not-ready': 20,
      'node.kubernetes.io/unreachable': 30,
    });
  });

  scenario('pods leave a node that is silent as soon as those seconds are over', (stage) => {
    withFlags(stage, API, '--default-unreachable-toleration-seconds=10');
    stage.kubectl('create deployment web --image=nginx --replicas=4');
    stage.settle();
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(100);
    expect(stage.kubectl('get pods -o wide --no-headers')).toMatch(/Terminating.*node01/);
  });

  scenario('--allow-privileged=false lets no privileged container in', (stage) => {
    changeFlag(stage, API, 'allow-privileged', 'false');
    expect(stage.fails('kubectl run box --image=busybox --privileged -- sleep 10')).toContain(
      'spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy',
    );
    stage.kubectl('run plain --image=nginx');
  });

  scenario("--anonymous-auth=false fails the kubelet's probes of the server, which is started again and again", (stage) => {
    withFlags(stage, API, '--anonymous-auth=false');
    stage.pass(600);
    const pods = stage.sh('crictl ps -a --name kube-apiserver').stdout;
    expect(pods.split('\n').length).toBeGreaterThan(3);
  });

  scenario('--max-requests-inflight below nothing is refused', (stage) => {
    withFlags(stage, API, '--max-requests-inflight=-1');
    expect(logOf(stage, API)).toContain('--max-requests-inflight can not be negative value');
  });

  scenario('each server tells of itself by a lease in kube-system', (stage) => {
    stage.pass(15);
    const lease = stage.list('leases.coordination.k8s.io', 'kube-system').find(({ metadata }) => metadata.name.startsWith('apiserver-'));
    expect(lease?.metadata.name).toMatch(/^apiserver-[a-z2-7]{26}$/);
    expect(lease?.metadata.labels).toMatchObject({
      'apiserver.kubernetes.io/identity': 'kube-apiserver',
      'kubernetes.io/hostname': 'controlplane',
    });
    expect(lease?.spec).toMatchObject({ leaseDurationSeconds: 3600 });
    const before = lease?.spec?.renewTime as string;
    stage.pass(15);
    expect(stage.get('leases.coordination.k8s.io', lease!.metadata.name, 'kube-system')?.spec?.renewTime).not.toBe(before);
  });
});

describe('encryption at rest', () => {
  const FILE = '/etc/kubernetes/pki/encryption.yaml';
  const write = (...providers: string[]) =>
    `printf 'apiVersion: apiserver.config.k8s.io/v1\\nkind: EncryptionConfiguration\\nresources:\\n- resources: [secrets]\\n  providers:\\n${providers.map((one) => `  - ${one}\\n`).join('')}' > ${FILE}`;
  const KEY = (name: string) => `aescbc: {keys: [{name: ${name}, secret: ${Buffer.from(name.padEnd(32, 'x')).toString('base64')}}]}`;
  const restart =
    'mv /etc/kubernetes/manifests/kube-apiserver.yaml /tmp; sleep 30; mv /tmp/kube-apiserver.yaml /etc/kubernetes/manifests; sleep 60';

  scenario('a secret whose key was taken from the configuration cannot be read, nor listed, nor changed', (stage) => {
    stage.ok(write(KEY('old'), 'identity: {}'));
    withFlags(stage, API, `--encryption-provider-config=${FILE}`);
    stage.kubectl('create secret generic pass --from-literal=a=b');
    stage.ok(`${write(KEY('new'), 'identity: {}')}; ${restart}`);
    const why = 'unable to transform key "/registry/secrets/default/pass": no matching key was found for the provided AES transformer';
    expect(stage.fails('kubectl get secret pass')).toBe(`Error from server (InternalError): Internal error occurred: ${why}`);
    expect(stage.fails('kubectl get secrets')).toContain(why);
    expect(stage.fails('kubectl label secret pass x=y')).toContain(why);
    expect(stage.kubectl('get configmaps')).toContain('kube-root-ca.crt');
  });

  scenario('with identity alone what was encrypted cannot be read', (stage) => {
    stage.ok(write(KEY('old'), 'identity: {}'));
    withFlags(stage, API, `--encryption-provider-config=${FILE}`);
    stage.kubectl('create secret generic pass --from-literal=a=b');
    stage.ok(`${write('identity: {}')}; ${restart}`);
    expect(stage.fails('kubectl get secret pass')).toContain('identity transformer tried to read encrypted data');
  });

  scenario('a key that is only put second still reads what it wrote; replace writes with the first', (stage) => {
    stage.ok(write(KEY('old'), 'identity: {}'));
    withFlags(stage, API, `--encryption-provider-config=${FILE}`);
    stage.kubectl('create secret generic pass --from-literal=a=b');
    stage.ok(`${write(KEY('new'), KEY('old'), 'identity: {}')}; ${restart}`);
    expect(stage.kubectl("get secret pass -o jsonpath='{.data.a}'")).toBe('Yg==');
    stage.ok('kubectl get secrets -A -o json | kubectl replace -f -');
    stage.ok(`${write(KEY('new'), 'identity: {}')}; ${restart}`);
    expect(stage.kubectl("get secret pass -o jsonpath='{.data.a}'")).toBe('Yg==');
  });
});
