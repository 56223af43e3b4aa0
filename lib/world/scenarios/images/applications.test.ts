import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const run = (stage: Stage, name: string, image: string, more = '') => {
  stage.kubectl(`run ${name} --image=${image} ${more}`);
  stage.pass(20);
  return stage;
};
const ip = (stage: Stage, name: string) => stage.ok(`kubectl get pod ${name} -o jsonpath={.status.podIP}`);
const curl = (stage: Stage, name: string, path = '', options = '') => stage.ok(`curl -s ${options} http://${ip(stage, name)}${path}`);
const apply = (stage: Stage, spec: string, name = 'p') =>
  stage.apply(`apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n${spec}`).pass(20);

describe('images: applications of tutorials', () => {
  scenario('hello-app tells its version and where it runs', (stage) => {
    run(stage, 'h', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app:2.0');
    expect(curl(stage, 'h', ':8080')).toBe('Hello, world!\nVersion: 2.0.0\nHostname: h');
  });

  scenario('kubernetes-bootcamp says hello with its version', (stage) => {
    run(stage, 'b', 'gcr.io/google-samples/kubernetes-bootcamp:v1');
    expect(curl(stage, 'b', ':8080')).toBe('Hello Kubernetes bootcamp! | Running on: b | v=1');
  });

  scenario("kubia has been hit, and says whom you've hit", (stage) => {
    run(stage, 'kubia', 'luksa/kubia');
    expect(curl(stage, 'kubia', ':8080')).toBe("You've hit kubia");
    expect(stage.kubectl('logs kubia')).toContain('Received request from ::ffff:');
  });

  scenario('kubia-unhealthy is well five times, then its liveness probe restarts it', (stage) => {
    apply(stage, `  containers: [{ name: c, image: luksa/kubia-unhealthy, livenessProbe: { httpGet: { path: /, port: 8080 } } }]`);
    stage.pass(180);
    expect(Number(stage.ok('kubectl get pod p -o jsonpath={.status.containerStatuses[0].restartCount}'))).toBeGreaterThan(0);
    expect(stage.events('Pod/p').join('\n')).toContain('Liveness probe failed: HTTP probe failed with statuscode: 500');
  });

  scenario("agnhost liveness is well for ten seconds, as in the documentation's example", (stage) => {
    apply(
      stage,
      `  containers: [{ name: c, image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: [liveness], livenessProbe: { httpGet: { path: /healthz, port: 8080 }, initialDelaySeconds: 3, periodSeconds: 3 } }]`,
    );
    stage.pass(30);
    expect(stage.events('Pod/p').join('\n')).toContain('Container c failed liveness probe, will be restarted');
  });

  scenario('agnhost connect names what went wrong', (stage) => {
    run(stage, 'a', 'registry.k8s.io/e2e-test-images/agnhost:2.53');
    run(stage, 'n', 'nginx');
    expect(stage.ok(`kubectl exec a -- /agnhost connect ${ip(stage, 'n')}:80`)).toBe('');
    expect(stage.fails(`kubectl exec a -- /agnhost connect ${ip(stage, 'n')}:81`)).toContain('REFUSED');
    expect(stage.fails('kubectl exec a -- /agnhost connect nobody:80')).toContain('DNS');
  });

  scenario('webapp-color shows the color it is told by its environment, and refuses one it does not know', (stage) => {
    run(stage, 'w', 'kodekloud/webapp-color', '--env=APP_COLOR=pink');
    expect(curl(stage, 'w', ':8080/color')).toBe('pink');
    run(stage, 'x', 'kodekloud/webapp-color', '--env=APP_COLOR=brown');
    expect(stage.kubectl('logs x')).toContain("Color not supported. Received 'brown' expected one of red,green,blue,blue2,pink,darkblue");
  });

  scenario('event-simulator goes on writing, with a warning now and then', (stage) => {
    run(stage, 'e', 'kodekloud/event-simulator');
    const lines = stage.kubectl('logs e').split('\n');
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.some((line) => line.includes('USER5 Failed to Login as the account is locked due to MANY FAILED ATTEMPTS.'))).toBe(true);
  });

  scenario('podinfo can be made not ready', (stage) => {
    run(stage, 'i', 'ghcr.io/stefanprodan/podinfo:6.7.0');
    expect(curl(stage, 'i', ':9898')).toContain('"version": "6.7.0"');
    curl(stage, 'i', ':9898/readyz/disable', '-X POST');
    expect(curl(stage, 'i', ':9898/readyz', '-o /dev/null -w "%{http_code}"')).toBe('503');
  });

  scenario('httpbin echoes headers and answers with the status asked for', (stage) => {
    run(stage, 'b', 'kennethreitz/httpbin');
    expect(curl(stage, 'b', '/headers', '-H "X-Mine: yes"')).toContain('"X-Mine": "yes"');
    expect(curl(stage, 'b', '/status/503', '-o /dev/null -w "%{http_code}"')).toBe('503');
  });

  scenario('echoserver tells the request', (stage) => {
    run(stage, 'e', 'registry.k8s.io/echoserver:1.10');
    expect(curl(stage, 'e', ':8080/some/path')).toContain('\treal path=/some/path');
  });

  scenario('bookinfo: reviews v3 shows red stars, and says so when ratings are away', (stage) => {
    for (const name of ['details-v1', 'ratings-v1', 'reviews-v3', 'productpage-v1']) {
      const short = name.split('-')[0]!;
      stage.kubectl(`run ${short} --image=docker.io/istio/examples-bookinfo-${name}:1.20.3`);
      stage.kubectl(`expose pod ${short} --port 9080`);
    }
    stage.pass(30);
    expect(curl(stage, 'productpage', ':9080/productpage')).toContain('<font color="red">');
    stage.kubectl('delete pod ratings --now');
    stage.pass(5);
    expect(curl(stage, 'reviews', ':9080/reviews/0')).toContain('Ratings service is currently unavailable');
  });

  scenario('perl computes pi, as the documentation of Jobs has it', (stage) => {
    stage.kubectl(`create job pi --image=perl:5.34.0 -- perl -Mbignum=bpi -wle 'print bpi(2000)'`);
    stage.settle();
    const pi = stage.kubectl('logs job/pi');
    expect(pi.slice(0, 12)).toBe('3.1415926535');
    expect(pi).toHaveLength(2001);
  });

  scenario('python serves a directory', (stage) => {
    apply(stage, `  containers: [{ name: c, image: 'python:3.12', workingDir: /srv, command: ['python', '-m', 'http.server', '8000'] }]`);
    expect(curl(stage, 'p', ':8000/')).toContain('<title>Directory listing for /</title>');
  });

  scenario('python prints, and says that it does not run other programs', (stage) => {
    run(stage, 'p', 'python:3.12-slim', '--command -- sleep 1d');
    expect(stage.ok(`kubectl exec p -- python3 -c 'print("hello")'`)).toBe('hello');
    expect(stage.ok('kubectl exec p -- python --version')).toBe('Python 3.12.12');
    expect(stage.fails(`kubectl exec p -- python3 -c 'import this; x = [i for i in range(3)]'`)).toContain('not simulated here');
  });
});

