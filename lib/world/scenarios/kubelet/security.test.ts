import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { shellPod } from './pods';

const waiting = (pod: string) =>
  `get pod ${pod} -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}: {.status.containerStatuses[0].state.waiting.message}'`;

describe('kubelet: security context', () => {
  scenario('runAsUser, runAsGroup, fsGroup and supplementalGroups are who the processes are', (stage) => {
    stage.apply(
      shellPod('web', 'id; sleep 1h', {
        spec: 'securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] }',
      }),
    );
    expect(stage.kubectl('logs web')).toBe('uid=1000 gid=3000 groups=3000,2000,4000');
    expect(stage.kubectl(`get pod web -o jsonpath='{.status.containerStatuses[0].user.linux.uid}'`)).toBe('1000');
  });

  scenario("a container's own runAsUser goes before that of its pod", (stage) => {
    stage.apply(
      shellPod('web', 'id -u; sleep 1h', {
        spec: 'securityContext: { runAsUser: 1000 }',
        container: 'securityContext: { runAsUser: 2000 }',
      }),
    );
    expect(stage.kubectl('logs web')).toBe('2000');
  });

  scenario('runAsNonRoot refuses an image that runs as root', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { container: 'securityContext: { runAsNonRoot: true }' }));
    stage.pass(3);
    expect(stage.kubectl(waiting('web'))).toMatch(
      /^CreateContainerConfigError: container has runAsNonRoot and image will run as root \(pod: "web_default\(.*\)", container: c\)$/,
    );
  });

  scenario('runAsNonRoot refuses runAsUser 0', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { container: 'securityContext: { runAsNonRoot: true, runAsUser: 0 }' }));
    stage.pass(3);
    expect(stage.kubectl(waiting('web'))).toContain("container's runAsUser breaks non-root policy");
  });

  scenario('runAsNonRoot with a number of its own runs', (stage) => {
    stage.apply(shellPod('web', 'id -u; sleep 1h', { container: 'securityContext: { runAsNonRoot: true, runAsUser: 1001 }' }));
    expect(stage.kubectl('logs web')).toBe('1001');
  });

  scenario('a read-only root file system takes no writes, but its volumes do', (stage) => {
    stage.apply(
      shellPod('web', 'echo x > /file; echo y > /tmp/file && cat /tmp/file; sleep 1h', {
        container: 'securityContext: { readOnlyRootFilesystem: true }\nvolumeMounts: [{ name: tmp, mountPath: /tmp }]',
        spec: 'volumes: [{ name: tmp, emptyDir: {} }]',
      }),
    );
    expect(stage.kubectl('logs web')).toMatch(/Read-only file system\ny$/);
  });

  scenario('a container has the default capabilities, and those it adds and drops', (stage) => {
    const script = 'grep CapEff /proc/self/status | cut -f2; sleep 1h';
    stage.apply(shellPod('plain', script));
    stage.apply(shellPod('more', script, { container: 'securityContext: { capabilities: { add: [NET_ADMIN, SYS_TIME] } }' }));
    stage.apply(shellPod('none', script, { container: 'securityContext: { capabilities: { drop: [ALL] } }' }));
    stage.apply(shellPod('all', script, { container: 'securityContext: { privileged: true }' }));
    expect(['plain', 'more', 'none', 'all'].map((pod) => stage.kubectl(`logs ${pod}`))).toEqual([
      '00000000a80425fb',
      '00000000aa0435fb',
      '0000000000000000',
      '000001ffffffffff',
    ]);
  });

  scenario('root without CHOWN cannot give files away', (stage) => {
    stage.apply(
      shellPod('web', 'touch /tmp/f; chown 1000 /tmp/f; echo $?; sleep 1h', {
        container: 'securityContext: { capabilities: { drop: [CHOWN] } }',
      }),
    );
    expect(stage.kubectl('logs web')).toMatch(/Operation not permitted\n1$/);
  });

  scenario('allowPrivilegeEscalation: false sets no_new_privs', (stage) => {
    stage.apply(
      shellPod('web', 'grep NoNewPrivs /proc/self/status; sleep 1h', { container: 'securityContext: { allowPrivilegeEscalation: false }' }),
    );
    expect(stage.kubectl('logs web')).toBe('NoNewPrivs:\t1');
  });

  scenario('the RuntimeDefault seccomp profile filters system calls; without one nothing is filtered', (stage) => {
    stage.apply(shellPod('free', 'grep ^Seccomp: /proc/self/status; sleep 1h'));
    stage.apply(
      shellPod('kept', 'grep ^Seccomp: /proc/self/status; sleep 1h', {
        spec: 'securityContext: { seccompProfile: { type: RuntimeDefault } }',
      }),
    );
    expect([stage.kubectl('logs free'), stage.kubectl('logs kept')]).toEqual(['Seccomp:\t0', 'Seccomp:\t2']);
  });

  scenario('a RuntimeClass whose handler the runtime does not know keeps the sandbox from being made', (stage) => {
    stage.apply('apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: gvisor }\nhandler: runsc');
    stage.apply(shellPod('web', 'sleep 1h', { spec: 'runtimeClassName: gvisor' }));
    stage.pass(3);
    expect(stage.events('Pod/web').join('\n')).toContain('no runtime for "runsc" is configured');
  });
});

