import { executable, text, type Image, type ImageFile } from '../image';
import { onlyTags, tags } from '../tags';

/** A small application of a course: one program that listens. */
function sample(
  repository: string,
  program: string,
  ports: readonly number[],
  rest: Partial<Image> = {},
  more: readonly ImageFile[] = [],
): Image {
  const path = `/app/${program}`;
  return {
    repository,
    tags: onlyTags('latest', { latest: 'latest' }),
    base: 'alpine',
    cmd: [path],
    workingDir: '/app',
    ports: ports.map((port) => `${port}/tcp`),
    files: [executable(path, program), ...more],
    megabytes: 30,
    ...rest,
  };
}

const GKE = (name: string) => [`us-docker.pkg.dev/google-samples/containers/gke/${name}`, `gcr.io/google_samples/${name}`];
const scratch = { base: 'scratch' as const };
const node = { base: 'debian:11' as const, tools: ['curl'], megabytes: 250 };
const python = { base: 'alpine' as const, megabytes: 40 };
const kodekloud = (
  name: string,
  program: string,
  versions: string,
  port: number,
  env: (tag: string) => Record<string, string> = () => ({}),
): Image =>
  sample(`docker.io/kodekloud/${name}`, program, port ? [port] : [], {
    ...python,
    tags: onlyTags(`${versions} latest`, { latest: 'latest' }),
    env: (_, tag) => env(tag),
    workingDir: '/opt',
  });

const BOOKINFO = tags('1.16.4 1.17.0 1.18.0 1.19.1 1.20.3', { noLatest: true });
const bookinfo = (name: string, program: string): Image =>
  sample(`docker.io/istio/examples-bookinfo-${name}`, program, [9080], {
    tags: BOOKINFO,
    env: { SERVICE_VERSION: name.includes('-') ? name.split('-')[1]! : 'v1', SERVICE_NAME: name.split('-')[0]! },
    user: '1000',
    base: name.startsWith('productpage') ? 'debian:12' : 'alpine',
    megabytes: 90,
  });