describe('images: sites and their databases', () => {
  scenario('wordpress without a database shows its error', (stage) => {
    run(stage, 'wp', 'wordpress:6.4');
    expect(curl(stage, 'wp', '/')).toContain('<h1>Error establishing a database connection</h1>');
  });

  scenario('wordpress with its database goes to its installation', (stage) => {
    run(stage, 'mysql', 'mysql:8.0', '--env=MYSQL_ROOT_PASSWORD=pw --env=MYSQL_DATABASE=wordpress --port=3306 --expose');
    run(stage, 'wp', 'wordpress:6.4', '--env=WORDPRESS_DB_HOST=mysql --env=WORDPRESS_DB_USER=root --env=WORDPRESS_DB_PASSWORD=pw');
    expect(curl(stage, 'wp', '/', '-o /dev/null -w "%{http_code} %{redirect_url}"')).toContain('302');
    run(stage, 'wrong', 'wordpress:6.4', '--env=WORDPRESS_DB_HOST=mysql --env=WORDPRESS_DB_USER=root --env=WORDPRESS_DB_PASSWORD=no');
    expect(curl(stage, 'wrong', '/', '-o /dev/null -w "%{http_code}"')).toBe('500');
  });

  scenario('mongo-express does not start without its mongo', (stage) => {
    run(stage, 'me', 'mongo-express');
    expect(stage.kubectl('logs me')).toContain('MongoServerSelectionError: getaddrinfo ENOTFOUND mongo');
  });

  scenario('pgadmin names the variables it wants', (stage) => {
    run(stage, 'pa', 'dpage/pgadmin4');
    expect(stage.kubectl('logs pa')).toContain('You need to define the PGADMIN_DEFAULT_EMAIL and PGADMIN_DEFAULT_PASSWORD');
  });

  scenario("jenkins' first password is in its log and in its file", (stage) => {
    run(stage, 'j', 'jenkins/jenkins:lts').pass(20);
    const password = stage.ok('kubectl exec j -- cat /var/jenkins_home/secrets/initialAdminPassword');
    expect(password).toMatch(/^[0-9a-f]{32}$/);
    expect(stage.kubectl('logs j')).toContain(password);
  });

  scenario('elasticsearch 7 alone wants to be told that it is', (stage) => {
    run(stage, 'es', 'docker.elastic.co/elasticsearch/elasticsearch:7.17.29');
    expect(stage.kubectl('logs es')).toContain('the default discovery settings are unsuitable for production use');
    run(stage, 'one', 'docker.elastic.co/elasticsearch/elasticsearch:7.17.29', '--env=discovery.type=single-node').pass(30);
    expect(curl(stage, 'one', ':9200/_cluster/health')).toContain('"status":"green"');
  });

  scenario('docker in docker needs a privileged container', (stage) => {
    run(stage, 'dind', 'docker:dind');
    expect(stage.kubectl('logs dind')).toContain('mount: permission denied (are you root?)');
    apply(stage, `  containers: [{ name: c, image: 'docker:dind', securityContext: { privileged: true } }]`);
    expect(stage.kubectl('logs p')).toContain('API listen on /var/run/docker.sock');
  });
});

