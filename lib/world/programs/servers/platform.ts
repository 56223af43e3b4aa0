import { klogHead } from '../daemon';
import { goNotFound, html, json, plain, redirect, type Asked, type Place, type Server } from './server';

const page = (title: string) => html(`<!DOCTYPE html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head>\n</html>\n`);
const goTime = (at: Place) => at.iso.replace('T', ' ').slice(0, 19).replace(/-/g, '/');
const klog = (at: Place, source: string, text: string) => `${klogHead(at.sys.now(), 1)}${source}] ${text}\n`;

/** Vault in development mode: secrets of version 2 in memory, which here are files that nobody else sees. */
function vault(asked: Asked) {
  const token = asked.env('VAULT_DEV_ROOT_TOKEN_ID') || 'root';
  if (asked.path === '/v1/sys/health')
    return json({ initialized: true, sealed: false, standby: false, version: '1.21.0', cluster_name: 'vault-cluster' });
  if (asked.path === '/v1/sys/seal-status')
    return json({ type: 'shamir', initialized: true, sealed: false, t: 1, n: 1, progress: 0, version: '1.21.0', storage_type: 'inmem' });
  if (asked.path === '/' || asked.path.startsWith('/ui')) return asked.path === '/' ? redirect('/ui/', 307) : page('Vault');
  if (asked.header('x-vault-token') !== token) return json({ errors: ['permission denied'] }, 403);
  const data = /^\/v1\/secret\/data\/(.+)$/.exec(asked.path)?.[1];
  if (data === undefined) return json({ errors: ['not simulated here'] }, 501);
  const file = `/dev/shm/vault-${data.replace(/\W/g, '_')}`;
  if (asked.request.method === 'GET') {
    const text = asked.read(file);
    return text === undefined
      ? json({ errors: [] }, 404)
      : json({ data: { data: (JSON.parse(text) as { data: unknown }).data, metadata: { version: 1 } } });
  }
  asked.sys.writeFile(file, asked.body);
  return json({ data: { version: 1, created_time: asked.iso } });
}

function consul(asked: Asked) {
  const key = /^\/v1\/kv\/(.+)$/.exec(asked.path)?.[1];
  if (key !== undefined) {
    const file = `/consul/data/${key.replace(/\W/g, '_')}`;
    if (asked.request.method === 'PUT') {
      asked.sys.writeFile(file, asked.body);
      return plain('true\n');
    }
    const value = asked.read(file);
    if (value === undefined) return plain('', 404);
    return asked.query('raw') !== undefined ? plain(value) : json([{ Key: key, Flags: 0, Value: Buffer.from(value).toString('base64') }]);
  }
  if (asked.path === '/v1/status/leader') return plain(`"${asked.ip}:8300"`);
  if (asked.path === '/v1/catalog/services') return json({ consul: [] });
  return asked.path === '/' ? redirect('/ui/', 301) : page('Consul');
}

function registry(asked: Asked) {
  const version = { 'docker-distribution-api-version': 'registry/2.0' };
  if (asked.path === '/v2/' || asked.path === '/v2') return json({}, 200, version);
  if (asked.path === '/v2/_catalog') return json({ repositories: [] }, 200, version);
  if (asked.path === '/') return plain('');
  const name = /^\/v2\/(.+)\/(tags|manifests|blobs)\//.exec(asked.path)?.[1];
  if (name && asked.request.method === 'GET')
    return json({ errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry', detail: { name } }] }, 404, version);
  return name ? json({ errors: [{ code: 'UNSUPPORTED', message: 'pushing is not simulated here' }] }, 405, version) : goNotFound();
}

/** Whether a process has CAP_SYS_ADMIN, as only a privileged container's has. */
function maySys(at: Place): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(at.read('/proc/self/status') ?? '')?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) & (1n << 21n)) !== 0n;
}

