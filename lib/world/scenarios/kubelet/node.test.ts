import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { shellPod } from './pods';

const waiting = (pod: string) =>
  `get pod ${pod} -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}: {.status.containerStatuses[0].state.waiting.message}'`;

describe('kubelet: node', () => {
  scenario('a node without its container runtime is NotReady, and its containers run on', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: 'nodeName: node01' }));
    stage.ok('systemctl stop containerd', 'node01');
    stage.pass(15);
    expect(
      stage.kubectl(
        `get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].reason}: {.status.conditions[?(@.type=="Ready")].message}'`,
      ),
    ).toBe('KubeletNotReady: container runtime is down');
    expect(stage.ok('ps aux | grep -c "[s]leep 1h"', 'node01')).toBe('2');
    stage.ok('systemctl start containerd', 'node01');
    stage.pass(15);
    expect(stage.kubectl(`get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'`)).toBe('True');
  });

  scenario('a node without a CNI configuration is NotReady and makes no sandbox', (stage) => {
    stage.ok('mv /etc/cni/net.d /etc/cni/away', 'node01');
    stage.pass(15);
    expect(stage.kubectl(`get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}'`)).toBe(
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    );
    stage.ok('mv /etc/cni/away /etc/cni/net.d', 'node01');
    stage.pass(15);
    expect(stage.kubectl(`get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'`)).toBe('True');
  });

  scenario('a kubelet that is stopped lets its node become Unknown after forty seconds', (stage) => {
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers').split(/\s+/)[1]).toBe('NotReady');
    expect(stage.kubectl(`get node node01 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}'`)).toBe(
      'Kubelet stopped posting node status.',
    );
    stage.ok('systemctl start kubelet', 'node01');
    stage.pass(20);
    expect(stage.kubectl('get node node01 --no-headers').split(/\s+/)[1]).toBe('Ready');
  });

  scenario('a kubelet renews its lease every ten seconds', (stage) => {
    const renewed = () => stage.kubectl('get lease node01 -n kube-node-lease -o jsonpath={.spec.renewTime}');
    const before = renewed();
    stage.pass(11);
    expect(renewed() > before).toBe(true);
  });

  scenario('a node tells the images it has', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: 'nodeName: node01' }));
    stage.pass(310);
    expect(stage.kubectl('get node node01 -o jsonpath={.status.images[*].names}')).toContain('docker.io/library/busybox:1.37');
  });

  scenario('a manifest in the static pod directory runs under the name of its node', (stage) => {
    stage.ok(`cat > /etc/kubernetes/manifests/web.yaml <<'Y'\n${shellPod('web', 'sleep 1h')}\nY`, 'node01');
    stage.pass(30);
    expect(stage.kubectl('get pod web-node01 --no-headers').split(/\s+/).slice(0, 3)).toEqual(['web-node01', '1/1', 'Running']);
    expect(stage.kubectl(`get pod web-node01 -o jsonpath='{.metadata.ownerReferences[0].kind}/{.metadata.ownerReferences[0].name}'`)).toBe(
      'Node/node01',
    );
  });

  scenario('a static pod whose mirror is deleted comes back; without its manifest it goes', (stage) => {
    stage.ok(
      `cat > /etc/kubernetes/manifests/web.yaml <<'Y'\n${shellPod('web', 'sleep 1h', { spec: 'terminationGracePeriodSeconds: 1' })}\nY`,
      'node01',
    );
    stage.pass(30);
    stage.kubectl('delete pod web-node01');
    stage.pass(30);
    expect(stage.kubectl('get pod web-node01 -o jsonpath={.status.phase}')).toBe('Running');
    stage.ok('rm /etc/kubernetes/manifests/web.yaml', 'node01');
    stage.pass(30);
    expect(stage.get('pods', 'web-node01')).toBeUndefined();
  });

  scenario('staticPodPath of the configuration is where manifests are read from', (stage) => {
    stage.ok(
      `mkdir /srv/pods; cat > /srv/pods/web.yaml <<'Y'\n${shellPod('web', 'sleep 1h')}\nY\nsed -i 's#^staticPodPath:.*#staticPodPath: /srv/pods#' /var/lib/kubelet/config.yaml; systemctl restart kubelet`,
      'node01',
    );
    stage.pass(40);
    expect(stage.kubectl('get pod web-node01 -o jsonpath={.status.phase}')).toBe('Running');
  });
});