describe('images: web servers and proxies', () => {
  const withConfig = (stage: Stage, image: string, file: string, at: string, content: string, name = 'p') => {
    stage.ok(`cat > /tmp/${name}.conf <<'CONF'\n${content}\nCONF\nkubectl create configmap ${name} --from-file=${file}=/tmp/${name}.conf`);
    return apply(
      stage,
      `  containers: [{ name: c, image: '${image}', volumeMounts: [{ name: conf, mountPath: ${at}, subPath: ${file} }] }]\n  volumes: [{ name: conf, configMap: { name: ${name} } }]`,
      name,
    );
  };

  scenario('nginx spreads over an upstream and answers with variables', (stage) => {
    run(stage, 'back', 'hashicorp/http-echo', '--port=5678 --expose -- -text=hi');
    withConfig(
      stage,
      'nginx:1.27',
      'default.conf',
      '/etc/nginx/conf.d/default.conf',
      'upstream app { server back:5678; }\nserver { listen 80; location / { proxy_pass http://app; } location /me { return 200 "$hostname\\n"; } }',
    );
    expect(curl(stage, 'p', '/')).toBe('hi');
    expect(curl(stage, 'p', '/me')).toBe('p');
    stage.kubectl('delete pod back --now');
    stage.pass(5);
    expect(curl(stage, 'p', '/', '-o /dev/null -w "%{http_code}"')).toMatch(/50[24]/);
  });

  scenario('nginx does not start when an upstream has no address', (stage) => {
    withConfig(
      stage,
      'nginx:1.27',
      'default.conf',
      '/etc/nginx/conf.d/default.conf',
      'server { listen 80; location / { proxy_pass http://nobody; } }',
    );
    expect(stage.kubectl('logs p')).toContain('[emerg] host not found in upstream "nobody"');
  });

  scenario('nginx does not start without the certificate it is told', (stage) => {
    withConfig(
      stage,
      'nginx:1.27',
      'default.conf',
      '/etc/nginx/conf.d/default.conf',
      'server { listen 443 ssl; ssl_certificate /etc/tls/tls.crt; ssl_certificate_key /etc/tls/tls.key; }',
    );
    expect(stage.kubectl('logs p')).toContain('[emerg] cannot load certificate "/etc/tls/tls.crt": BIO_new_file() failed');
  });

  scenario('haproxy sends requests to the servers of its backend in turn', (stage) => {
    for (const name of ['one', 'two']) run(stage, name, 'hashicorp/http-echo', `--port=5678 --expose -- -text=${name}`);
    withConfig(
      stage,
      'haproxy:3.0',
      'haproxy.cfg',
      '/usr/local/etc/haproxy/haproxy.cfg',
      'defaults\n  mode http\n  timeout client 5s\nfrontend web\n  bind *:8080\n  default_backend app\nbackend app\n  server a one:5678 check\n  server b two:5678 check',
    );
    expect([curl(stage, 'p', ':8080'), curl(stage, 'p', ':8080'), curl(stage, 'p', ':8080')]).toEqual(['one', 'two', 'one']);
  });

  scenario('haproxy refuses a keyword it does not know, by file and line', (stage) => {
    withConfig(stage, 'haproxy:3.0', 'haproxy.cfg', '/usr/local/etc/haproxy/haproxy.cfg', 'frontend web\n  bindd *:8080');
    expect(stage.kubectl('logs p')).toContain(
      "config : parsing [/usr/local/etc/haproxy/haproxy.cfg:2] : unknown keyword 'bindd' in 'frontend' section",
    );
  });

  scenario('caddy answers as its Caddyfile says', (stage) => {
    withConfig(stage, 'caddy:2', 'Caddyfile', '/etc/caddy/Caddyfile', ':80 {\n\trespond "Hello from Caddy"\n}');
    expect(curl(stage, 'p', '/')).toBe('Hello from Caddy');
  });

  scenario('envoy routes by prefix to a cluster of its bootstrap', (stage) => {
    run(stage, 'back', 'hashicorp/http-echo', '--port=5678 --expose -- -text=through-envoy');
    withConfig(
      stage,
      'envoyproxy/envoy:v1.31.0',
      'envoy.yaml',
      '/etc/envoy/envoy.yaml',
      `static_resources:
  listeners:
  - address: { socket_address: { address: 0.0.0.0, port_value: 10000 } }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - { match: { prefix: /ok }, direct_response: { status: 200, body: { inline_string: fine } } }
              - { match: { prefix: / }, route: { cluster: back } }
  clusters:
  - name: back
    load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: back, port_value: 5678 } } } }] }] }`,
    );
    expect(curl(stage, 'p', ':10000/')).toBe('through-envoy');
    expect(curl(stage, 'p', ':10000/ok')).toBe('fine');
  });

  scenario("tomcat's pages are 404 until an application is put there", (stage) => {
    run(stage, 't', 'tomcat:10.1');
    expect(curl(stage, 't', ':8080/')).toContain('<h1>HTTP Status 404 – Not Found</h1>');
    stage.ok('kubectl exec t -- cp -r webapps.dist/ROOT webapps/ROOT');
    expect(curl(stage, 't', ':8080/')).toContain("you've successfully installed Tomcat");
  });

  scenario('a sidecar of fluentd shows the lines of a file that the application writes', (stage) => {
    stage.ok(`kubectl create configmap fl --from-literal=fluent.conf='<source>
  @type tail
  path /var/log/1.log
  tag count.1
</source>
<match **>
  @type stdout
</match>'`);
    apply(
      stage,
      `  containers:
  - { name: count, image: busybox, command: [sh, -c, 'i=0; while true; do echo "line $i" >> /var/log/1.log; i=$((i+1)); sleep 1; done'], volumeMounts: [{ name: log, mountPath: /var/log }] }
  - { name: agent, image: 'fluent/fluentd:v1.17-1', volumeMounts: [{ name: log, mountPath: /var/log }, { name: fl, mountPath: /fluentd/etc }] }
  volumes: [{ name: log, emptyDir: {} }, { name: fl, configMap: { name: fl } }]`,
    );
    expect(stage.kubectl('logs p -c agent')).toContain('count.1: {"message":"line 3"}');
  });
});

describe('images: load', () => {
  scenario('stress past the memory limit is OOMKilled', (stage) => {
    apply(
      stage,
      `  containers: [{ name: c, image: polinux/stress, resources: { limits: { memory: 100Mi } }, command: [stress], args: ['--vm', '1', '--vm-bytes', 250M, '--vm-hang', '1'] }]`,
    );
    expect(stage.kubectl('get pod p --no-headers')).toMatch(/OOMKilled|CrashLoopBackOff/);
    expect(stage.kubectl('describe pod p')).toContain('OOMKilled');
  });

  scenario('vish/stress takes a CPU that its processes show', (stage) => {
    apply(stage, `  containers: [{ name: c, image: vish/stress, args: ['-cpus', '2'] }]`);
    expect(stage.kubectl('logs p')).toContain('Spawning a thread to consume CPU');
    apply(stage, `  containers: [{ name: c, image: polinux/stress, command: [stress, --cpu, '1'] }]`, 'q');
    const time = stage.ok(`kubectl exec q -- ps -e -o time,args | grep 'stress --cpu' | head -1`);
    stage.pass(60);
    expect(stage.ok(`kubectl exec q -- ps -e -o time,args | grep 'stress --cpu' | head -1`)).not.toBe(time);
  });
});
