import { directory, executable, text, type Image } from '../image';
import { onlyTags, tags } from '../tags';

const alpineOr = (other: 'debian:12' | 'ubuntu:22.04' | 'ubuntu:24.04') => (tag: string) => (tag.includes('alpine') ? 'alpine' : other);

const HTTPD_CONF = `ServerRoot "/usr/local/apache2"

Listen 80

User www-data
Group www-data

ServerAdmin you@example.com

DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>

DirectoryIndex index.html

ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
`;

const CADDYFILE = `# The Caddyfile is an easy way to configure your Caddy web server.
#
# Unless the file starts with a global options block, the first
# uncommented line is always the address of your site.

:80 {
	# Set this path to your site's directory.
	root * /usr/share/caddy

	# Enable the static file server.
	file_server
}
`;

const TOMCAT_XML = `<?xml version="1.0" encoding="UTF-8"?>
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000" redirectPort="8443" />
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true"/>
    </Engine>
  </Service>
</Server>
`;

/** Web servers other than nginx, and proxies. */
export const WEB_SERVER_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/library/httpd',
    also: ['public.ecr.aws/docker/library/httpd'],
    tags: tags('2.4.65', { suffixes: '-alpine -bookworm -trixie -alpine3.22' }),
    base: alpineOr('debian:12'),
    cmd: ['httpd-foreground'],
    env: (version) => ({
      HTTPD_PREFIX: '/usr/local/apache2',
      HTTPD_VERSION: version,
      PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    }),
    workingDir: '/usr/local/apache2',
    ports: ['80/tcp'],
    stopSignal: 'WINCH',
    files: [
      executable('/usr/local/bin/httpd-foreground', 'httpd-server'),
      executable('/usr/local/apache2/bin/httpd', 'httpd-server'),
      text('/usr/local/apache2/conf/httpd.conf', HTTPD_CONF),
      text('/usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n'),
      directory('/usr/local/apache2/logs'),
    ],
    megabytes: 45,
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/httpd',
    tags: onlyTags('2.4.38-4 2.4.39-4', { noLatest: true }),
    base: 'alpine:3.14.10',
    cmd: ['httpd-foreground'],
    env: (version) => ({ HTTPD_VERSION: version.replace(/-.*/, ''), HTTPD_PREFIX: '/usr/local/apache2' }),
    workingDir: '/usr/local/apache2',
    ports: ['80/tcp'],
    files: [
      executable('/usr/local/bin/httpd-foreground', 'httpd-server'),
      text('/usr/local/apache2/conf/httpd.conf', HTTPD_CONF),
      text('/usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n'),
    ],
    megabytes: 40,
  },
  {
    repository: 'docker.io/library/caddy',
    tags: tags('2.7.6 2.8.4 2.9.1 2.10.2', { suffixes: '-alpine -builder' }),
    base: 'alpine',
    cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
    env: (version) => ({ CADDY_VERSION: `v${version}`, XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' }),
    workingDir: '/srv',
    ports: ['80/tcp', '443/tcp', '2019/tcp'],
    files: [
      executable('/usr/bin/caddy'),
      text('/etc/caddy/Caddyfile', CADDYFILE),
      text(
        '/usr/share/caddy/index.html',
        '<!DOCTYPE html>\n<html>\n<head>\n\t<title>Caddy works!</title>\n</head>\n<body>\n\t<h1>Congratulations!</h1>\n\t<p>Your web server is working. Now make it work for you.</p>\n</body>\n</html>\n',
      ),
    ],
    megabytes: 20,
  },
  {
    repository: 'docker.io/library/traefik',
    tags: tags('1.7.34 2.9.10 2.10.7 2.11.29 3.0.4 3.1.7 3.2.5 3.3.7 3.4.5 3.5.3', {
      prefix: 'v',
      names: Object.fromEntries('1.7 2.9 2.10 2.11 3.0 3.1 3.2 3.3 3.4 3.5'.split(' ').map((tag) => [tag, `${tag}.0`])),
      suffixes: '-alpine',
    }),
    base: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    cmd: ['traefik'],
    ports: ['80/tcp'],
    files: [executable('/entrypoint.sh', 'traefik-entrypoint'), executable('/usr/local/bin/traefik')],
    megabytes: 48,
  },
  {
    repository: 'docker.io/library/haproxy',
    tags: tags('2.0.34 2.2.33 2.4.30 2.6.23 2.8.16 3.0.12 3.1.9 3.2.7', { names: { lts: '3.2.7' }, suffixes: '-alpine -bookworm' }),
    base: alpineOr('debian:12'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    env: (version) => ({ HAPROXY_VERSION: version }),
    user: 'haproxy',
    users: { haproxy: 99 },
    workingDir: '/var/lib/haproxy',
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'haproxy-entrypoint'),
      executable('/usr/local/sbin/haproxy', 'haproxy-server'),
      directory('/usr/local/etc/haproxy'),
      directory('/var/lib/haproxy', 99),
    ],
    megabytes: 42,
  },
  {
    repository: 'docker.io/envoyproxy/envoy',
    tags: tags('1.27.7 1.28.7 1.29.12 1.30.11 1.31.10 1.32.13 1.33.10 1.34.8 1.35.4 1.36.2', { prefix: 'v', noLatest: true }),
    base: 'ubuntu:22.04',
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
    users: { envoy: 101 },
    ports: ['10000/tcp'],
    files: [
      executable('/docker-entrypoint.sh', 'exec-arguments'),
      executable('/usr/local/bin/envoy'),
      text('/etc/envoy/envoy.yaml', ENVOY_YAML()),
    ],
    megabytes: 80,
  },
  {
    repository: 'docker.io/library/tomcat',
    tags: tags('8.5.100 9.0.111 10.1.48 11.0.13', {
      suffixes:
        '-jdk8 -jre8 -jdk11 -jre11 -jdk17 -jre17 -jdk21 -jre21 -jdk17-temurin -jdk21-temurin -jre17-temurin -jre21-temurin -jdk8-temurin -jdk11-temurin',
    }),
    base: 'ubuntu:24.04',
    cmd: ['catalina.sh', 'run'],
    env: (version) => ({
      CATALINA_HOME: '/usr/local/tomcat',
      TOMCAT_MAJOR: version.split('.')[0]!,
      TOMCAT_VERSION: version,
      JAVA_HOME: '/opt/java/openjdk',
      PATH: '/usr/local/tomcat/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    }),
    workingDir: '/usr/local/tomcat',
    ports: ['8080/tcp'],
    tools: ['curl'],
    files: [
      executable('/usr/local/tomcat/bin/catalina.sh', 'tomcat'),
      executable('/opt/java/openjdk/bin/java'),
      text('/usr/local/tomcat/conf/server.xml', TOMCAT_XML),
      // Since 2019 the example applications are beside the directory that is served: every page is 404.
      directory('/usr/local/tomcat/webapps'),
      text(
        '/usr/local/tomcat/webapps.dist/ROOT/index.jsp',
        "<h2>If you're seeing this, you've successfully installed Tomcat. Congratulations!</h2>\n",
      ),
      directory('/usr/local/tomcat/logs'),
    ],
    megabytes: 210,
  },
  {
    repository: 'docker.io/library/jetty',
    tags: tags('9.4.58 10.0.26 11.0.26 12.0.28 12.1.2', { suffixes: '-jdk17 -jdk21 -jre17 -jre21 -alpine' }),
    base: alpineOr('ubuntu:24.04'),
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['java', '-jar', '/usr/local/jetty/start.jar'],
    env: (version) => ({ JETTY_VERSION: version, JETTY_HOME: '/usr/local/jetty', JETTY_BASE: '/var/lib/jetty' }),
    user: 'jetty',
    users: { jetty: 999 },
    workingDir: '/var/lib/jetty',
    ports: ['8080/tcp'],
    files: [
      executable('/docker-entrypoint.sh', 'jetty'),
      executable('/opt/java/openjdk/bin/java'),
      directory('/var/lib/jetty', 999),
      directory('/var/lib/jetty/webapps', 999),
    ],
    megabytes: 190,
  },
  {
    repository: 'docker.io/library/php',
    tags: tags('7.2.34 7.3.33 7.4.33 8.0.30 8.1.33 8.2.29 8.3.27 8.4.14', {
      suffixes: '-apache -fpm -cli -alpine -fpm-alpine -cli-alpine -apache-bookworm',
    }),
    base: alpineOr('debian:12'),
    entrypoint: ['docker-php-entrypoint'],
    cmd: ['php', '-a'],
    commandOf: (tag) => (tag.includes('apache') ? { cmd: ['apache2-foreground'] } : tag.includes('fpm') ? { cmd: ['php-fpm'] } : {}),
    env: (version) => ({ PHP_VERSION: version, PHP_INI_DIR: '/usr/local/etc/php' }),
    workingDir: '/var/www/html',
    tools: ['curl'],
    files: [
      executable('/usr/local/bin/docker-php-entrypoint', 'exec-arguments'),
      executable('/usr/local/bin/apache2-foreground', 'php-apache'),
      executable('/usr/local/bin/php-fpm'),
      executable('/usr/local/bin/php'),
      directory('/var/www/html', 33),
    ],
    megabytes: 170,
  },
  {
    repository: 'docker.io/bitnami/apache',
    also: ['docker.io/bitnamilegacy/apache'],
    tags: tags('2.4.65'),
    base: 'debian:12',
    cmd: ['httpd-foreground'],
    env: (version) => ({ HTTPD_VERSION: version, HTTPD_PREFIX: '/opt/bitnami/apache', HTTPD_CONF: '/opt/bitnami/apache/conf/httpd.conf' }),
    user: '1001',
    workingDir: '/app',
    ports: ['8080/tcp', '8443/tcp'],
    files: [
      executable('/usr/local/bin/httpd-foreground', 'httpd-server'),
      text(
        '/opt/bitnami/apache/conf/httpd.conf',
        HTTPD_CONF.replace('Listen 80', 'Listen 8080\nListen 8443').replace(/\/usr\/local\/apache2\/htdocs/g, '/app'),
      ),
      text('/app/index.html', '<html><body><h1>It works!</h1></body></html>\n'),
    ],
    megabytes: 60,
  },
];

/** The configuration that Envoy's image brings: port 10000 to Envoy's own site. */
function ENVOY_YAML(): string {
  return `admin:
  address:
    socket_address:
      protocol: TCP
      address: 0.0.0.0
      port_value: 9901
static_resources:
  listeners:
  - name: listener_0
    address:
      socket_address:
        protocol: TCP
        address: 0.0.0.0
        port_value: 10000
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: ingress_http
          route_config:
            name: local_route
            virtual_hosts:
            - name: local_service
              domains: ["*"]
              routes:
              - match:
                  prefix: "/"
                route:
                  host_rewrite_literal: www.envoyproxy.io
                  cluster: service_envoyproxy_io
  clusters:
  - name: service_envoyproxy_io
    connect_timeout: 30s
    type: LOGICAL_DNS
    load_assignment:
      cluster_name: service_envoyproxy_io
      endpoints:
      - lb_endpoints:
        - endpoint:
            address:
              socket_address:
                address: www.envoyproxy.io
                port_value: 443
`;
}