describe('kubelet: images', () => {
  scenario('an image that no registry has is ErrImagePull, then ImagePullBackOff', (stage) => {
    stage.kubectl('run web --image=nginx:0.0.404');
    stage.pass(30);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[2]).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    const events = stage.events('Pod/web').join('\n');
    expect(events).toContain(
      'Failed: Failed to pull image "nginx:0.0.404": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:0.0.404"',
    );
    expect(events).toContain('Failed: Error: ErrImagePull');
    expect(events).toContain('BackOff: Back-off pulling image "nginx:0.0.404"');
  });

  scenario('imagePullPolicy Never asks no registry', (stage) => {
    stage.kubectl('run web --image=nginx:1.27 --image-pull-policy=Never');
    stage.pass(5);
    expect(stage.kubectl(waiting('web'))).toBe('ErrImageNeverPull: Container image "nginx:1.27" is not present with pull policy of Never');
  });

  scenario('IfNotPresent pulls once for a node, Always asks each time', (stage) => {
    for (const [name, policy] of [
      ['one', 'IfNotPresent'],
      ['two', 'IfNotPresent'],
      ['three', 'Always'],
    ] as const)
      stage.apply(shellPod(name, 'sleep 1h', { spec: 'nodeName: node01', container: `imagePullPolicy: ${policy}` }));
    const pulled = (name: string) => stage.events(`Pod/${name}`).filter((event) => event.startsWith('Pull'));
    expect(pulled('two')).toEqual(['Pulled: Container image "busybox:1.37" already present on machine and can be accessed by the pod']);
    expect(pulled('one')[0]).toBe('Pulling: Pulling image "busybox:1.37"');
    expect(pulled('three')[0]).toBe('Pulling: Pulling image "busybox:1.37"');
  });

  scenario('a name that is no image reference is InvalidImageName', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h').replace('busybox:1.37', 'Not_An/Image'));
    stage.pass(3);
    expect(stage.kubectl('get pod web --no-headers').split(/\s+/)[2]).toBe('InvalidImageName');
    expect(stage.events('Pod/web').join('\n')).toContain(
      `InspectFailed: Failed to apply default image tag "Not_An/Image": couldn't parse image name "Not_An/Image": invalid reference format: repository name must be lowercase`,
    );
  });

  const PRIVATE = 'private-registry.nekala.internal:5000/nginx:1.27';
  const login =
    'create secret docker-registry login --docker-server=private-registry.nekala.internal:5000 --docker-username=dock_user --docker-password=';

  scenario('a private registry refuses a pod without credentials', (stage) => {
    stage.kubectl(`run web --image=${PRIVATE}`);
    stage.pass(20);
    expect(stage.events('Pod/web').join('\n')).toContain('authorization failed: no basic auth credentials');
  });

  scenario('imagePullSecrets of the pod let it pull', (stage) => {
    stage.kubectl(`${login}dock_password`);
    stage.kubectl(`run web --image=${PRIVATE} --overrides='{"spec":{"imagePullSecrets":[{"name":"login"}]}}'`);
    stage.pass(20);
    expect(stage.kubectl('get pod web -o jsonpath={.status.phase}')).toBe('Running');
  });

  scenario('imagePullSecrets of the ServiceAccount are those of its pods', (stage) => {
    stage.kubectl(`${login}dock_password`);
    stage.kubectl(`patch serviceaccount default -p '{"imagePullSecrets":[{"name":"login"}]}'`);
    stage.kubectl(`run web --image=${PRIVATE}`);
    stage.pass(20);
    expect(stage.kubectl('get pod web -o jsonpath={.status.phase}')).toBe('Running');
  });

  scenario('a wrong password, and a Secret that is not there, do not help', (stage) => {
    stage.kubectl(`${login}wrong`);
    stage.kubectl(`run web --image=${PRIVATE} --overrides='{"spec":{"imagePullSecrets":[{"name":"login"},{"name":"none"}]}}'`);
    stage.pass(20);
    expect(stage.kubectl('get pod web -o jsonpath={.status.phase}')).toBe('Pending');
    expect(stage.events('Pod/web')).toContain(
      'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (none); attempting to pull the image may not succeed.',
    );
  });
});

