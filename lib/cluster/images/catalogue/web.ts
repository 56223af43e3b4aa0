import type { Image, ImageFile } from '../image';

const NGINX_INDEX = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const NGINX_CONF = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`;

const NGINX_DEFAULT = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const ERROR_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
`;

const nginxFiles: readonly ImageFile[] = [
  { path: '/docker-entrypoint.sh', program: 'nginx-entrypoint' },
  { path: '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh', text: '#!/bin/sh\n', mode: 0o755 },
  { path: '/docker-entrypoint.d/20-envsubst-on-templates.sh', text: '#!/bin/sh\n', mode: 0o755 },
  { path: '/docker-entrypoint.d/30-tune-worker-processes.sh', text: '#!/bin/sh\n', mode: 0o755 },
  { path: '/usr/sbin/nginx', program: 'nginx' },
  { path: '/usr/bin/curl', program: 'curl' },
  { path: '/etc/nginx/nginx.conf', text: NGINX_CONF },
  { path: '/etc/nginx/conf.d/default.conf', text: NGINX_DEFAULT },
  {
    path: '/etc/nginx/mime.types',
    text: 'types {\n    text/html                             html htm shtml;\n    text/css                              css;\n    application/json                      json;\n    text/plain                            txt;\n}\n',
  },
  { path: '/usr/share/nginx/html/index.html', text: NGINX_INDEX },
  { path: '/usr/share/nginx/html/50x.html', text: ERROR_PAGE },
  { path: '/var/cache/nginx/' },
  { path: '/var/log/nginx/access.log', target: '/dev/stdout' },
  { path: '/var/log/nginx/error.log', target: '/dev/stderr' },
];

const nginxTags = {
  latest: '1.29.3',
  names: { mainline: '1.29.3', stable: '1.28.0', perl: '1.29.3' },
  series: {
    '1.7': 12,
    '1.8': 1,
    '1.9': 15,
    '1.10': 3,
    '1.11': 13,
    '1.12': 2,
    '1.13': 12,
    '1.14': 2,
    '1.15': 12,
    '1.16': 1,
    '1.17': 10,
    '1.18': 0,
    '1.19': 10,
    '1.20': 2,
    '1.21': 6,
    '1.22': 1,
    '1.23': 4,
    '1.24': 0,
    '1.25': 5,
    '1.26': 3,
    '1.27': 5,
    '1.28': 0,
    '1.29': 3,
  },
  suffixes: ['-alpine-slim', '-alpine', '-bookworm', '-bullseye', '-perl'],
};

export const WEB_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/library/nginx',
    tags: nginxTags,
    base: (tag: string) => (tag.includes('alpine') ? 'alpine' : 'debian'),
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    env: (version) => ({
      NGINX_VERSION: version,
      NJS_VERSION: '0.9.4',
      NJS_RELEASE: '1~bookworm',
      PKG_RELEASE: '1~bookworm',
      DYNPKG_RELEASE: '1~bookworm',
    }),
    ports: ['80/tcp'],
    stopSignal: 'QUIT',
    users: { nginx: 101 },
    files: () => nginxFiles,
    megabytes: 72,
  },
  {
    repository: 'docker.io/nginxinc/nginx-unprivileged',
    tags: nginxTags,
    base: (tag: string) => (tag.includes('alpine') ? 'alpine' : 'debian'),
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    env: (version) => ({ NGINX_VERSION: version }),
    user: '101',
    ports: ['8080/tcp'],
    stopSignal: 'QUIT',
    users: { nginx: 101 },
    files: () => [
      ...nginxFiles.filter((file) => !file.path.endsWith('default.conf')),
      { path: '/etc/nginx/conf.d/default.conf', text: NGINX_DEFAULT.replace(/80;/g, '8080;') },
    ],
    megabytes: 72,
  },
  {
    repository: 'docker.io/library/httpd',
    tags: { latest: '2.4.65', series: { '2.4': 65 }, suffixes: ['-alpine', '-bookworm'] },
    base: (tag: string) => (tag.includes('alpine') ? 'alpine' : 'debian'),
    cmd: ['httpd-foreground'],
    env: (version) => ({
      HTTPD_PREFIX: '/usr/local/apache2',
      HTTPD_VERSION: version,
      PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    }),
    workingDir: '/usr/local/apache2',
    ports: ['80/tcp'],
    stopSignal: 'WINCH',
    files: () => [
      { path: '/usr/local/bin/httpd-foreground', program: 'httpd-server' },
      { path: '/usr/local/apache2/bin/httpd', program: 'httpd-server' },
      {
        path: '/usr/local/apache2/conf/httpd.conf',
        text: 'ServerRoot "/usr/local/apache2"\nListen 80\nDocumentRoot "/usr/local/apache2/htdocs"\n',
      },
      { path: '/usr/local/apache2/htdocs/index.html', text: '<html><body><h1>It works!</h1></body></html>\n' },
      { path: '/usr/local/apache2/logs/' },
    ],
    megabytes: 45,
  },
  {
    repository: 'docker.io/hashicorp/http-echo',
    tags: { latest: '1.0.0', names: { '0.2.3': '0.2.3', '0.2.1': '0.2.1' }, series: { '1.0': 0 } },
    base: () => 'distroless',
    entrypoint: ['/http-echo'],
    ports: ['5678/tcp'],
    user: '65532',
    files: () => [{ path: '/http-echo', program: 'http-echo' }],
    megabytes: 3,
  },
  {
    repository: 'docker.io/traefik/whoami',
    tags: { latest: '1.11.0', prefix: 'v', series: { '1.8': 7, '1.9': 0, '1.10': 4, '1.11': 0 } },
    base: () => 'distroless',
    entrypoint: ['/whoami'],
    ports: ['80/tcp'],
    files: () => [{ path: '/whoami', program: 'whoami-server' }],
    megabytes: 3,
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    tags: {
      latest: '2.53',
      noLatest: true,
      names: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`2.${i + 20}`, `2.${i + 20}`])),
    },
    base: () => 'alpine',
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    files: () => [{ path: '/agnhost', program: 'agnhost' }],
    megabytes: 55,
  },
  {
    repository: 'docker.io/library/wordpress',
    tags: {
      latest: '6.8.3',
      series: { '4.8': 3, '5.9': 3, '6.0': 3, '6.2': 1, '6.4': 3, '6.6': 2, '6.7': 2, '6.8': 3 },
      suffixes: ['-apache', '-fpm'],
    },
    base: () => 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['apache2-foreground'],
    workingDir: '/var/www/html',
    ports: ['80/tcp'],
    stopSignal: 'WINCH',
    files: () => [
      { path: '/usr/local/bin/docker-entrypoint.sh', program: 'exec-arguments' },
      { path: '/usr/local/bin/apache2-foreground', program: 'httpd-server' },
      { path: '/var/www/html/index.php', text: '<?php\n' },
    ],
    megabytes: 230,
  },
];
