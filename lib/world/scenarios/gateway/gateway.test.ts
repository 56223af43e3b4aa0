import { describe, expect } from 'vitest';
import { issue } from '@/lib/cluster/pki/certificate';
import { Random } from '@/lib/sim/random';
import type { Stage } from '../stage';
import { condition, gateway, get, HTTP, nodeOf, nodePort, ofListener, ofRoute, podOf, route, scenario, status, to } from './cast';

const WEB = `{ ${to('web')} }`;
const listeners = (...all: string[]) => `listeners: [${all.join(', ')}]`;
const http = (name: string, more = '', port = 80) => `{ name: ${name}, port: ${port}, protocol: HTTP, ${more} }`;
const https = (name: string, secret: string, more = '') =>
  `{ name: ${name}, port: 443, protocol: HTTPS, ${more} tls: { mode: Terminate, certificateRefs: [${secret}] } }`;
const refused = (stage: Stage, yaml: string) => stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`);

function secret(stage: Stage, name: string, host: string, namespace = 'default'): void {
  const now = stage.world.sim.now();
  const issued = issue(
    stage.world.cluster.pki.ca,
    { commonName: host, dnsNames: [host], usages: ['server'], notBefore: now, notAfter: now + 86_400_000 },
    new Random(7),
  );
  const stringData = { 'tls.crt': issued.certificatePem, 'tls.key': issued.key.privatePem };
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'kubernetes.io/tls', stringData };
  stage.client.create({ group: '', resource: 'secrets' }, object, namespace);
}

const secure = (stage: Stage, host: string, more: string) => {
  const port = nodePort(stage, 443);
  const ip = stage.get('nodes', nodeOf(stage), '')!.status.addresses[0].address as string;
  return stage.sh(`curl -s -m 3 ${more} --resolve ${host}:${port}:${ip} https://${host}:${port}/hostname`);
};

