import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const failure = (stage: Stage, image: string): string => {
  stage.kubectl(`run p --image=${image}`);
  stage.pass(15);
  return stage.events('Pod/p').find((event) => event.startsWith('Failed: Failed to pull')) ?? stage.events('Pod/p').join('\n');
};

describe('images: registries', () => {
  scenario('a tag that is not there is not found', (stage) => {
    expect(failure(stage, 'nginx:1.161')).toContain(
      'failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
    );
    expect(stage.kubectl('get pod p --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/);
  });

  scenario('a name that nobody has on Docker Hub is denied, not missing', (stage) => {
    expect(failure(stage, 'ngnix')).toContain(
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    );
  });

  scenario('a registry whose name does not resolve is told by its dial', (stage) => {
    expect(failure(stage, 'registry.example.invalid/a:1')).toMatch(
      /failed to do request: Head "https:\/\/registry\.example\.invalid\/v2\/a\/manifests\/1": dial tcp: lookup registry\.example\.invalid on .*: no such host/,
    );
  });

  scenario('k8s.gcr.io has nothing any more: its images are at registry.k8s.io', (stage) => {
    expect(failure(stage, 'k8s.gcr.io/pause:3.1')).toContain('k8s.gcr.io/pause:3.1: not found');
    stage.kubectl('run q --image=registry.k8s.io/pause:3.10');
    stage.pass(15);
    expect(stage.kubectl('get pod q --no-headers')).toContain('Running');
  });

  scenario('a private repository without credentials is denied', (stage) => {
    expect(failure(stage, 'nekala/private-app:1.0')).toContain(
      'pull access denied, repository does not exist or may require authorization',
    );
  });

  scenario('imagePullSecrets with the right account let it in', (stage) => {
    stage.kubectl(
      'create secret docker-registry regcred --docker-server=https://index.docker.io/v1/ --docker-username=nekala --docker-password=learner-token',
    );
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: private }
spec:
  imagePullSecrets: [{ name: regcred }]
  containers: [{ name: c, image: 'nekala/private-app:1.0' }]`);
    expect(stage.kubectl('get pod private --no-headers')).toContain('Running');
  });

  scenario('a private registry of its own wants basic credentials', (stage) => {
    expect(failure(stage, 'private-registry.nekala.internal:5000/nginx:1.27')).toContain('authorization failed: no basic auth credentials');
  });

  scenario('wrong credentials of a private registry are 401 Unauthorized', (stage) => {
    stage.kubectl(
      'create secret docker-registry bad --docker-server=private-registry.nekala.internal:5000 --docker-username=dock_user --docker-password=wrong',
    );
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  imagePullSecrets: [{ name: bad }]
  containers: [{ name: c, image: 'private-registry.nekala.internal:5000/nginx:1.27' }]`);
    expect(stage.events('Pod/p').join('\n')).toContain(
      'unexpected status from HEAD request to https://private-registry.nekala.internal:5000/v2/nginx/manifests/1.27: 401 Unauthorized',
    );
  });

  scenario('right credentials of a private registry bring its mirror of nginx', (stage) => {
    stage.kubectl(
      'create secret docker-registry good --docker-server=private-registry.nekala.internal:5000 --docker-username=dock_user --docker-password=dock_password',
    );
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  imagePullSecrets: [{ name: good }]
  containers: [{ name: c, image: 'private-registry.nekala.internal:5000/nginx:1.27' }]`);
    expect(stage.kubectl('get pod p --no-headers')).toContain('Running');
  });

  scenario('a registry that has had enough of anonymous pulls answers 429', (stage) => {
    expect(failure(stage, 'nekala/rate-limited')).toContain(
      '429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    );
  });

  scenario('a reference in upper case is no reference', (stage) => {
    stage.apply(`apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: Nginx }] }`);
    stage.pass(10);
    expect(stage.kubectl('get pod p --no-headers')).toContain('InvalidImageName');
  });
});

describe('images: what is in them', () => {
  const shell = (stage: Stage, image: string, command: string) => {
    stage.apply(
      `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: '${image}', command: ['sleep', '1d'] }] }`,
    );
    return stage.sh(`kubectl exec p -- ${command}`);
  };

  for (const [image, line] of [
    ['alpine:3.18', 'VERSION_ID=3.18.12'],
    ['ubuntu:22.04', 'VERSION="22.04.5 LTS (Jammy Jellyfish)"'],
    ['debian:11', 'VERSION_CODENAME=bullseye'],
    ['rockylinux:9', 'PRETTY_NAME="Rocky Linux 9.3 (Blue Onyx)"'],
    ['amazonlinux:2023', 'ID="amzn"'],
    ['centos:7', 'PRETTY_NAME="CentOS Linux 7 (Core)"'],
  ] as const) {
    scenario(`${image} says of itself ${line}`, (stage) => {
      expect(shell(stage, image, 'cat /etc/os-release').stdout).toContain(line);
    });
  }

  scenario('busybox has wget and vi, and no curl', (stage) => {
    expect(shell(stage, 'busybox:1.36', 'which wget vi').exit).toBe(0);
    expect(stage.fails('kubectl exec p -- curl localhost')).toContain('exec: "curl": executable file not found in $PATH');
  });

  scenario('nginx has curl', (stage) => {
    stage.kubectl('run n --image=nginx');
    stage.settle();
    expect(stage.ok('kubectl exec n -- curl -s localhost')).toContain('Welcome to nginx!');
  });

  scenario('an image without a shell cannot be entered', (stage) => {
    stage.kubectl('run w --image=traefik/whoami');
    stage.settle();
    expect(stage.fails('kubectl exec w -- sh')).toContain('exec: "sh": executable file not found in $PATH');
  });

  scenario('curlimages/curl runs as its own user, not as root', (stage) => {
    expect(shell(stage, 'curlimages/curl', 'id -u').stdout.trim()).toBe('100');
  });

  scenario('nginx-unprivileged runs as 101 and serves on 8080', (stage) => {
    stage.kubectl('run u --image=nginxinc/nginx-unprivileged');
    stage.settle();
    expect(stage.ok('kubectl exec u -- id -u')).toBe('101');
    expect(stage.ok('kubectl exec u -- curl -s localhost:8080')).toContain('Welcome to nginx!');
  });

  scenario('images bring their versions in the environment', (stage) => {
    stage.kubectl('run n --image=nginx:1.25.3');
    stage.kubectl('run r --image=redis:6.2');
    stage.settle();
    expect(stage.ok('kubectl exec n -- printenv NGINX_VERSION')).toBe('1.25.3');
    expect(stage.ok('kubectl exec r -- printenv REDIS_VERSION')).toBe('6.2.20');
  });

  scenario('hello-world says hello and is done', (stage) => {
    stage.kubectl('run h --image=hello-world --restart=Never');
    stage.pass(10);
    expect(stage.kubectl('logs h')).toContain('Hello from Docker!');
    expect(stage.kubectl('get pod h --no-headers')).toContain('Completed');
  });
});