/** Secrets, discovery, artifacts, builds, delivery. */
export const PLATFORM_SERVERS: readonly Server[] = [
  {
    name: 'vault',
    ports: [8200],
    refuses: (at) =>
      at.argv.includes('server') || at.argv.length === 1
        ? undefined
        : { text: `vault ${at.argv.slice(1).join(' ')}: not simulated here (its HTTP API is, on port 8200)\n`, code: 2 },
    says: (at) =>
      `==> Vault server configuration:\n\n             Api Address: http://0.0.0.0:8200\n         Cluster Address: https://0.0.0.0:8201\n              Listener 1: tcp (addr: "0.0.0.0:8200", cluster address: "0.0.0.0:8201", tls: "disabled")\n                 Storage: inmem\n                 Version: Vault v1.21.0\n\n==> Vault server started! Log data will stream in below:\n\nWARNING! dev mode is enabled! In this mode, Vault runs entirely in-memory\nand starts unsealed with a single unseal key. The root token is already\nauthenticated to the CLI, so you can immediately begin using Vault.\n\nRoot Token: ${at.env('VAULT_DEV_ROOT_TOKEN_ID') || 'root'}\n\nDevelopment mode should NOT be used in production installations!\n\n`,
    answers: vault,
    stops: () => '==> Vault shutdown triggered\n',
  },
  {
    name: 'consul',
    ports: [8300, 8301, 8302, 8500, 8600],
    says: (at) =>
      `==> Starting Consul agent...\n               Version: '1.22.0'\n            Datacenter: 'dc1' (Segment: '<all>')\n                Server: true (Bootstrap: false)\n           Client Addr: [0.0.0.0] (HTTP: 8500, HTTPS: -1, gRPC: 8502, DNS: 8600)\n\n==> Log data will now stream in as it occurs:\n\n${at.iso} [INFO]  agent: Consul agent running!\n`,
    answers: consul,
  },
  {
    name: 'minio',
    ports: (at) => [
      Number((at.flag('address') ?? ':9000').split(':').pop()),
      ...(at.flag('console-address') ? [Number(at.flag('console-address')!.split(':').pop())] : []),
    ],
    refuses: (at) => {
      if (!at.argv.includes('server'))
        return {
          text: 'NAME:\n  minio - High Performance Object Storage\n\nUSAGE:\n  minio [FLAGS] COMMAND [ARGS...]\n\nCOMMANDS:\n  server  start object storage server\n',
          code: 0,
          stdout: true,
        };
      const password = at.env('MINIO_ROOT_PASSWORD');
      return password && password.length < 8
        ? {
            text: 'FATAL Unable to validate credentials inherited from the shell environment: Invalid credentials\n      > Please provide correct credentials\n      HINT:\n        Access key length should be at least 3, and secret key length at least 8 characters\n',
            code: 1,
          }
        : undefined;
    },
    says: (at) =>
      `MinIO Object Storage Server\nCopyright: 2015-2025 MinIO, Inc.\nLicense: GNU AGPLv3 - https://www.gnu.org/licenses/agpl-3.0.html\nVersion: RELEASE.2025-09-07T16-13-09Z (go1.24.6 linux/amd64)\n\nAPI: http://${at.ip}:9000  http://127.0.0.1:9000 \n${at.env('MINIO_ROOT_USER') ? '' : "WARN: Detected default credentials 'minioadmin:minioadmin', we recommend that you change these values with 'MINIO_ROOT_USER' and 'MINIO_ROOT_PASSWORD' environment variables\n"}`,
    answers: (asked) =>
      asked.path.startsWith('/minio/health/')
        ? plain('')
        : asked.path === '/' && asked.header('user-agent')?.startsWith('Mozilla')
          ? redirect('/browser')
          : {
              status: 403,
              headers: { 'content-type': 'application/xml', server: 'MinIO' },
              body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>',
            },
  },
  {
    name: 'registry',
    ports: (at) => [Number(at.env('REGISTRY_HTTP_ADDR').split(':').pop()) || 5000],
    logsTo: 'stderr',
    says: (at) =>
      `time="${at.iso}" level=warning msg="No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable." go.version=go1.23.7 service=registry\ntime="${at.iso}" level=info msg="listening on [::]:5000" go.version=go1.23.7 service=registry\n`,
    answers: registry,
  },
  {
    name: 'dockerd',
    ports: (at) => [at.env('DOCKER_TLS_CERTDIR') ? 2376 : 2375],
    logsTo: 'stderr',
    // The daemon mounts cgroups and changes iptables: nobody but a privileged container may.
    refuses: (at) =>
      maySys(at)
        ? undefined
        : {
            text: `Certificate request self-signature ok\nmount: permission denied (are you root?)\nCould not mount /sys/kernel/security.\nAppArmor detection and --privileged mode might break.\nmount: permission denied (are you root?)\n`,
            code: 32,
          },
    says: (at) =>
      `time="${at.iso}" level=info msg="Starting up"\ntime="${at.iso}" level=info msg="containerd successfully booted in 0.02s"\ntime="${at.iso}" level=info msg="Docker daemon" commit=unknown containerd-snapshotter=false storage-driver=overlay2 version=28.5.2\ntime="${at.iso}" level=info msg="Daemon has completed initialization"\ntime="${at.iso}" level=info msg="API listen on /var/run/docker.sock"\n`,
    answers: (asked) => (asked.path === '/_ping' ? plain('OK') : json({ message: 'the Docker API is not simulated here' }, 501)),
  },
  {
    name: 'jenkins',
    ports: [8080, 50000],
    takesMs: 15_000,
    logsTo: 'stderr',
    refuses: (at) =>
      at.sys.access('/var/jenkins_home', 'w')
        ? undefined
        : {
            text: "touch: cannot touch '/var/jenkins_home/copy_reference_file.log': Permission denied\nCan not write to /var/jenkins_home/copy_reference_file.log. Wrong volume permissions?\n",
            code: 1,
          },
    prepares: (at) => {
      const path = '/var/jenkins_home/secrets/initialAdminPassword';
      if (at.sys.exists(path)) return;
      if (!at.sys.exists('/var/jenkins_home/secrets')) at.sys.mkdir('/var/jenkins_home/secrets', 0o700);
      at.sys.writeFile(path, `${Array.from({ length: 32 }, () => Math.floor(at.sys.random() * 16).toString(16)).join('')}\n`, {
        mode: 0o640,
      });
    },
    says: () => 'Running from: /usr/share/jenkins/jenkins.war\nwebroot: /var/jenkins_home/war\n',
    ready: (at) =>
      `\n*************************************************************\n*************************************************************\n*************************************************************\n\nJenkins initial setup is required. An admin user has been created and a password generated.\nPlease use the following password to proceed to installation:\n\n${at.read('/var/jenkins_home/secrets/initialAdminPassword') ?? ''}\nThis may also be found at: /var/jenkins_home/secrets/initialAdminPassword\n\n*************************************************************\n*************************************************************\n*************************************************************\n\n${at.iso.replace('T', ' ').slice(0, 19)}.000+0000 [id=31]\tINFO\thudson.lifecycle.Lifecycle#onReady: Jenkins is fully up and running\n`,
    answers: (asked) =>
      asked.path === '/login'
        ? page('Sign in - Jenkins')
        : html(
            "<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/></head><body>Authentication required</body></html>",
            403,
            { 'x-jenkins': '2.528.1' },
          ),
    endsWith: 'signal',
  },
  {
    name: 'gitea',
    ports: [22, 3000],
    says: (at) =>
      `Generating /data/ssh/ssh_host_ed25519_key...\nServer listening on :: port 22.\n${goTime(at)} cmd/web.go:261:runWeb() [I] Starting Gitea on PID: 18\n${goTime(at)} cmd/web.go:323:listen() [I] Listen: http://0.0.0.0:3000\n`,
    answers: (asked) => (asked.path === '/api/healthz' ? json({ status: 'pass' }) : page('Installation - Gitea: Git with a cup of tea')),
  },
  {
    name: 'sonarqube',
    ports: [9000],
    takesMs: 25_000,
    megabytes: 1200,
    says: (at) =>
      `${at.iso.slice(0, 10).replace(/-/g, '.')} ${at.iso.slice(11, 19)} INFO  app[][o.s.a.AppFileSystem] Cleaning or creating temp directory /opt/sonarqube/temp\n`,
    ready: (at) =>
      `${at.iso.slice(0, 10).replace(/-/g, '.')} ${at.iso.slice(11, 19)} INFO  app[][o.s.a.SchedulerImpl] SonarQube is operational\n`,
    answers: (asked) =>
      asked.path === '/api/system/status' ? json({ id: 'nekala', version: '25.10.0', status: 'UP' }) : page('SonarQube'),
    endsWith: 'signal',
  },
  {
    name: 'argocd-server',
    ports: [8080, 8083],
    logsTo: 'stderr',
    says: (at) =>
      `time="${at.iso}" level=info msg="argocd v3.2.0 serving on port 8080 (url: , tls: true, namespace: argocd, sso: false)"\n`,
    answers: (asked) =>
      asked.path === '/healthz' ? plain('ok') : asked.path === '/api/version' ? json({ Version: 'v3.2.0' }) : page('Argo CD'),
  },
  {
    name: 'argocd-worker',
    logsTo: 'stderr',
    says: (at) =>
      `time="${at.iso}" level=info msg="ArgoCD component starting" component=${at.argv[0]?.split('/').pop() ?? ''}\ntime="${at.iso}" level=warning msg="delivery of applications is not simulated here"\n`,
  },
  {
    name: 'workflow-controller',
    ports: [9090],
    logsTo: 'stderr',
    says: (at) => `time="${at.iso}" level=info msg="starting workflow-controller; running workflows is not simulated here"\n`,
    answers: () => plain(''),
  },
  {
    name: 'rollouts-controller',
    ports: [8090],
    logsTo: 'stderr',
    says: (at) => `time="${at.iso}" level=info msg="Argo Rollouts starting; progressing rollouts is not simulated here"\n`,
    answers: () => plain(''),
  },
  {
    name: 'cert-manager',
    ports: [9402, 10250],
    logsTo: 'stderr',
    says: (at) =>
      klog(at, 'controller.go:89', '"starting cert-manager" logger="cert-manager.controller" version="v1.19.1"') +
      klog(at, 'controller.go:90', '"issuing certificates is not simulated here"'),
    answers: () => plain('ok'),
  },
  {
    name: 'sidecar',
    logsTo: 'stderr',
    says: (at) => klog(at, 'main.go:100', `Version: ${at.argv[0]?.split('/').pop()} (its work is not simulated by this container)`),
  },
  {
    name: 'portainer',
    ports: [8000, 9000, 9443],
    logsTo: 'stderr',
    says: (at) => `${goTime(at)} portainer main.go: starting Portainer | bind_address=:9443\n`,
    answers: (asked) => (asked.path === '/api/status' ? json({ Version: '2.33.3' }) : page('Portainer')),
  },
  {
    name: 'keycloak',
    ports: [8080, 8443, 9000],
    takesMs: 8000,
    refuses: (at) =>
      at.argv.some((word) => word.startsWith('start'))
        ? undefined
        : { text: 'Keycloak - Open Source Identity and Access Management\n\nUsage:\n\nkc.sh [OPTIONS] [COMMAND]\n', code: 0, stdout: true },
    says: (at) =>
      `${at.iso.replace('T', ' ').slice(0, 19)},000 INFO  [org.keycloak.quarkus.runtime.storage.database.liquibase.QuarkusJpaUpdaterProvider] (main) Initializing database schema. Using changelog META-INF/jpa-changelog-master.xml\n`,
    ready: (at) =>
      `${at.iso.replace('T', ' ').slice(0, 19)},000 INFO  [io.quarkus] (main) Keycloak 26.4.2 on JVM (powered by Quarkus 3.27.0) started in 8.0s. Listening on: http://0.0.0.0:8080\n`,
    answers: (asked) => (asked.path.startsWith('/health') ? json({ status: 'UP', checks: [] }) : page('Welcome to Keycloak')),
    endsWith: 'signal',
  },
];