describe('Gateway', () => {
  scenario('the class is accepted by its controller', (stage) => {
    expect(stage.kubectl('get gc').split('\n')[0]).toMatch(/^NAME +CONTROLLER +ACCEPTED +AGE$/);
    expect(stage.kubectl('get gc nginx --no-headers')).toMatch(/^nginx +gateway\.nginx\.org\/nginx-gateway-controller +True +/);
    expect(condition(stage, 'gc/nginx', 'Accepted')).toBe('True Accepted: GatewayClass is accepted');
  });

  scenario('a second class of the same controller is in conflict, a class of another waits', (stage) => {
    const one = (name: string, controller: string) =>
      `---\napiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: { name: ${name} }\nspec: { controllerName: ${controller} }\n`;
    stage.apply(one('second', 'gateway.nginx.org/nginx-gateway-controller') + one('other', 'example.com/controller'));
    expect(condition(stage, 'gc/second', 'Accepted')).toMatch(/^False GatewayClassConflict: /);
    expect(condition(stage, 'gc/other', 'Accepted')).toBe('Unknown Pending: Waiting for controller');
  });

  scenario('the controller of a class does not change', (stage) => {
    expect(stage.fails(`kubectl patch gc nginx --type=merge -p '{"spec":{"controllerName":"a.example/b"}}'`)).toContain(
      'spec.controllerName: Invalid value: "a.example/b": Value is immutable',
    );
  });

  scenario('a Gateway is given an nginx of its own: Deployment, Service, address', (stage) => {
    stage.apply(gateway());
    expect(stage.kubectl('get gtw').split('\n')[0]).toMatch(/^NAME +CLASS +ADDRESS +PROGRAMMED +AGE$/);
    const ip = stage.get('services', 'gateway-nginx')!.spec.clusterIP as string;
    expect(stage.kubectl('get gtw gateway --no-headers')).toMatch(new RegExp(`^gateway +nginx +${ip.replaceAll('.', '\\.')} +True +`));
    expect(stage.kubectl('get deployment gateway-nginx --no-headers')).toMatch(/^gateway-nginx +1\/1 +1 +1 +/);
    expect(stage.kubectl('wait --for=condition=Programmed gateway/gateway')).toBe(
      'gateway.gateway.networking.k8s.io/gateway condition met',
    );
    expect(condition(stage, 'gtw/gateway', 'Accepted')).toBe('True Accepted: Gateway is accepted');
  });

  scenario('a Gateway of an unknown class waits for a controller', (stage) => {
    stage.apply(gateway().replace('gatewayClassName: nginx', 'gatewayClassName: istio'));
    expect(condition(stage, 'gtw/gateway', 'Programmed')).toBe('Unknown Pending: Waiting for controller');
    expect(stage.get('deployments.apps', 'gateway-istio')).toBeUndefined();
  });

  scenario('what a Gateway was given goes with it', (stage) => {
    stage.apply(gateway());
    stage.kubectl('delete gateway gateway');
    stage.settle();
    expect(stage.get('deployments.apps', 'gateway-nginx')).toBeUndefined();
    expect(stage.get('services', 'gateway-nginx')).toBeUndefined();
    expect(stage.list('pods').some(({ metadata }) => metadata.name.startsWith('gateway-nginx'))).toBe(false);
  });

  scenario('pods reach a Gateway by its Service, machines outside by a node’s port', (stage) => {
    stage.apply(gateway() + route('web', WEB));
    expect(stage.kubectl(`exec deployment/api -- curl -s http://gateway-nginx/hostname`)).toBe(podOf(stage, 'web'));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
  });

  scenario('a listener more is a port more', (stage) => {
    stage.apply(gateway() + route('web', WEB));
    const before = nodePort(stage);
    stage.apply(gateway(listeners(http('http'), http('alt', '', 8080)))).pass(10);
    expect(nodePort(stage)).toBe(before);
    expect(stage.sh(`curl -s -m 3 http://${nodeOf(stage)}:${nodePort(stage, 8080)}/hostname`, 'base').stdout).toBe(podOf(stage, 'web'));
  });

  scenario('sectionName and port choose listeners; one that is not there is NoMatchingParent', (stage) => {
    stage.apply(gateway(listeners(http('http'), http('alt', '', 8080))) + route('web', WEB, '', '{ name: gateway, sectionName: alt }'));
    expect([get(stage, 'a', '/hostname', '', 8080), status(stage, 'a')]).toEqual([podOf(stage, 'web'), '404']);
    stage.apply(route('lost', WEB, '', '{ name: gateway, sectionName: none }') + route('far', WEB, '', '{ name: gateway, port: 99 }'));
    for (const name of ['lost', 'far'])
      expect(ofRoute(stage, name)).toBe('False NoMatchingParent: Listener is not found for this parent ref');
  });

  scenario('attachedRoutes counts the routes of a listener', (stage) => {
    stage.apply(gateway() + route('one', WEB, 'hostnames: [one.example],') + route('two', WEB, 'hostnames: [two.example],'));
    const count = () => stage.kubectl(`get gtw gateway -o jsonpath='{.status.listeners[0].attachedRoutes}'`);
    expect(count()).toBe('2');
    stage.kubectl('delete httproute one');
    stage.settle();
    expect(count()).toBe('1');
  });

  scenario('host names of listener and route have to meet: NoMatchingListenerHostname', (stage) => {
    stage.apply(gateway(listeners(http('http', 'hostname: "*.example.com"'))) + route('web', WEB, 'hostnames: [a.example.org],'));
    expect(ofRoute(stage, 'web')).toBe('False NoMatchingListenerHostname: Listener hostname does not match the Route hostnames');
    stage.apply(route('web', WEB, 'hostnames: [a.example.org, b.example.com],'));
    expect(ofRoute(stage, 'web')).toBe('True Accepted: The route is accepted');
    expect([status(stage, 'b.example.com'), status(stage, 'a.example.org')]).toEqual(['200', '404']);
  });

  scenario('a name belongs to the listener that names it most exactly', (stage) => {
    const both = listeners(http('wild', 'hostname: "*.example.com"'), http('exact', 'hostname: foo.example.com'));
    stage.apply(gateway(both) + route('web', WEB, '', '{ name: gateway, sectionName: wild }'));
    expect([status(stage, 'bar.example.com'), status(stage, 'foo.example.com')]).toEqual(['200', '404']);
  });

  scenario('routes of other namespaces are let in only where allowedRoutes says so', (stage) => {
    stage.kubectl('create namespace shop');
    stage.apply(gateway() + route('web', WEB, '', '{ name: gateway, namespace: default }', 'shop'));
    expect(ofRoute(stage, 'web', 'Accepted', 'shop')).toBe('False NotAllowedByListeners: Route is not allowed by any listener');
    stage.apply(gateway(listeners(http('http', 'allowedRoutes: { namespaces: { from: All } }'))));
    expect(ofRoute(stage, 'web', 'Accepted', 'shop')).toBe('True Accepted: The route is accepted');
  });

  scenario('allowedRoutes by a selector follows the labels of namespaces', (stage) => {
    stage.kubectl('create namespace shop');
    const selector = 'allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: a } } } }';
    stage.apply(gateway(listeners(http('http', selector))) + route('web', WEB, '', '{ name: gateway, namespace: default }', 'shop'));
    expect(ofRoute(stage, 'web', 'Accepted', 'shop')).toMatch(/^False NotAllowedByListeners/);
    stage.kubectl('label namespace shop team=a');
    stage.settle();
    expect(ofRoute(stage, 'web', 'Accepted', 'shop')).toMatch(/^True Accepted/);
  });

  scenario('allowedRoutes by kind keeps HTTPRoutes out; an unknown kind is InvalidRouteKinds', (stage) => {
    stage.apply(gateway(listeners(http('http', 'allowedRoutes: { kinds: [{ kind: GRPCRoute }] }'))) + route('web', WEB));
    expect(ofRoute(stage, 'web')).toBe('False NotAllowedByListeners: Route is not allowed by any listener');
    stage.apply(gateway(listeners(http('http', 'allowedRoutes: { kinds: [{ kind: TCPRoute }] }'))));
    expect(ofListener(stage, 'ResolvedRefs')).toBe('False InvalidRouteKinds: Unsupported route kind "gateway.networking.k8s.io/TCPRoute"');
  });

  scenario('a backend of another namespace needs a ReferenceGrant there', (stage) => {
    stage.kubectl('create namespace shop');
    stage.kubectl('-n shop create deployment nginx --image=nginx:1.29');
    stage.kubectl('-n shop expose deployment nginx --port=80');
    stage.settle();
    stage.apply(gateway() + route('web', '{ backendRefs: [{ name: nginx, namespace: shop, port: 80 }] }'));
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toBe(
      'False RefNotPermitted: Backend ref to Service shop/nginx not permitted by any ReferenceGrant',
    );
    expect(status(stage, 'a.example', '/')).toBe('500');
    stage.apply(
      'apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: let-in, namespace: shop }\n' +
        'spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }], to: [{ group: "", kind: Service }] }',
    );
    expect(ofRoute(stage, 'web', 'ResolvedRefs')).toMatch(/^True ResolvedRefs/);
    expect(get(stage, 'a.example', '/')).toContain('Welcome to nginx!');
    stage.kubectl('-n shop delete refgrant let-in');
    stage.settle();
    expect(status(stage, 'a.example', '/')).toBe('500');
  });

  scenario('HTTPS shows the certificate of the Secret', (stage) => {
    secret(stage, 'cert', 'tls.example');
    stage.apply(gateway(listeners(https('https', '{ name: cert }', 'hostname: tls.example,'))) + route('web', WEB)).pass(5);
    expect(secure(stage, 'tls.example', '--cacert /etc/kubernetes/pki/ca.crt').stdout).toBe(podOf(stage, 'web'));
    expect(secure(stage, 'tls.example', '-k').stdout).toBe(podOf(stage, 'web'));
    expect(secure(stage, 'tls.example', '').exit).toBe(60);
    expect(secure(stage, 'other.example', '-k').exit).not.toBe(0);
  });

  scenario('plain HTTP to a port of TLS is 400', (stage) => {
    secret(stage, 'cert', 'tls.example');
    stage.apply(gateway(listeners(https('https', '{ name: cert }'))) + route('web', WEB)).pass(5);
    expect(get(stage, 'tls.example', '/', '', 443)).toContain('The plain HTTP request was sent to HTTPS port');
  });

  scenario('a Secret that is missing is InvalidCertificateRef; with it the listener comes', (stage) => {
    stage.apply(gateway(listeners(http('http'), https('https', '{ name: cert }'))));
    const why = 'tls.certificateRefs[0]: Invalid value: default/cert: secret does not exist';
    expect(ofListener(stage, 'ResolvedRefs', 1)).toBe(`False InvalidCertificateRef: ${why}`);
    expect(ofListener(stage, 'Programmed', 1)).toBe(`False Invalid: ${why}`);
    expect(ofListener(stage, 'Programmed', 0)).toBe('True Programmed: Listener is programmed');
    expect(condition(stage, 'gtw/gateway', 'Accepted')).toBe('True ListenersNotValid: Gateway has at least one valid listener');
    secret(stage, 'cert', 'tls.example');
    stage.settle();
    expect(ofListener(stage, 'Programmed', 1)).toBe('True Programmed: Listener is programmed');
  });

  scenario('a Secret of another namespace needs a ReferenceGrant', (stage) => {
    stage.kubectl('create namespace certs');
    secret(stage, 'cert', 'tls.example', 'certs');
    stage.apply(gateway(listeners(https('https', '{ name: cert, namespace: certs }'))));
    expect(ofListener(stage, 'ResolvedRefs')).toBe(
      'False RefNotPermitted: Certificate ref to secret certs/cert not permitted by any ReferenceGrant',
    );
    stage.apply(
      'apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: g, namespace: certs }\n' +
        'spec: { from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: default }], to: [{ group: "", kind: Secret, name: cert }] }',
    );
    expect(ofListener(stage, 'ResolvedRefs')).toMatch(/^True ResolvedRefs/);
  });

  scenario('a Gateway none of whose listeners works is not accepted, and its routes neither', (stage) => {
    stage.apply(gateway(listeners('{ name: tcp, port: 5432, protocol: TCP }')) + route('web', WEB));
    expect(ofListener(stage, 'Accepted')).toBe(
      'False UnsupportedProtocol: protocol: Unsupported value: "TCP": supported values: "HTTP", "HTTPS"',
    );
    expect(condition(stage, 'gtw/gateway', 'Accepted')).toBe('False ListenersNotValid: Gateway has no valid listeners');
    expect(stage.kubectl('get gtw gateway --no-headers')).toMatch(/^gateway +nginx +False +/);
    expect(ofRoute(stage, 'web')).toBe('False InvalidGateway: Gateway is invalid');
  });

  scenario('two protocols on one port are in conflict', (stage) => {
    secret(stage, 'cert', 'tls.example');
    stage.apply(gateway(listeners(http('http', '', 443), https('https', '{ name: cert }'))));
    expect(ofListener(stage, 'Conflicted')).toBe(
      'True ProtocolConflict: Multiple listeners for the same port 443 specify incompatible protocols; ensure only one protocol per port',
    );
  });

  scenario('a port that nginx needs itself is refused', (stage) => {
    stage.apply(gateway(listeners(http('http', '', 9113))));
    expect(ofListener(stage, 'Accepted')).toBe('False UnsupportedValue: port: Invalid value: 9113: port is already in use as MetricsPort');
  });

  scenario('the API server refuses listeners that cannot be', (stage) => {
    expect(refused(stage, gateway(listeners(http('a'), http('b'))))).toContain(
      'Combination of port, protocol and hostname must be unique for each listener',
    );
    expect(refused(stage, gateway(listeners(http('a', 'tls: { certificateRefs: [{ name: c }] }'))))).toContain(
      "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
    );
    expect(refused(stage, gateway(listeners('{ name: a, port: 443, protocol: HTTPS, tls: {} }')))).toContain(
      'certificateRefs or options must be specified when mode is Terminate',
    );
    expect(refused(stage, gateway(listeners(http('a', '', 0))))).toContain('spec.listeners[0].port: Invalid value: 0');
    expect(refused(stage, gateway('listeners: []'))).toContain(
      'spec.listeners: Invalid value: 0: spec.listeners in body should have at least 1 items',
    );
  });

  scenario('infrastructure: labels and annotations are on what is created', (stage) => {
    stage.apply(gateway(`infrastructure: { labels: { team: a }, annotations: { a.example/b: c } }, ${HTTP}`));
    const { labels, annotations } = stage.get('services', 'gateway-nginx')!.metadata;
    expect([labels?.team, annotations?.['a.example/b']]).toEqual(['a', 'c']);
  });

  scenario('NginxProxy of a Gateway: replicas and the type of its Service', (stage) => {
    stage.apply(
      'apiVersion: gateway.nginx.org/v1alpha2\nkind: NginxProxy\nmetadata: { name: own }\nspec: { kubernetes: { deployment: { replicas: 2 }, service: { type: ClusterIP } } }\n' +
        gateway(`infrastructure: { parametersRef: { group: gateway.nginx.org, kind: NginxProxy, name: own } }, ${HTTP}`),
    );
    expect(stage.kubectl('get deployment gateway-nginx --no-headers')).toMatch(/^gateway-nginx +2\/2 /);
    expect(stage.get('services', 'gateway-nginx')!.spec.type).toBe('ClusterIP');
    stage.kubectl('delete nginxproxy own');
    stage.settle();
    expect(condition(stage, 'gtw/gateway', 'ResolvedRefs')).toBe('False ParametersRefNotFound: ParametersRef resource could not be found');
  });

  scenario('without its control plane nginx goes on with what it has been told', (stage) => {
    stage.apply(gateway() + route('web', WEB));
    stage.kubectl('-n nginx-gateway scale deployment nginx-gateway --replicas=0');
    stage.settle();
    stage.apply(route('api', `{ ${to('api')} }`, 'hostnames: [late.example],'));
    expect(get(stage, 'late.example')).toBe(podOf(stage, 'web'));
    stage.kubectl('-n nginx-gateway scale deployment nginx-gateway --replicas=1');
    stage.settle();
    expect(get(stage, 'late.example')).toBe(podOf(stage, 'api'));
  });

  scenario('a pod of nginx that is deleted comes back and serves', (stage) => {
    stage.apply(gateway() + route('web', WEB));
    stage.kubectl('delete pod -l gateway.networking.k8s.io/gateway-name=gateway');
    stage.settle();
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
  });

  scenario('the configuration can be read in the container, requests in its log', (stage) => {
    stage.apply(gateway() + route('web', WEB, 'hostnames: [a.example],'));
    get(stage, 'a.example');
    const conf = stage.kubectl('exec deployment/gateway-nginx -- cat /etc/nginx/conf.d/http.conf');
    expect(conf).toContain('server_name a.example;');
    expect(conf).toContain('upstream default_web_80');
    expect(stage.kubectl('logs deployment/gateway-nginx')).toMatch(/"GET \/hostname HTTP\/1\.1" 200 \d+ "-" "curl\//);
  });

  scenario('the account of the control plane needs its rights', (stage) => {
    stage.kubectl('delete clusterrolebinding nginx-gateway');
    stage.apply(gateway());
    expect(condition(stage, 'gtw/gateway', 'Programmed')).toBe('Unknown Pending: Waiting for controller');
    expect(stage.get('deployments.apps', 'gateway-nginx')).toBeUndefined();
  });
});
