import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFESTS = '/etc/kubernetes/manifests';
const edit = (stage: Stage, file: string, expression: string) => stage.ok(`sed -i '${expression}' ${MANIFESTS}/${file}.yaml`);
const containers = (stage: Stage, name: string) => stage.ok(`crictl ps -a --name ${name} --no-trunc 2>/dev/null | tail -n +2`);
const lastLog = (stage: Stage, name: string) => stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1 | tail -3`);

describe('static pods of the control plane', () => {
  scenario('moving a manifest away stops the component, moving it back starts it', (stage) => {
    stage.ok(`mv ${MANIFESTS}/kube-scheduler.yaml /root/`);
    stage.pass(40);
    expect(stage.world.cluster.components.isUp('kube-scheduler')).toBe(false);
    stage.ok(`mv /root/kube-scheduler.yaml ${MANIFESTS}/`);
    stage.pass(60);
    expect(stage.world.cluster.components.isUp('kube-scheduler')).toBe(true);
  });

  scenario('while the scheduler is down new pods stay Pending without a node', (stage) => {
    stage.ok(`mv ${MANIFESTS}/kube-scheduler.yaml /root/`);
    stage.pass(40);
    stage.kubectl('run web --image=nginx');
    stage.pass(60);
    expect(stage.get('pods', 'web')?.spec.nodeName).toBeUndefined();
    expect(stage.kubectl('get pod web --no-headers')).toContain('Pending');
    stage.ok(`mv /root/kube-scheduler.yaml ${MANIFESTS}/`);
    stage.pass(60);
    expect(stage.get('pods', 'web')?.status?.phase).toBe('Running');
  });

  scenario('while the controller manager is down a Deployment gets no ReplicaSet', (stage) => {
    stage.ok(`mv ${MANIFESTS}/kube-controller-manager.yaml /root/`);
    stage.pass(40);
    stage.kubectl('create deployment web --image=nginx --replicas=2');
    stage.pass(60);
    expect(stage.list('replicasets.apps')).toHaveLength(0);
    stage.ok(`mv /root/kube-controller-manager.yaml ${MANIFESTS}/`);
    stage.pass(60);
    expect(stage.list('pods')).toHaveLength(2);
  });

  scenario('while the controller manager is down endpoints are frozen', (stage) => {
    stage.kubectl('create deployment web --image=nginx --replicas=1');
    stage.kubectl('expose deployment web --port=80');
    stage.settle();
    const before = stage.kubectl('get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[*].endpoints[*].addresses}');
    stage.ok(`mv ${MANIFESTS}/kube-controller-manager.yaml /root/`);
    stage.pass(40);
    stage.kubectl('delete pod -l app=web --wait=false');
    stage.pass(60);
    const after = stage.kubectl('get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[*].endpoints[*].addresses}');
    expect(after).toBe(before);
  });

  scenario('a wrong image keeps the scheduler from starting, and crictl has no container for it', (stage) => {
    edit(stage, 'kube-scheduler', 's#image: .*#image: registry.k8s.io/kube-scheduler:v9.9.9#');
    stage.pass(60);
    expect(stage.kubectl('get pods -n kube-system -l component=kube-scheduler --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/);
    expect(containers(stage, 'kube-scheduler')).toBe('');
  });

  scenario('an unknown flag ends kube-scheduler with its complaint, again and again', (stage) => {
    edit(stage, 'kube-scheduler', 's/--leader-elect=true/--leader-elekt=true/');
    stage.pass(90);
    expect(lastLog(stage, 'kube-scheduler')).toContain('Error: unknown flag: --leader-elekt');
    expect(stage.kubectl('get pods -n kube-system -l component=kube-scheduler --no-headers')).toMatch(/CrashLoopBackOff|Error/);
  });

  scenario('an unknown flag of kube-apiserver takes the API away until it is mended', (stage) => {
    edit(stage, 'kube-apiserver', 's/--secure-port=6443/--secure-prt=6443/');
    stage.pass(40);
    expect(stage.fails('kubectl get nodes')).toContain(
      'The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?',
    );
    expect(lastLog(stage, 'kube-apiserver')).toContain('Error: unknown flag: --secure-prt');
    edit(stage, 'kube-apiserver', 's/--secure-prt=6443/--secure-port=6443/');
    stage.pass(60);
    expect(stage.kubectl('get nodes')).toContain('controlplane');
  });

  scenario('a manifest that is no YAML is skipped: the pod is gone', (stage) => {
    stage.ok(`sed -i 's/^spec:/spec/' ${MANIFESTS}/kube-scheduler.yaml`);
    stage.pass(60);
    expect(stage.kubectl('get pods -n kube-system -l component=kube-scheduler --no-headers 2>&1')).toContain('No resources found');
  });

  scenario('running pods go on while the API server is down', (stage) => {
    stage.kubectl('run web --image=nginx');
    stage.settle();
    const ip = stage.get('pods', 'web')?.status?.podIP as string;
    stage.ok(`mv ${MANIFESTS}/kube-apiserver.yaml /root/`);
    stage.pass(60);
    stage.fails('kubectl get pods');
    expect(stage.ok(`curl -s http://${ip} | grep -c 'Welcome to nginx'`, 'node01')).not.toBe('0');
  });

  scenario('a container that ends while the API server is down is restarted by its kubelet', (stage) => {
    stage.kubectl('run busy --image=busybox -- sh -c "sleep 100; exit 1"');
    stage.settle(30_000);
    stage.ok(`mv ${MANIFESTS}/kube-apiserver.yaml /root/`);
    stage.pass(150);
    stage.ok(`mv /root/kube-apiserver.yaml ${MANIFESTS}/`);
    stage.pass(90);
    expect(Number(stage.get('pods', 'busy')?.status?.containerStatuses[0].restartCount)).toBeGreaterThan(0);
  });

  scenario('a static pod cannot be deleted for good: its mirror comes back', (stage) => {
    stage.kubectl('delete pod -n kube-system kube-scheduler-controlplane --wait=false');
    stage.pass(30);
    expect(stage.kubectl('get pod -n kube-system kube-scheduler-controlplane --no-headers')).toContain('Running');
  });

  scenario('any pod becomes a static pod by its file, named after the node', (stage) => {
    stage.ok(
      `mkdir -p /etc/kubernetes/manifests; printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: static}\\nspec: {containers: [{name: c, image: nginx}]}\\n' > ${MANIFESTS}/static.yaml`,
      'node01',
    );
    stage.pass(30);
    expect(stage.kubectl('get pod static-node01 --no-headers')).toContain('Running');
    expect(stage.get('pods', 'static-node01')?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Node', name: 'node01' });
  });
});
