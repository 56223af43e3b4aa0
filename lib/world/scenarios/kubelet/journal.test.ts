import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const journal = (stage: Stage, host: string) => stage.ok('journalctl -u kubelet --no-pager', host);
const pod = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  nodeName: node01\n${spec.replace(/^/gm, '  ')}`;

describe("the kubelet's journal", () => {
  scenario('begins with the version and ends its start with the main sync loop', (stage) => {
    const text = journal(stage, 'node01');
    expect(text).toMatch(/kubelet\[\d+\]: I\d{4} .* server\.go:\d+\] "Kubelet version" kubeletVersion="v1\.36\.\d+"/);
    expect(text).toContain('"Starting kubelet main sync loop"');
    expect(text).toContain('"Successfully registered node" node="node01"');
  });

  scenario('systemd writes its own lines under its own name, the kubelet under its process id', (stage) => {
    stage.ok('systemctl restart kubelet', 'node01');
    const text = journal(stage, 'node01');
    expect(text).toContain('node01 systemd[1]: Stopping kubelet.service - kubelet: The Kubernetes Node Agent...');
    const pid = stage.ok('systemctl show -p MainPID --value kubelet', 'node01');
    expect(text).toContain(`node01 kubelet[${pid}]: `);
  });

  scenario('a container that keeps ending is skipped with its back-off', (stage) => {
    stage.apply(pod('crash', 'containers: [{ name: main, image: busybox, command: [sh, -c, exit 1] }]'));
    const uid = stage.get('pods', 'crash')!.metadata.uid!;
    expect(journal(stage, 'node01')).toContain(
      String.raw`"Error syncing pod, skipping" err="failed to \"StartContainer\" for \"main\" with CrashLoopBackOff: \"back-off 10s restarting failed container=main pod=crash_default(${uid})\"" pod="default/crash" podUID="${uid}"`,
    );
  });

  scenario('two containers that fail in one sync are told together', (stage) => {
    stage.apply(pod('two', 'containers: [{ name: a, image: "nginx:none" }, { name: b, image: "httpd:none" }]'));
    expect(journal(stage, 'node01')).toMatch(
      /err="\[failed to \\"StartContainer\\" for \\"a\\" with .*, failed to \\"StartContainer\\" for \\"b\\" with /,
    );
  });

  scenario('an image that is not there is told by the image service first', (stage) => {
    stage.apply(pod('typo', 'containers: [{ name: main, image: "nginx:nope" }]'));
    const text = journal(stage, 'node01');
    expect(text).toMatch(/"PullImage from image service failed" err="rpc error: code = NotFound .*" image="nginx:nope"/);
    expect(text.indexOf('PullImage from')).toBeLessThan(text.indexOf('with ErrImagePull'));
    expect(text).toContain(String.raw`with ImagePullBackOff: \"Back-off pulling image \\\"nginx:nope\\\": ErrImagePull`);
  });

  scenario('a missing Secret in the environment is a CreateContainerConfigError', (stage) => {
    stage.apply(pod('env', 'containers: [{ name: main, image: nginx, envFrom: [{ secretRef: { name: absent } }] }]'));
    expect(journal(stage, 'node01')).toContain(String.raw`with CreateContainerConfigError: \"secret \\\"absent\\\" not found\"`);
  });

  scenario('a missing ConfigMap in a volume is tried again ever later', (stage) => {
    stage.apply(pod('vol', 'containers: [{ name: main, image: nginx }]\nvolumes: [{ name: config, configMap: { name: absent } }]'));
    const text = journal(stage, 'node01');
    expect(text).toContain('failed. No retries permitted until');
    expect(text).toMatch(
      /\(durationBeforeRetry 500ms\)\. Error: MountVolume\.SetUp failed for volume "config" \(UniqueName: "kubernetes\.io\/configmap\//,
    );
    expect(text).toContain('(durationBeforeRetry 4s)');
  });

  scenario('a container stopped for its liveness probe is told with its grace', (stage) => {
    stage.apply(
      pod(
        'sick',
        'terminationGracePeriodSeconds: 5\ncontainers:\n- { name: main, image: nginx, livenessProbe: { httpGet: { path: /nothing, port: 80 }, periodSeconds: 1 } }',
      ),
    );
    const text = journal(stage, 'node01');
    expect(text).toContain('containerMessage="Container main failed liveness probe, will be restarted"');
    expect(text).toMatch(
      /"Killing container with a grace period" pod="default\/sick" .* containerName="main" containerID="containerd:\/\/\w+" gracePeriod=5/,
    );
  });

  scenario('failures of probes are told at verbosity 1 only', (stage) => {
    const sick = (name: string) =>
      pod(name, 'containers: [{ name: main, image: nginx, readinessProbe: { httpGet: { path: /nothing, port: 80 }, periodSeconds: 1 } }]');
    stage.apply(sick('one')).pass(10);
    expect(journal(stage, 'node01')).not.toContain('Probe failed');
    stage.ok("printf 'logging:\\n  verbosity: 1\\n' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet", 'node01');
    stage.pass(10);
    expect(journal(stage, 'node01')).toMatch(
      /prober\.go:\d+\] "Probe failed" probeType="Readiness" pod="default\/one" podUID="[\w-]+" containerName="main" probeResult="failure" output="HTTP probe failed with statuscode: 404"/,
    );
  });

  scenario('a manifest that is no YAML is told by file and line, and again at every look', (stage) => {
    stage.ok("sed -i 's/^  containers:/  containers/' /etc/kubernetes/manifests/kube-scheduler.yaml");
    stage.pass(45);
    const lines = journal(stage, 'controlplane')
      .split('\n')
      .filter((line) => line.includes('Could not process manifest file'));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines[0]).toMatch(
      /err="\/etc\/kubernetes\/manifests\/kube-scheduler\.yaml: couldn't parse as pod\(yaml: line \d+: .*\), please check config file"/,
    );
  });

  scenario('a manifest of no kind, or of another, is told', (stage) => {
    stage.ok('echo "{}" > /etc/kubernetes/manifests/a.yaml; printf "apiVersion: v1\\nkind: Pods\\n" > /etc/kubernetes/manifests/b.yaml');
    stage.pass(1);
    const text = journal(stage, 'controlplane');
    expect(text).toContain("a.yaml: couldn't parse as pod(Object 'Kind' is missing in '{}')");
    expect(text).toContain(String.raw`b.yaml: couldn't parse as pod(no kind \"Pods\" is registered for version \"v1\" in scheme`);
  });

  scenario('a staticPodPath that is not there is told, and its pods go', (stage) => {
    stage.ok(
      "sed -i 's#^staticPodPath:.*#staticPodPath: /etc/kubernetes/manifest#' /var/lib/kubelet/config.yaml; systemctl restart kubelet",
    );
    stage.pass(60);
    expect(journal(stage, 'controlplane')).toContain(
      '"Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifest"',
    );
    expect(stage.ok('crictl ps -q --name kube-apiserver')).toBe('');
  });

  scenario('without an API server the lease is tried again, ever later', (stage) => {
    stage.ok('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/');
    stage.pass(90);
    const text = journal(stage, 'node01');
    const path = 'https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node01?timeout=10s';
    expect(text).toContain(
      String.raw`"Failed to update lease" err="Put \"${path}\": dial tcp 172.30.1.2:6443: connect: connection refused"`,
    );
    expect(text).toContain(
      String.raw`"Failed to ensure lease exists, will retry" err="Get \"${path}\": dial tcp 172.30.1.2:6443: connect: connection refused" interval="200ms"`,
    );
    expect(text).toContain('interval="7s"');
    expect(text).toContain(String.raw`"Error updating node status, will retry" err="error getting node \"node01\": Get `);
    stage.ok('mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/');
    stage.pass(60);
    const before = journal(stage, 'node01').length;
    stage.pass(60);
    expect(journal(stage, 'node01').length).toBe(before);
  });

  scenario('an API server on another port is as good as none', (stage) => {
    stage.ok("sed -i 's/--secure-port=6443/--secure-port=6444/' /etc/kubernetes/manifests/kube-apiserver.yaml");
    stage.pass(60);
    expect(journal(stage, 'node02')).toContain('dial tcp 172.30.1.2:6443: connect: connection refused');
  });

  scenario('without a CNI configuration the network is not ready, which pods wait for', (stage) => {
    stage.ok('mv /etc/cni/net.d/10-calico.conflist /root/', 'node01');
    stage.apply(pod('waits', 'containers: [{ name: main, image: nginx }]')).pass(30);
    const text = journal(stage, 'node01');
    expect(text).toContain(
      '"Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
    );
    expect(text.split('\n').filter((line) => line.includes('err="network is not ready'))).toHaveLength(1);
  });

  scenario('a runtime that is stopped is told by what the kubelet asks of it', (stage) => {
    stage.ok('systemctl stop containerd', 'node01');
    stage.pass(30);
    const text = journal(stage, 'node01');
    expect(text).toContain('"Status from runtime service failed" err="rpc error: code = Unavailable');
    expect(text).toContain('dial unix /var/run/containerd/containerd.sock: connect: connection refused');
    expect(text).toContain('"Skipping pod synchronization" err="[container runtime is down');
  });

  scenario('systemd counts its attempts to start a kubelet that cannot start', (stage) => {
    stage.ok('rm /etc/kubernetes/pki/ca.crt; systemctl restart kubelet', 'node01');
    stage.pass(35);
    const text = journal(stage, 'node01');
    expect(text).toContain('kubelet.service: Scheduled restart job, restart counter is at 3.');
    expect(text).toContain('unable to load client CA file /etc/kubernetes/pki/ca.crt');
  });

  scenario('a node that is at rest writes nothing', (stage) => {
    stage.pass(60);
    const before = journal(stage, 'node01');
    stage.pass(120);
    expect(journal(stage, 'node01')).toBe(before);
  });
});
