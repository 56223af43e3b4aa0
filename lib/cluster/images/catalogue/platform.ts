import { directory, executable, text, type Image } from '../image';
import { tags } from '../tags';

/** One static program in an image of its own: of operators and controllers. */
const go = (repository: string, program: string, rest: Partial<Image> & Pick<Image, 'tags'>): Image => ({
  repository,
  base: 'distroless',
  entrypoint: [`/app/${program}`],
  user: '65532',
  files: [executable(`/app/${program}`, program)],
  megabytes: 25,
  ...rest,
});

const CERT_MANAGER = tags('1.11.5 1.12.17 1.13.6 1.14.7 1.15.5 1.16.5 1.17.4 1.18.2 1.19.1', { prefix: 'v', noLatest: true });
const certManager = (name: string) =>
  go(`quay.io/jetstack/cert-manager-${name}`, 'cert-manager', {
    tags: CERT_MANAGER,
    user: '1000',
    ports: name === 'webhook' ? ['10250/tcp'] : ['9402/tcp'],
  });

/** Things that platforms are built of: secrets, discovery, artifacts, builds, delivery. */
export const PLATFORM_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/hashicorp/vault',
    // Where it was until 1.13.
    also: ['docker.io/library/vault'],
    tags: tags('1.12.11 1.13.13 1.14.10 1.15.6 1.16.3 1.17.6 1.18.5 1.19.5 1.20.4 1.21.0'),
    base: 'alpine',
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['server', '-dev'],
    env: (version) => ({ NAME: 'vault', VERSION: version }),
    users: { vault: 100 },
    ports: ['8200/tcp'],
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'vault'),
      executable('/bin/vault'),
      directory('/vault/file', 100),
      directory('/vault/logs', 100),
      directory('/vault/config', 100),
    ],
    megabytes: 160,
  },
  {
    repository: 'docker.io/hashicorp/consul',
    also: ['docker.io/library/consul'],
    tags: tags('1.15.11 1.16.7 1.17.4 1.18.2 1.19.2 1.20.6 1.21.5 1.22.0'),
    base: 'alpine',
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['agent', '-dev', '-client', '0.0.0.0'],
    users: { consul: 100 },
    ports: ['8300/tcp', '8301/tcp', '8302/tcp', '8500/tcp', '8600/tcp'],
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'consul'),
      executable('/bin/consul'),
      directory('/consul/data', 100),
      directory('/consul/config', 100),
    ],
    megabytes: 75,
  },
  {
    repository: 'quay.io/minio/minio',
    also: ['docker.io/minio/minio', 'docker.io/bitnami/minio', 'docker.io/bitnamilegacy/minio'],
    tags: {
      latest: 'RELEASE.2025-09-07T16-13-09Z',
      names: Object.fromEntries(
        'RELEASE.2025-09-07T16-13-09Z RELEASE.2025-04-22T22-12-26Z RELEASE.2024-01-16T16-07-38Z RELEASE.2023-09-04T19-57-37Z'
          .split(' ')
          .map((tag) => [tag, tag]),
      ),
    },
    base: 'ubi:9.6',
    entrypoint: ['/usr/bin/docker-entrypoint.sh'],
    cmd: ['minio'],
    ports: ['9000/tcp'],
    files: [executable('/usr/bin/docker-entrypoint.sh', 'exec-arguments'), executable('/usr/bin/minio'), directory('/data')],
    megabytes: 60,
  },
  {
    repository: 'docker.io/library/registry',
    tags: tags('2.6.2 2.7.1 2.8.3 3.0.0'),
    base: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    cmd: ['/etc/docker/registry/config.yml'],
    ports: ['5000/tcp'],
    files: [
      executable('/entrypoint.sh', 'registry'),
      executable('/bin/registry'),
      text(
        '/etc/docker/registry/config.yml',
        'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  cache:\n    blobdescriptor: inmemory\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n',
      ),
      directory('/var/lib/registry'),
    ],
    megabytes: 10,
  },
  {
    repository: 'docker.io/library/docker',
    tags: tags('20.10.24 23.0.6 24.0.9 25.0.5 26.1.4 27.5.1 28.5.2', {
      names: { dind: '28.5.2', cli: '28.5.2', 'dind-rootless': '28.5.2' },
      suffixes: '-dind -cli -dind-rootless',
    }),
    base: 'alpine',
    entrypoint: ['dockerd-entrypoint.sh'],
    commandOf: (tag) => (tag.includes('cli') ? { entrypoint: ['docker-entrypoint.sh'], cmd: ['sh'] } : {}),
    env: (version) => ({ DOCKER_VERSION: version, DOCKER_TLS_CERTDIR: '/certs' }),
    ports: ['2375/tcp', '2376/tcp'],
    files: [
      executable('/usr/local/bin/dockerd-entrypoint.sh', 'dockerd'),
      executable('/usr/local/bin/docker-entrypoint.sh', 'exec-arguments'),
      executable('/usr/local/bin/docker'),
      directory('/var/lib/docker'),
    ],
    megabytes: 130,
  },
  {
    repository: 'docker.io/jenkins/jenkins',
    tags: tags('2.361.4 2.387.3 2.401.3 2.414.3 2.426.3 2.440.3 2.452.4 2.462.3 2.479.3 2.492.3 2.504.3 2.516.3 2.528.1', {
      names: {
        lts: '2.528.1',
        'lts-jdk17': '2.528.1',
        'lts-jdk21': '2.528.1',
        'lts-jdk11': '2.462.3',
        jdk17: '2.528.1',
        jdk21: '2.528.1',
        alpine: '2.528.1',
      },
      suffixes: '-lts -lts-jdk17 -lts-jdk21 -jdk17 -jdk21',
    }),
    base: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian:12'),
    entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/jenkins.sh'],
    env: (version) => ({ JENKINS_HOME: '/var/jenkins_home', JENKINS_VERSION: version, JENKINS_SLAVE_AGENT_PORT: '50000' }),
    user: 'jenkins',
    users: { jenkins: 1000 },
    ports: ['8080/tcp', '50000/tcp'],
    tools: ['curl', 'git'],
    files: [
      executable('/usr/bin/tini', 'exec-arguments'),
      executable('/usr/local/bin/jenkins.sh', 'jenkins'),
      directory('/var/jenkins_home', 1000),
    ],
    megabytes: 280,
  },
  {
    repository: 'docker.io/gitea/gitea',
    tags: tags('1.19.4 1.20.6 1.21.11 1.22.6 1.23.8 1.24.7 1.25.1', { suffixes: '-rootless' }),
    base: 'alpine',
    entrypoint: ['/usr/bin/entrypoint'],
    cmd: ['/usr/bin/s6-svscan', '/etc/s6'],
    users: { git: 1000 },
    ports: ['22/tcp', '3000/tcp'],
    tools: ['git', 'bash', 'curl'],
    files: [executable('/usr/bin/entrypoint', 'gitea'), executable('/usr/local/bin/gitea'), directory('/data', 1000)],
    megabytes: 70,
  },
  {
    repository: 'docker.io/library/sonarqube',
    tags: tags('8.9.10 9.9.8 10.7.0 25.10.0', {
      names: { lts: '9.9.8', community: '25.10.0', 'lts-community': '9.9.8' },
      suffixes: '-community -developer',
    }),
    base: 'ubuntu:22.04',
    entrypoint: ['/opt/sonarqube/docker/entrypoint.sh'],
    env: (version) => ({ SONAR_VERSION: version, SONARQUBE_HOME: '/opt/sonarqube' }),
    user: 'sonarqube',
    users: { sonarqube: 1000 },
    workingDir: '/opt/sonarqube',
    ports: ['9000/tcp'],
    files: [executable('/opt/sonarqube/docker/entrypoint.sh', 'sonarqube'), directory('/opt/sonarqube/data', 1000)],
    megabytes: 700,
  },
  ...['controller', 'webhook', 'cainjector', 'acmesolver'].map(certManager),
  {
    repository: 'quay.io/argoproj/argocd',
    tags: tags('2.8.21 2.9.22 2.10.20 2.11.13 2.12.13 2.13.9 2.14.20 3.0.19 3.1.9 3.2.0', { prefix: 'v' }),
    base: 'ubuntu:24.04',
    entrypoint: ['/usr/bin/tini', '--'],
    cmd: ['argocd-server'],
    user: '999',
    users: { argocd: 999 },
    ports: ['8080/tcp'],
    tools: ['git'],
    files: [
      executable('/usr/bin/tini', 'exec-arguments'),
      ...[
        'argocd',
        'argocd-server',
        'argocd-repo-server',
        'argocd-application-controller',
        'argocd-applicationset-controller',
        'argocd-notifications',
        'argocd-dex',
      ].map((name) =>
        executable(`/usr/local/bin/${name}`, name === 'argocd' ? 'argocd' : name === 'argocd-server' ? 'argocd-server' : 'argocd-worker'),
      ),
    ],
    megabytes: 190,
  },
  go('quay.io/argoproj/workflow-controller', 'workflow-controller', {
    tags: tags('3.4.17 3.5.15 3.6.10 3.7.3', { prefix: 'v' }),
    ports: ['9090/tcp'],
  }),
  go('quay.io/argoproj/argo-rollouts', 'rollouts-controller', { tags: tags('1.6.6 1.7.2 1.8.3', { prefix: 'v' }), ports: ['8090/tcp'] }),
  {
    repository: 'docker.io/argoproj/rollouts-demo',
    tags: {
      latest: 'blue',
      names: Object.fromEntries(
        'red orange yellow green blue purple'.split(' ').flatMap((c) => [
          [c, c],
          [`bad-${c}`, `bad-${c}`],
          [`slow-${c}`, `slow-${c}`],
        ]),
      ),
    },
    base: 'scratch',
    entrypoint: ['/rollouts-demo'],
    env: (version) => ({
      COLOR: version.replace(/^\w+-/, ''),
      ERROR_RATE: version.startsWith('bad-') ? '15' : '',
      LATENCY: version.startsWith('slow-') ? '2' : '',
    }),
    ports: ['8080/tcp'],
    files: [executable('/rollouts-demo')],
    megabytes: 4,
  },
  {
    repository: 'docker.io/portainer/portainer-ce',
    tags: tags('2.19.5 2.20.3 2.21.5 2.27.9 2.33.3', { suffixes: '-alpine' }),
    base: 'scratch',
    entrypoint: ['/portainer'],
    ports: ['8000/tcp', '9000/tcp', '9443/tcp'],
    files: [executable('/portainer'), directory('/data')],
    megabytes: 75,
  },
  {
    repository: 'quay.io/keycloak/keycloak',
    tags: tags('22.0.13 23.0.7 24.0.5 25.0.6 26.0.8 26.4.2'),
    base: 'ubi:9.6',
    entrypoint: ['/opt/keycloak/bin/kc.sh'],
    user: '1000',
    users: { keycloak: 1000 },
    ports: ['8080/tcp', '8443/tcp', '9000/tcp'],
    files: [executable('/opt/keycloak/bin/kc.sh', 'keycloak')],
    megabytes: 240,
  },
];
