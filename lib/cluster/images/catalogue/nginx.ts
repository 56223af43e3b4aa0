import { directory, executable, text, type Image, type ImageFile } from '../image';
import { tags } from '../tags';
import { ERROR_PAGE, MIME_TYPES, NGINX_CONF, NGINX_DEFAULT, NGINX_INDEX } from './nginx-files';

const script = (name: string): ImageFile => text(`/docker-entrypoint.d/${name}`, '#!/bin/sh\n', { mode: 0o755 });

const files: readonly ImageFile[] = [
  executable('/docker-entrypoint.sh', 'nginx-entrypoint'),
  script('10-listen-on-ipv6-by-default.sh'),
  script('15-local-resolvers.envsh'),
  script('20-envsubst-on-templates.sh'),
  script('30-tune-worker-processes.sh'),
  executable('/usr/sbin/nginx'),
  text('/etc/nginx/nginx.conf', NGINX_CONF),
  text('/etc/nginx/conf.d/default.conf', NGINX_DEFAULT),
  text('/etc/nginx/mime.types', MIME_TYPES),
  text('/usr/share/nginx/html/index.html', NGINX_INDEX),
  text('/usr/share/nginx/html/50x.html', ERROR_PAGE),
  directory('/var/cache/nginx'),
  { path: '/var/log/nginx/access.log', target: '/dev/stdout' },
  { path: '/var/log/nginx/error.log', target: '/dev/stderr' },
];

const versions = tags(
  '1.7.12 1.8.1 1.9.15 1.10.3 1.11.13 1.12.2 1.13.12 1.14.2 1.15.12 1.16.1 1.17.10 1.18.0 1.19.10 1.20.2 1.21.6 1.22.1 1.23.4 1.24.0 1.25.5 1.26.3 1.27.5 1.28.0 1.29.3',
  {
    names: { mainline: '1.29.3', stable: '1.28.0', perl: '1.29.3' },
    suffixes: '-alpine3.22 -alpine-slim -alpine-perl -alpine -bookworm -bookworm-perl -bullseye -trixie -perl -otel -alpine-otel',
  },
);

/** Debian of the time of a release. */
const baseOf = (tag: string, version: string) => {
  if (tag.includes('alpine')) return 'alpine' as const;
  const minor = Number(version.split('.')[1]);
  return minor < 15 ? 'debian:9' : minor < 21 ? 'debian:10' : minor < 23 ? 'debian:11' : 'debian:12';
};

const nginx: Image = {
  repository: 'docker.io/library/nginx',
  also: ['public.ecr.aws/nginx/nginx', 'public.ecr.aws/docker/library/nginx', 'quay.io/library/nginx', 'mirror.gcr.io/library/nginx'],
  tags: versions,
  base: baseOf,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: (version) => ({
    NGINX_VERSION: version,
    NJS_VERSION: '0.9.4',
    NJS_RELEASE: '1~bookworm',
    PKG_RELEASE: '1~bookworm',
    DYNPKG_RELEASE: '1~bookworm',
  }),
  users: { nginx: 101 },
  ports: ['80/tcp'],
  stopSignal: 'QUIT',
  tools: ['curl'],
  files,
  megabytes: 72,
};

const TEMP_PATHS = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi']
  .map((what) => `    ${what}_temp_path /tmp/${what.replace('_body', '')}_temp;\n`)
  .join('');

/** Of images that do not run as root: other ports, a process file in /tmp, files of their own user. */
const unprivileged = (uid: number, root = '/usr/share/nginx/html'): readonly ImageFile[] => [
  ...files.filter(({ path }) => !/default\.conf$|nginx\.conf$/.test(path)),
  text(
    '/etc/nginx/nginx.conf',
    NGINX_CONF.replace(/\nuser .*\n/, '\n')
      .replace('/run/nginx.pid', '/tmp/nginx.pid')
      .replace(/\nhttp \{\n/, `$&${TEMP_PATHS}`),
    { uid },
  ),
  text('/etc/nginx/conf.d/default.conf', NGINX_DEFAULT.replace(/80;/g, '8080;').replaceAll('/usr/share/nginx/html', root), { uid }),
];

export const NGINX_IMAGES: readonly Image[] = [
  nginx,
  {
    ...nginx,
    repository: 'docker.io/nginxinc/nginx-unprivileged',
    also: ['ghcr.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged'],
    env: (version) => ({ NGINX_VERSION: version }),
    user: '101',
    ports: ['8080/tcp'],
    files: unprivileged(101),
  },
  {
    ...nginx,
    repository: 'registry.k8s.io/nginx-slim',
    also: ['gcr.io/google-containers/nginx-slim', 'gcr.io/google_containers/nginx-slim'],
    // An early nginx 1.11 on debian, as the StatefulSet tutorial uses it.
    tags: {
      latest: '0.8',
      noLatest: true,
      names: Object.fromEntries('0.6 0.7 0.8 0.9 0.11 0.21 0.24 0.27'.split(' ').map((tag) => [tag, tag])),
    },
    base: 'debian:8',
    entrypoint: [],
    env: () => ({ NGINX_VERSION: '1.11.1' }),
    tools: ['curl'],
    megabytes: 55,
  },
  {
    ...nginx,
    repository: 'docker.io/bitnami/nginx',
    also: ['docker.io/bitnamilegacy/nginx'],
    tags: tags('1.25.5 1.26.3 1.27.5 1.28.0 1.29.3', { suffixes: '-debian-12-r0' }),
    base: 'debian:12',
    entrypoint: ['/opt/bitnami/scripts/nginx/entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    env: (version) => ({
      APP_VERSION: version,
      NGINX_VERSION: version,
      BITNAMI_APP_NAME: 'nginx',
      NGINX_HTTP_PORT_NUMBER: '',
      OS_NAME: 'linux',
    }),
    user: '1001',
    workingDir: '/app',
    ports: ['8080/tcp', '8443/tcp'],
    files: [
      ...unprivileged(1001, '/app'),
      executable('/opt/bitnami/scripts/nginx/entrypoint.sh', 'nginx-entrypoint'),
      text('/app/index.html', NGINX_INDEX),
    ],
    megabytes: 60,
  },
];