describe('kubelet: debugging', () => {
  scenario('kubectl debug adds an ephemeral container that sees its target’s processes', (stage) => {
    stage.kubectl('run web --image=nginx:1.27');
    stage.pass(10);
    stage.kubectl('debug web --image=busybox --target=web -c look --profile=general -- sh -c "ps aux; sleep 1h"');
    stage.pass(10);
    expect(stage.kubectl('logs web -c look')).toContain('nginx');
    expect(
      stage.kubectl(
        `get pod web -o jsonpath='{.status.ephemeralContainerStatuses[0].state.running}{.spec.ephemeralContainers[0].targetContainerName}'`,
      ),
    ).toMatch(/startedAt.*web$/);
  });

  scenario('an ephemeral container shares the network of its pod, and is not restarted when it ends', (stage) => {
    stage.kubectl('run web --image=nginx:1.27');
    stage.pass(10);
    stage.kubectl('debug web --image=busybox -c look --profile=general -- wget -qO- http://localhost');
    stage.pass(60);
    expect(stage.kubectl('logs web -c look')).toContain('Welcome to nginx!');
    expect(
      stage.kubectl(
        `get pod web -o jsonpath='{.status.ephemeralContainerStatuses[0].state.terminated.reason} {.status.ephemeralContainerStatuses[0].restartCount}'`,
      ),
    ).toBe('Completed 0');
  });

  scenario('kubectl debug --copy-to makes a copy with another image, and without labels where a container debugs it', (stage) => {
    stage.kubectl('run web --image=nginx:1.27 --labels=app=web');
    stage.kubectl('debug web --copy-to=copy --set-image=web=httpd:2.4 --profile=general');
    stage.pass(20);
    expect(stage.kubectl(`get pod copy -o jsonpath='{.spec.containers[0].image} {.status.phase} {.metadata.labels}'`)).toBe(
      'httpd:2.4 Running {"app":"web"}',
    );
    stage.kubectl('debug web --copy-to=debugged --image=busybox:1.36 -c dbg --profile=general -- sleep 1000');
    expect(stage.kubectl(`get pod debugged -o jsonpath='{.metadata.labels}'`)).toBe('');
  });

  scenario('kubectl debug node/ starts a pod with the files of the node at /host', (stage) => {
    stage.kubectl('debug node/node01 --image=busybox --profile=general -- cat /host/etc/hostname');
    stage.pass(10);
    const pod = stage.kubectl('get pods -l app.kubernetes.io/managed-by=kubectl-debug -o name');
    expect(pod).toMatch(/^pod\/node-debugger-node01-[a-z0-9]{5}$/);
    expect(stage.kubectl(`logs ${pod}`)).toBe('node01');
  });
});

describe('kubelet: ports and logs', () => {
  scenario('a hostPort is reached at the address of the node', (stage) => {
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  nodeName: node01
  containers:
  - { name: c, image: 'nginx:1.27', ports: [{ containerPort: 80, hostPort: 8080 }] }`);
    expect(stage.ok('curl -s http://172.30.2.2:8080 | grep -o "<h1>.*</h1>"')).toBe('<h1>Welcome to nginx!</h1>');
    stage.ok('kubectl delete pod web --now');
    expect(stage.fails('curl -sS http://172.30.2.2:8080')).toContain('Failed to connect');
  });

  scenario('a log that has grown beyond containerLogMaxSize is rotated, and no more files are kept than configured', (stage) => {
    stage.ok(
      `printf 'containerLogMaxSize: 4Ki\\ncontainerLogMaxFiles: 3\\n' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet`,
      'node01',
    );
    stage.apply(
      shellPod('web', 'i=0; while [ $i -lt 200 ]; do echo line $i of a log that grows and grows; i=$((i+1)); sleep 1; done; sleep 1h', {
        spec: 'nodeName: node01',
      }),
    );
    stage.pass(210);
    const files = stage.ok('ls /var/log/pods/default_web_*/c/', 'node01').split('\n');
    expect(files).toHaveLength(3);
    expect(files[0]).toBe('0.log');
    expect(files[1]).toMatch(/^0\.log\.\d{8}-\d{6}$/);
  });

  scenario('a container’s log on its node is in the format of the CRI', (stage) => {
    stage.apply(shellPod('web', 'echo out; echo err >&2; sleep 1h', { spec: 'nodeName: node01' }));
    expect(
      stage
        .ok('cat /var/log/containers/web_default_c-*.log', 'node01')
        .split('\n')
        .map((line) => line.replace(/^\S+Z /, '')),
    ).toEqual(['stdout F out', 'stderr F err']);
  });

  scenario('the API server shows what a kubelet measures', (stage) => {
    stage.apply(shellPod('busy', 'while :; do :; done', { spec: 'nodeName: node01', container: 'resources: { limits: { cpu: 100m } }' }));
    stage.pass(12);
    const text = stage.kubectl('get --raw /api/v1/nodes/node01/proxy/metrics/resource');
    expect(
      Number(/container_cpu_usage_seconds_total\{container="c",namespace="default",pod="busy"\} (\S+)/.exec(text)?.[1]),
    ).toBeGreaterThan(0.5);
    expect(text).toMatch(/node_memory_working_set_bytes \d+ \d+/);
  });
});
