import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const pod = (spec: string) => `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {${spec}}}`;
const image = 'registry.k8s.io/e2e-test-images/agnhost:2.53';

describe('probes by gRPC', () => {
  const grpc = (probe: string) =>
    pod(`containers: [{name: c, image: '${image}', args: [grpc-health-checking], ports: [{containerPort: 5000}], ${probe}}]`);

  scenario('a server that says SERVING is ready', (stage) => {
    stage.apply(grpc('readinessProbe: {grpc: {port: 5000}}'));
    expect(stage.kubectl('get pod web --no-headers')).toMatch(/1\/1 +Running/);
  });

  scenario('it is told to fail by its own page, and the container is started anew', (stage) => {
    stage.apply(grpc('livenessProbe: {grpc: {port: 5000}, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 1}'));
    stage.ok("curl -s http://$(kubectl get pod web -o jsonpath='{.status.podIP}'):8080/make-not-serving");
    stage.pass(60);
    expect(stage.events('Pod/web').join('\n')).toContain('Liveness probe failed: service unhealthy (responded with "NOT_SERVING")');
    expect(stage.get('pods', 'web')?.status?.containerStatuses[0].restartCount).toBeGreaterThan(0);
  });

  scenario('where nobody listens the connection fails', (stage) => {
    stage.apply(grpc('readinessProbe: {grpc: {port: 5001}}'));
    stage.pass(30);
    expect(stage.events('Pod/web').join('\n')).toContain('Readiness probe failed: timeout: failed to connect service');
  });
});

describe('sysctls', () => {
  const with_ = (list: string, more = '') =>
    pod(`securityContext: {sysctls: [${list}]}, ${more} containers: [{name: c, image: busybox, command: [sleep, '3600']}]`);

  scenario('one that is not on the list of safe ones: the kubelet refuses the pod', (stage) => {
    stage.apply(with_("{name: kernel.msgmax, value: '65536'}"));
    expect(stage.get('pods', 'web')?.status).toMatchObject({ phase: 'Failed', reason: 'SysctlForbidden' });
    expect(stage.kubectl('get pod web --no-headers')).toContain('SysctlForbidden');
    expect(stage.kubectl('describe pod web')).toContain('forbidden sysctl: "kernel.msgmax" not allowlisted');
  });

  scenario("allowedUnsafeSysctls of the kubelet's configuration lets it in", (stage) => {
    for (const node of ['node01', 'node02'])
      stage.ok('printf \'allowedUnsafeSysctls:\\n- "kernel.msg*"\\n\' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet', node);
    stage.pass(20);
    stage.apply(with_("{name: kernel.msgmax, value: '65536'}"));
    expect(stage.get('pods', 'web')?.status?.phase).toBe('Running');
  });

  scenario('a safe one is set', (stage) => {
    stage.apply(with_("{name: net.ipv4.ip_unprivileged_port_start, value: '0'}"));
    expect(stage.get('pods', 'web')?.status?.phase).toBe('Running');
  });

  scenario("those of the network are not set in the host's", (stage) => {
    const manifest = with_("{name: net.ipv4.tcp_syncookies, value: '1'}", 'hostNetwork: true,');
    expect(stage.fails(`kubectl apply -f - <<'Y'\n${manifest}\nY`)).toContain(
      'spec.securityContext.sysctls[0].name: Invalid value: "net.ipv4.tcp_syncookies": may not be specified when \'hostNetwork\' is true',
    );
  });
});

describe('crictl', () => {
  scenario('without containerd there is no socket', (stage) => {
    stage.ok('systemctl stop containerd', 'node01');
    expect(stage.fails('crictl ps', 'node01')).toContain(
      'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
    );
    stage.ok('systemctl start containerd', 'node01');
    expect(stage.ok('crictl ps', 'node01')).toContain('kube-proxy');
  });
});

describe('static pods', () => {
  scenario('run although they ask for more than the node has: the scheduler and quotas are not asked', (stage) => {
    stage.ok(
      "printf '{apiVersion: v1, kind: Pod, metadata: {name: mine}, spec: {containers: [{name: c, image: nginx}]}}' > /etc/kubernetes/manifests/mine.yaml",
      'node01',
    );
    stage.pass(30);
    expect(stage.kubectl('get pod mine-node01 --no-headers')).toContain('Running');
  });
});