/** Applications that tutorials deploy. */
export const SAMPLE_IMAGES: readonly Image[] = [
  sample('gcr.io/google-samples/hello-app', 'hello-app', [8080], {
    also: [...GKE('hello-app'), 'docker.io/google/hello-app'],
    tags: onlyTags('1.0 2.0', { noLatest: true }),
    env: (version) => ({ HELLO_VERSION: `${version}.0`, PORT: '8080' }),
    megabytes: 12,
  }),
  sample('gcr.io/google-samples/node-hello', 'node-hello', [8080], {
    ...node,
    also: GKE('node-hello'),
    tags: onlyTags('1.0', { noLatest: true }),
  }),
  sample('gcr.io/google-samples/kubernetes-bootcamp', 'kubernetes-bootcamp', [8080], {
    ...node,
    also: ['docker.io/jocatalin/kubernetes-bootcamp', 'docker.io/library/kubernetes-bootcamp'],
    tags: onlyTags('v1 v2', { latest: 'v1' }),
    env: (version) => ({ BOOTCAMP_VERSION: version.slice(1) }),
  }),
  sample('gcr.io/google-samples/gb-frontend', 'gb-frontend', [80], {
    also: [...GKE('gb-frontend'), 'gcr.io/google_samples/gb-frontend'],
    tags: onlyTags('v4 v5 v6', { noLatest: true }),
    base: 'debian:11',
    megabytes: 200,
  }),
  {
    repository: 'gcr.io/google-samples/xtrabackup',
    tags: onlyTags('1.0', { noLatest: true }),
    base: 'debian:9',
    cmd: ['bash'],
    tools: ['mysql', 'nc'],
    files: [
      executable('/usr/bin/ncat', 'nc'),
      executable('/usr/bin/xtrabackup', 'mysql-tool'),
      executable('/usr/bin/xbstream', 'mysql-tool'),
    ],
    megabytes: 110,
  },
  sample('gcr.io/kuar-demo/kuard-amd64', 'kuard', [8080], {
    tags: onlyTags('blue green purple 1 2 v0.9-blue v0.10.0-blue v0.9-green v0.9-purple', { noLatest: true }),
    ...scratch,
    megabytes: 12,
  }),
  sample('docker.io/luksa/kubia', 'kubia', [8080], {
    ...node,
    tags: onlyTags('1.0 v1 v2 v3 v4 latest', { latest: 'latest' }),
    env: (version) => ({ KUBIA_VERSION: /^v\d/.test(version) ? version : '' }),
  }),
  sample('docker.io/luksa/kubia-unhealthy', 'kubia-unhealthy', [8080], node),
  sample('docker.io/luksa/kubia-pet', 'kubia-pet', [8080], { ...node, also: ['docker.io/luksa/kubia-pet-peers'] }),
  sample('docker.io/paulbouwer/hello-kubernetes', 'hello-kubernetes', [8080], {
    ...node,
    tags: onlyTags('1.5 1.7 1.8 1.9 1.10 1.10.1', { latest: '1.10.1' }),
    base: 'alpine',
    user: '1000',
  }),
  sample('docker.io/nginxdemos/hello', 'nginxdemos-hello', [80], {
    also: ['docker.io/nginxdemos/nginx-hello'],
    tags: onlyTags('0.2 0.3 0.4 plain-text latest', { latest: 'latest' }),
    env: (_, tag) => ({ HELLO_TEXT: tag === 'plain-text' ? '1' : '' }),
    megabytes: 15,
  }),
  sample('docker.io/kennethreitz/httpbin', 'httpbin', [80], {
    also: ['docker.io/mccutchen/go-httpbin', 'docker.io/kong/httpbin', 'ghcr.io/mccutchen/go-httpbin'],
    tags: onlyTags('v2.15.0 latest 0.1.0', { latest: 'latest' }),
    base: 'ubuntu:18.04',
    megabytes: 200,
  }),
  sample('ghcr.io/stefanprodan/podinfo', 'podinfo', [9898, 9999, 9797], {
    also: ['docker.io/stefanprodan/podinfo'],
    tags: tags('5.2.1 6.0.4 6.1.8 6.2.3 6.3.6 6.4.1 6.5.4 6.6.3 6.7.1 6.8.0 6.9.2'),
    env: (version) => ({ PODINFO_VERSION: version }),
    user: '100',
    users: { app: 100 },
    tools: ['curl'],
    megabytes: 25,
  }),
  sample(
    'docker.io/hashicorp/http-echo',
    'http-echo',
    [5678],
    {
      base: 'distroless',
      entrypoint: ['/http-echo'],
      cmd: [],
      tags: tags('1.0.0', { names: { '0.2.3': '0.2.3', '0.2.1': '0.2.1', alpine: '1.0.0' } }),
      user: '65532',
      megabytes: 3,
    },
    [executable('/http-echo')],
  ),
  sample(
    'docker.io/traefik/whoami',
    'whoami-server',
    [80],
    {
      ...scratch,
      also: ['docker.io/containous/whoami'],
      entrypoint: ['/whoami'],
      cmd: [],
      tags: tags('1.5.0 1.8.7 1.9.0 1.10.4 1.11.0', { prefix: 'v' }),
      megabytes: 3,
    },
    [executable('/whoami', 'whoami-server')],
  ),
  sample('docker.io/jmalloc/echo-server', 'echo-server', [8080], {
    ...scratch,
    also: ['docker.io/ealen/echo-server', 'docker.io/inanimate/echo-server'],
    tags: onlyTags('0.3.7 0.9.2 latest', { latest: 'latest' }),
    megabytes: 6,
  }),
  sample('registry.k8s.io/echoserver', 'echoserver', [8080, 8443], {
    also: ['gcr.io/google_containers/echoserver', 'gcr.io/google-containers/echoserver'],
    base: 'ubuntu:16.04',
    tags: onlyTags('1.3 1.4 1.8 1.9 1.10', { noLatest: true }),
    megabytes: 48,
  }),
  sample('registry.k8s.io/e2e-test-images/echoserver', 'echoserver', [8080, 8443], {
    tags: onlyTags('2.3 2.4 2.5', { noLatest: true }),
    megabytes: 40,
  }),
  sample('registry.k8s.io/ingress-nginx/e2e-test-echo', 'echoserver', [8080], { tags: onlyTags('v1.0.0 v1.0.1', { noLatest: true }) }),
  sample(
    'registry.k8s.io/hpa-example',
    'hpa-example',
    [80],
    {
      also: ['gcr.io/google_containers/hpa-example', 'us.gcr.io/k8s-artifacts-prod/hpa-example'],
      base: 'debian:8',
      tags: onlyTags('latest', { latest: 'latest' }),
      workingDir: '/var/www/html',
      megabytes: 170,
    },
    [
      text(
        '/var/www/html/index.php',
        '<?php\n  $x = 0.0001;\n  for ($i = 0; $i <= 1000000; $i++) {\n    $x += sqrt($x);\n  }\n  echo "OK!";\n?>\n',
      ),
    ],
  ),
  sample('mcr.microsoft.com/azuredocs/aks-helloworld', 'aks-helloworld', [80], { ...python, tags: onlyTags('v1', { latest: 'v1' }) }),
  sample('mcr.microsoft.com/azuredocs/aci-helloworld', 'aci-helloworld', [80], { ...node, base: 'alpine' }),
  sample('mcr.microsoft.com/azuredocs/azure-vote-front', 'azure-vote-front', [80], {
    base: 'debian:11',
    tags: onlyTags('v1 v2', { noLatest: true }),
    megabytes: 330,
  }),
  sample('mcr.microsoft.com/azuredocs/containerapps-helloworld', 'aci-helloworld', [80], { base: 'alpine' }),
  kodekloud('webapp-color', 'webapp-color', 'v1 v2 v3', 8080, (tag) => ({ WEBAPP_VERSION: tag })),
  kodekloud('simple-webapp', 'simple-webapp', 'red green blue', 8080),
  kodekloud('webapp-conntest', 'simple-webapp', 'v1', 8080),
  kodekloud('webapp-delayed-start', 'webapp-delayed-start', 'v1', 8080),
  kodekloud('simple-webapp-mysql', 'simple-webapp-mysql', 'v1', 8080),
  kodekloud('event-simulator', 'event-simulator', 'v1', 0),
  kodekloud('ecommerce', 'ecommerce', 'apparels video food 404', 8080, (tag) => ({ ECOMMERCE_PAGE: tag })),
  kodekloud('examplevotingapp_vote', 'voting-app', 'before after v1', 80),
  kodekloud('examplevotingapp_result', 'voting-app', 'before after v1', 80),
  kodekloud('examplevotingapp_worker', 'voting-worker', 'v1', 0),
  sample('docker.io/dockersamples/examplevotingapp_vote', 'voting-app', [80], {
    ...python,
    also: ['docker.io/dockersamples/examplevotingapp_result'],
    tags: onlyTags('before after latest', { latest: 'latest' }),
  }),
  sample('docker.io/mmumshad/simple-webapp-color', 'webapp-color', [8080], {
    ...python,
    also: ['docker.io/mmumshad/webapp-color'],
    tags: onlyTags('v1 v2 v3 latest', { latest: 'latest' }),
    env: (_, tag) => ({ WEBAPP_VERSION: tag }),
  }),
  ...['details-v1', 'ratings-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'productpage-v1'].map((name) =>
    bookinfo(name, `bookinfo-${name.split('-')[0]}`),
  ),
  sample('docker.io/weaveworksdemos/front-end', 'weaveworks-demo', [8079], {
    ...node,
    base: 'alpine',
    also: [
      'docker.io/weaveworksdemos/catalogue',
      'docker.io/weaveworksdemos/carts',
      'docker.io/weaveworksdemos/orders',
      'docker.io/weaveworksdemos/user',
    ],
    tags: onlyTags('0.3.12 0.3.5 0.4.8 0.4.7 0.4.4', { noLatest: true }),
  }),
  sample('docker.io/library/nekala-private-app', 'hello-app', [8080], {
    repository: 'docker.io/nekala/private-app',
    also: ['ghcr.io/nekala/private-app'],
    tags: onlyTags('1.0 2.0', { latest: '1.0' }),
    env: (version) => ({ HELLO_VERSION: `${version}.0` }),
    private: [{ username: 'nekala', password: 'learner-token' }],
    megabytes: 12,
  }),
  sample('docker.io/nekala/rate-limited', 'hello-app', [8080], {
    tags: onlyTags('1.0', { latest: '1.0' }),
    env: { HELLO_VERSION: '1.0.0' },
    rateLimited: true,
    megabytes: 12,
  }),
];