describe('kubelet: namespaces', () => {
  scenario('containers of a pod see only their own processes, the first of them as 1', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: '' }));
    expect(stage.kubectl('exec web -- cat /proc/1/cmdline')).toContain('sleep');
  });

  scenario('shareProcessNamespace shows all processes of the pod, with pause as the first', (stage) => {
    stage.apply(`${shellPod('web', 'sleep 1h', { spec: 'shareProcessNamespace: true' })}
  - { name: other, image: 'nginx:1.27' }`);
    const processes = stage.kubectl('exec web -c c -- ps aux');
    expect(processes).toMatch(/1 .* \/pause/);
    expect(processes).toContain('nginx');
  });

  scenario('hostNetwork gives a pod the addresses and the name of its node', (stage) => {
    stage.apply(shellPod('web', 'hostname; sleep 1h', { spec: 'hostNetwork: true\nnodeName: node01' }));
    expect(stage.kubectl('get pod web -o jsonpath={.status.podIP}')).toBe('172.30.2.2');
    expect(stage.kubectl('logs web')).toBe('node01');
  });

  scenario('hostPID shows the processes of the node', (stage) => {
    stage.apply(shellPod('web', 'sleep 1h', { spec: 'hostPID: true' }));
    expect(stage.kubectl('exec web -- ps aux')).toContain('kubelet');
  });

  scenario('hostAliases are lines of /etc/hosts', (stage) => {
    stage.apply(
      shellPod('web', 'tail -2 /etc/hosts; sleep 1h', { spec: `hostAliases: [{ ip: 10.1.2.3, hostnames: [foo.remote, bar.remote] }]` }),
    );
    expect(stage.kubectl('logs web')).toBe('# Entries added by HostAliases.\n10.1.2.3\tfoo.remote\tbar.remote');
  });

  scenario('hostname and subdomain name a pod; setHostnameAsFQDN makes the kernel say it whole', (stage) => {
    stage.apply(shellPod('short', 'hostname; sleep 1h', { spec: 'hostname: busy\nsubdomain: sub' }));
    stage.apply(shellPod('long', 'hostname; sleep 1h', { spec: 'hostname: busy\nsubdomain: sub\nsetHostnameAsFQDN: true' }));
    expect([stage.kubectl('logs short'), stage.kubectl('logs long')]).toEqual(['busy', 'busy.sub.default.svc.cluster.local']);
  });

  scenario('dnsPolicy None takes resolv.conf from dnsConfig alone', (stage) => {
    stage.apply(
      shellPod('web', 'cat /etc/resolv.conf; sleep 1h', {
        spec: `dnsPolicy: None\ndnsConfig: { nameservers: [1.2.3.4], searches: [my.dns], options: [{ name: ndots, value: '2' }] }`,
      }),
    );
    expect(stage.kubectl('logs web')).toBe('search my.dns\nnameserver 1.2.3.4\noptions ndots:2');
  });
});
