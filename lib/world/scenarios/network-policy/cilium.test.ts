import { describe, expect } from 'vitest';
import { scenario as play, type Stage } from '../stage';
import { curl, ip, people, pinger, reaches, TIMED_OUT } from './cast';

const scenario = (promise: string, act: (stage: Stage) => void) => play(promise, act, { profile: 'kubeadm-cilium' });

const policy = (stage: Stage, spec: string, name = 'p') =>
  stage.apply(`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: ${name} }
spec: ${spec}`);
const clusterwide = (stage: Stage, spec: string) =>
  stage.apply(`
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: c }
spec: ${spec}`);
const WEB = 'endpointSelector: { matchLabels: { app: web } }';
const FRIEND = 'endpointSelector: { matchLabels: { role: friend } }';
const both = (stage: Stage) => [reaches(stage), reaches(stage, 'stranger', 'other')];
const DNS_TO = 'toEndpoints: [{ matchLabels: { k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns } }]';
const dns = (names: string) => `{ ${DNS_TO}, toPorts: [{ ports: [{ port: '53', protocol: ANY }], rules: { dns: [${names}] } }] }`;

describe('network policy: what Cilium adds', () => {
  scenario('an empty rule isolates and allows nothing', (stage) => {
    policy(people(stage), `{ ${WEB}, ingress: [{}] }`);
    expect(both(stage)).toEqual([TIMED_OUT, TIMED_OUT]);
    expect(stage.kubectl('get cnp --no-headers')).toMatch(/^p +\S+ +True$/);
    expect(stage.get('ciliumnetworkpolicies.cilium.io', 'p')?.status.conditions[0]).toMatchObject({
      type: 'Valid',
      message: 'Policy validation succeeded',
    });
  });

  scenario('fromEndpoints means the policy’s own namespace', (stage) => {
    policy(people(stage), `{ ${WEB}, ingress: [{ fromEndpoints: [{ matchLabels: { role: friend } }] }] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    policy(stage, `{ ${WEB}, ingress: [{ fromEndpoints: [{}] }] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
  });

  scenario('… unless the selector speaks of namespaces', (stage) => {
    policy(people(stage), `{ ${WEB}, ingress: [{ fromEndpoints: [{ matchLabels: { k8s:io.kubernetes.pod.namespace: other } }] }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
    policy(stage, `{ ${WEB}, ingress: [{ fromEndpoints: [{ matchLabels: { io.cilium.k8s.namespace.labels.team: blue } }] }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('toPorts narrow a rule to ports and protocols', (stage) => {
    const ports = (text: string) => policy(stage, `{ ${WEB}, ingress: [{ fromEndpoints: [{}], toPorts: [{ ports: [${text}] }] }] }`);
    people(stage);
    for (const [text, answer] of [
      [`{ port: '80', protocol: TCP }`, 0],
      [`{ port: '80' }`, 0],
      [`{ port: '443', protocol: TCP }`, TIMED_OUT],
      [`{ port: '70', endPort: 90, protocol: TCP }`, 0],
      [`{ port: http, protocol: TCP }`, 0],
      [`{ port: '80', protocol: UDP }`, TIMED_OUT],
    ] as const) {
      ports(text);
      expect([text, reaches(stage)]).toEqual([text, answer]);
    }
  });

  scenario('a rule of ports alone is for everybody', (stage) => {
    policy(people(stage), `{ ${WEB}, ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: TCP }] }] }] }`);
    expect(both(stage)).toEqual([0, 0]);
  });

  scenario('ingressDeny comes before everything that allows, NetworkPolicies too', (stage) => {
    people(stage).apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow }
spec: { podSelector: {}, ingress: [{}] }`);
    policy(stage, `{ ${WEB}, ingress: [{ fromEntities: [all] }], ingressDeny: [{ fromEndpoints: [{ matchLabels: { role: friend } }] }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('enableDefaultDeny: false lets a policy deny without isolating', (stage) => {
    policy(
      people(stage),
      `{ ${WEB}, enableDefaultDeny: { ingress: false }, ingressDeny: [{ fromEndpoints: [{ matchLabels: { role: friend } }] }] }`,
    );
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('a block is outside of the cluster: it means neither pods nor nodes', (stage) => {
    policy(people(stage), `{ ${WEB}, ingress: [{ fromCIDR: [0.0.0.0/0] }] }`);
    expect(reaches(stage)).toBe(TIMED_OUT);
    stage.kubectl('delete cnp p');
    stage.apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: block }
spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }`);
    expect(reaches(stage)).toBe(TIMED_OUT);
  });

  scenario('entities: the cluster, the nodes, the API server, the world', (stage) => {
    people(stage);
    const api = () => curl(stage, 'friend', '-k https://kubernetes.default.svc.cluster.local/healthz');
    const world = () => curl(stage, 'friend', 'https://github.com/');
    const allow = (entities: string) =>
      policy(stage, `{ ${FRIEND}, egress: [{ toEntities: [${entities}] }, ${dns("{ matchPattern: '*' }")}] }`);
    allow('kube-apiserver');
    expect([reaches(stage), api(), world()]).toEqual([TIMED_OUT, 0, TIMED_OUT]);
    allow('world');
    expect([reaches(stage), api(), world()]).toEqual([TIMED_OUT, TIMED_OUT, 0]);
    allow('cluster');
    expect([reaches(stage), api(), world()]).toEqual([0, 0, TIMED_OUT]);
  });

  scenario('other nodes are remote-node: the own one always comes in', (stage) => {
    people(stage);
    const own = stage.kubectl('get pod web -o jsonpath={.spec.nodeName}');
    const from = (host: string) => stage.sh(`curl -s -m 2 -o /dev/null http://${ip(stage, 'web')}`, host).exit;
    policy(stage, `{ ${WEB}, ingress: [{}] }`);
    expect([from(own), from('controlplane')]).toEqual([0, TIMED_OUT]);
    policy(stage, `{ ${WEB}, ingress: [{ fromEntities: [remote-node] }] }`);
    expect([from('controlplane'), reaches(stage)]).toEqual([0, TIMED_OUT]);
  });

  scenario('http rules: what none of them allows is answered by Envoy with 403', (stage) => {
    const rules = `{ method: GET, path: '/' }, { method: GET, path: '/public.*', headers: ['X-Key: 42'] }`;
    policy(
      people(stage),
      `{ ${WEB}, ingress: [{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: '80', protocol: TCP }], rules: { http: [${rules}] } }] }] }`,
    );
    const status = (words: string) =>
      stage.ok(`kubectl exec friend -- curl -s -m 2 -o /dev/null -w '%{http_code}' ${words.replace('WEB', `http://${ip(stage, 'web')}`)}`);
    expect(status('WEB/')).toBe('200');
    expect(status('-X POST WEB/')).toBe('403');
    expect(status('WEB/secret')).toBe('403');
    expect(status('WEB/public/x')).toBe('403');
    expect(status("-H 'X-Key: 42' WEB/public/x")).toBe('404');
    expect(stage.ok(`kubectl exec friend -- curl -s http://${ip(stage, 'web')}/secret`)).toBe('Access denied\r');
    expect(stage.ok(`kubectl exec friend -- curl -sI http://${ip(stage, 'web')}/secret`)).toMatch(/403 Forbidden[\s\S]*server: envoy/i);
    expect(reaches(stage, 'stranger', 'other')).toBe(TIMED_OUT);
  });

  scenario('a rule for the same port without http makes those of others void', (stage) => {
    const rule = (rules: string) => `{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: '80', protocol: TCP }]${rules} }] }`;
    policy(people(stage), `{ ${WEB}, ingress: [${rule(", rules: { http: [{ method: GET, path: '/x' }] }")}, ${rule('')}] }`);
    expect(stage.ok(`kubectl exec friend -- curl -s -o /dev/null -w '%{http_code}' http://${ip(stage, 'web')}/`)).toBe('200');
  });

  scenario('toFQDNs allows the addresses that the DNS proxy has seen for a name', (stage) => {
    people(stage);
    const to = (host: string) => curl(stage, 'friend', `https://${host}/`);
    const names = `{ toFQDNs: [{ matchName: github.com }], toPorts: [{ ports: [{ port: '443', protocol: TCP }] }] }`;
    policy(stage, `{ ${FRIEND}, egress: [${dns("{ matchPattern: '*' }")}, ${names}] }`);
    expect([to('github.com'), to('kubernetes.io')]).toEqual([0, TIMED_OUT]);
    policy(stage, `{ ${FRIEND}, egress: [${dns("{ matchPattern: '*' }")}, { toFQDNs: [{ matchPattern: '*.githubusercontent.com' }] }] }`);
    expect([to('github.com'), to('raw.githubusercontent.com')]).toEqual([TIMED_OUT, 0]);
    // Without a rule for dns nothing goes through the proxy, and nobody knows the name's addresses.
    policy(stage, `{ ${FRIEND}, egress: [{ ${DNS_TO} }, ${names}] }`);
    expect(to('github.com')).toBe(TIMED_OUT);
  });

  scenario('questions that no dns rule allows are refused', (stage) => {
    policy(
      people(stage),
      `{ ${FRIEND}, egress: [${dns('{ matchName: web.default.svc.cluster.local }')}, { toEndpoints: [{ matchLabels: { app: web } }] }] }`,
    );
    expect(curl(stage, 'friend', 'http://web.default.svc.cluster.local.:8080')).toBe(0);
    expect(curl(stage, 'friend', 'https://github.com')).toBe(6);
  });

  scenario('toServices means what stands behind a Service', (stage) => {
    policy(
      people(stage),
      `{ ${FRIEND}, egress: [{ toServices: [{ k8sService: { serviceName: web, namespace: default } }] }, { ${DNS_TO} }] }`,
    );
    expect(curl(stage, 'friend', 'http://web:8080')).toBe(0);
    expect(curl(stage, 'friend', `http://${ip(stage, 'stranger', 'other')}`)).toBe(TIMED_OUT);
  });

  scenario('icmps let echo requests through, ports do not', (stage) => {
    const ping = pinger(people(stage));
    policy(stage, `{ ${WEB}, ingress: [{ toPorts: [{ ports: [{ port: '0', protocol: ANY }] }] }] }`);
    expect([reaches(stage), ping()]).toEqual([0, 1]);
    policy(stage, `{ ${WEB}, ingress: [{ fromEndpoints: [{}], icmps: [{ fields: [{ type: 8, family: IPv4 }] }] }] }`);
    expect([reaches(stage), ping()]).toEqual([TIMED_OUT, 0]);
  });

  scenario('a clusterwide policy selects pods of all namespaces', (stage) => {
    people(stage);
    clusterwide(stage, `{ endpointSelector: { matchLabels: { io.kubernetes.pod.namespace: other } }, egress: [{}] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    clusterwide(stage, `{ ${WEB}, ingress: [{ fromEndpoints: [{ matchLabels: { role: friend } }] }] }`);
    expect(both(stage)).toEqual([0, 0]);
  });

  scenario('a policy that Cilium does not take says why, and is not enforced', (stage) => {
    const rules = '{ fromEndpoints: [{}], fromEntities: [world] }';
    policy(people(stage), `{ ${WEB}, ingress: [${rules}] }`);
    expect(stage.kubectl('get cnp p --no-headers')).toMatch(/^p +\S+ +False$/);
    expect(stage.kubectl('get cnp p -o jsonpath={.status.conditions[0].message}')).toBe(
      'Combining FromEndpoints and FromEntities is not supported yet',
    );
    expect(reaches(stage)).toBe(0);
  });

  scenario('the API server checks entities, ports and that there is a rule', (stage) => {
    const refused = (spec: string) =>
      stage.fails(`cat <<'END' | kubectl apply -f -
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: bad }
spec: ${spec}
END`);
    expect(refused(`{ ${WEB}, ingress: [{ fromEntities: [moon] }] }`)).toContain(
      'spec.ingress[0].fromEntities[0]: Unsupported value: "moon"',
    );
    expect(refused(`{ ${WEB} }`)).toContain('must validate at least one schema (anyOf)');
    expect(refused(`{ ${WEB}, nodeSelector: {}, ingress: [{}] }`)).toContain('unknown field "spec.nodeSelector"');
  });
});
