import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { curl, ip, people, pinger, reaches, TIMED_OUT } from './cast';

const API = 'crd.projectcalico.org/v1';

const named = (kind: string, name: string, spec: string, apiVersion = API) => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}${kind === 'NetworkPolicy' ? ', namespace: default' : ''} }
spec: ${spec}`;
const policy = (stage: Stage, spec: string, name = 'p') => stage.apply(named('NetworkPolicy', name, spec));
const global = (stage: Stage, spec: string, name = 'g') => stage.apply(named('GlobalNetworkPolicy', name, spec));
const INGRESS = 'types: [Ingress]';
const WEB = `selector: "app == 'web'"`;
const both = (stage: Stage) => [reaches(stage), reaches(stage, 'stranger', 'other')];

describe('network policy: what Calico adds', () => {
  scenario('its definitions come with calico.yaml, and kubectl finds them by their group', (stage) => {
    const found = stage.kubectl('api-resources --api-group=crd.projectcalico.org -o name');
    expect(found).toContain('globalnetworkpolicies.crd.projectcalico.org');
    expect(found).toContain('networksets.crd.projectcalico.org');
    expect(stage.kubectl('explain globalnetworkpolicies.crd.projectcalico.org.spec.order')).toContain('FIELD: order <number>');
    expect(stage.fails(`cat <<'END' | kubectl apply -f -\n${named('NetworkPolicy', 'p', '{}', 'projectcalico.org/v3')}\nEND`)).toContain(
      'no matches for kind "NetworkPolicy" in version "projectcalico.org/v3"',
    );
  });

  scenario('a policy that selects pods and has no rules denies', (stage) => {
    policy(people(stage), `{ ${WEB}, ${INGRESS} }`);
    expect(both(stage)).toEqual([TIMED_OUT, TIMED_OUT]);
  });

  scenario('a selector alone in a rule means pods of the policy’s own namespace', (stage) => {
    policy(people(stage), `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { selector: "role == 'friend'" } }] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
  });

  scenario('namespaceSelector opens it to other namespaces', (stage) => {
    policy(people(stage), `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { namespaceSelector: "team == 'blue'" } }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('selectors know has, in, not in, starts with, and, or and not', (stage) => {
    people(stage);
    const rule = (selector: string) =>
      policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { selector: "${selector}" } }] }`);
    for (const [selector, answer] of [
      ['has(role)', 0],
      ['!has(role)', TIMED_OUT],
      ["role in {'friend', 'family'}", 0],
      ["role not in {'friend'}", TIMED_OUT],
      ["role starts with 'fri' && role ends with 'end'", 0],
      ["role contains 'foe' || (has(role) && role != 'foe')", 0],
      ['all()', 0],
    ] as const) {
      rule(selector);
      expect([selector, reaches(stage)]).toEqual([selector, answer]);
    }
  });

  scenario('the first rule that matches decides: Deny before Allow', (stage) => {
    const rules = [`{ action: Deny, source: { selector: "role == 'friend'" } }`, '{ action: Allow }'];
    policy(people(stage), `{ ${WEB}, ${INGRESS}, ingress: [${rules.join(', ')}] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [${rules.reverse().join(', ')}] }`);
    expect(both(stage)).toEqual([0, 0]);
  });

  scenario('policies are asked by their order, lowest first; one without an order is last', (stage) => {
    people(stage);
    policy(stage, `{ order: 200, ${WEB}, ${INGRESS}, ingress: [{ action: Deny }] }`, 'deny');
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow }] }`, 'allow');
    expect(reaches(stage)).toBe(TIMED_OUT);
    stage.kubectl(`patch networkpolicies.crd.projectcalico.org allow --type=merge -p '{"spec":{"order":100}}'`);
    expect(reaches(stage.settle())).toBe(0);
  });

  scenario('Kubernetes’ NetworkPolicies stand at order 1000 among them', (stage) => {
    people(stage).apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow }
spec: { podSelector: { matchLabels: { app: web } }, ingress: [{}] }`);
    global(stage, `{ order: 2000, ${WEB}, ${INGRESS}, ingress: [{ action: Deny }] }`);
    expect(reaches(stage)).toBe(0);
    global(stage, `{ order: 999, ${WEB}, ${INGRESS}, ingress: [{ action: Deny }] }`);
    expect(reaches(stage)).toBe(TIMED_OUT);
  });

  scenario('Log goes on to the next rule', (stage) => {
    policy(
      people(stage),
      `{ ${WEB}, ${INGRESS}, ingress: [{ action: Log }, { action: Allow, protocol: TCP, destination: { ports: [80] } }] }`,
    );
    expect(reaches(stage)).toBe(0);
  });

  scenario('destination ports are numbers, ranges and names; notPorts and notSelector leave out', (stage) => {
    people(stage);
    const rule = (text: string) => policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, protocol: TCP, ${text} }] }`);
    for (const [text, answer] of [
      ['destination: { ports: [443] }', TIMED_OUT],
      ['destination: { ports: ["70:90"] }', 0],
      ['destination: { ports: [http] }', 0],
      ['destination: { notPorts: [80] }', TIMED_OUT],
      [`source: { notSelector: "role == 'friend'" }`, TIMED_OUT],
    ] as const) {
      rule(text);
      expect([text, reaches(stage)]).toEqual([text, answer]);
    }
  });

  scenario('nets of a rule are blocks, a GlobalNetworkSet gives blocks a label', (stage) => {
    people(stage);
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { nets: ['${ip(stage, 'friend')}/32'] } }] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    stage.apply(`
apiVersion: ${API}
kind: GlobalNetworkSet
metadata: { name: partners, labels: { partner: 'yes' } }
spec: { nets: ['${ip(stage, 'stranger', 'other')}/32'] }`);
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { selector: has(partner), namespaceSelector: global() } }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('service accounts of the source can be named', (stage) => {
    people(stage);
    stage.kubectl('create serviceaccount trusted');
    stage.apply(`
apiVersion: v1
kind: Pod
metadata: { name: robot }
spec: { serviceAccountName: trusted, containers: [{ name: shell, image: 'nginx:1.27' }] }`);
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, source: { serviceAccounts: { names: [trusted] } } }] }`);
    expect([reaches(stage, 'robot'), reaches(stage)]).toEqual([0, TIMED_OUT]);
  });

  scenario('a global policy applies in all namespaces, or in those its namespaceSelector takes', (stage) => {
    people(stage);
    const web = `http://${ip(stage, 'web')}`;
    global(stage, `{ namespaceSelector: "team == 'blue'", types: [Egress], egress: [{ action: Deny }] }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    expect(curl(stage, 'friend', web)).toBe(0);
    global(stage, `{ selector: "projectcalico.org/namespace == 'default'", types: [Egress], egress: [{ action: Deny }] }`);
    expect(both(stage)).toEqual([TIMED_OUT, 0]);
  });

  scenario('a global default deny takes DNS away, until a rule for kube-dns comes before it', (stage) => {
    people(stage);
    global(stage, `{ order: 2000, namespaceSelector: "projectcalico.org/name == 'default'", types: [Ingress, Egress] }`, 'default-deny');
    expect(curl(stage, 'friend', 'http://web:8080')).not.toBe(0);
    const dns = `{ action: Allow, protocol: UDP, destination: { selector: "k8s-app == 'kube-dns'", ports: [53] } }`;
    global(stage, `{ order: 10, types: [Egress], egress: [${dns}, { action: Allow, destination: { selector: "app == 'web'" } }] }`, 'out');
    global(stage, `{ order: 10, ${WEB}, types: [Ingress], ingress: [{ action: Allow, source: { selector: "role == 'friend'" } }] }`, 'in');
    expect(curl(stage, 'friend', 'http://web:8080')).toBe(0);
  });

  scenario('tiers are asked by their order; Pass goes on to the next one, the end of a tier denies', (stage) => {
    people(stage).apply(named('Tier', 'security', '{ order: 100 }'));
    global(stage, `{ tier: security, ${WEB}, ${INGRESS}, ingress: [{ action: Pass, source: { selector: "role == 'friend'" } }] }`);
    expect(reaches(stage)).toBe(0);
    global(stage, `{ tier: security, ${WEB}, ${INGRESS}, ingress: [{ action: Pass, source: { selector: "role == 'foe'" } }] }`);
    expect(reaches(stage)).toBe(TIMED_OUT);
    stage.kubectl(`patch tiers.crd.projectcalico.org security --type=merge -p '{"spec":{"defaultAction":"Pass"}}'`);
    expect(reaches(stage.settle())).toBe(0);
  });

  scenario('an echo request is let through or not by protocol ICMP', (stage) => {
    const ping = pinger(people(stage));
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, protocol: TCP }] }`);
    expect([reaches(stage), ping()]).toEqual([0, 1]);
    policy(stage, `{ ${WEB}, ${INGRESS}, ingress: [{ action: Allow, protocol: ICMP, icmp: { type: 8 } }] }`);
    expect([reaches(stage), ping()]).toEqual([TIMED_OUT, 0]);
  });

  scenario('a policy whose selector does not parse is no policy', (stage) => {
    policy(people(stage), `{ selector: "app = 'web'", ${INGRESS} }`);
    expect(reaches(stage)).toBe(0);
  });

  scenario('with the native definitions projectcalico.org/v3 is served, checked and enforced', (stage) => {
    people(stage).ok(
      'kubectl create -f https://raw.githubusercontent.com/projectcalico/calico/v3.31.3/manifests/v3_projectcalico_org.yaml',
    );
    stage.settle();
    const v3 = (spec: string) => named('NetworkPolicy', 'p', spec, 'projectcalico.org/v3');
    stage.apply(v3(`{ ${WEB}, ingress: [{ action: Allow, source: { selector: "role == 'friend'" } }] }`));
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    expect(stage.get('networkpolicies.projectcalico.org', 'p')?.spec.tier).toBe('default');
    expect(stage.fails(`cat <<'END' | kubectl apply -f -\n${v3('{ ingress: [{ action: allow }] }')}\nEND`)).toContain(
      'spec.ingress[0].action: Unsupported value: "allow": supported values: "Allow", "Deny", "Log", "Pass"',
    );
  });
});

describe('network policy: the administrator’s', () => {
  const admin = (stage: Stage, spec: string) =>
    stage.apply(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: cluster }
spec: ${spec}`);
  const subject = 'subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: default } } }';
  const from = (action: string) => `ingress: [{ action: ${action}, from: [{ namespaces: { matchLabels: { team: blue } } }] }]`;
  const own = (stage: Stage, ingress: string) =>
    stage.apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: own }
spec: { podSelector: {}, ingress: [${ingress}] }`);

  scenario('an AdminNetworkPolicy cannot be overridden by namespaces', (stage) => {
    own(admin(people(stage), `{ priority: 10, ${subject}, ${from('Deny')} }`), '{}');
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    expect(stage.kubectl('get anp --no-headers')).toMatch(/^cluster +10 +\S+$/);
  });

  scenario('Pass leaves it to the namespace', (stage) => {
    own(admin(people(stage), `{ priority: 10, ${subject}, ${from('Pass')} }`), '{ from: [{ podSelector: {} }] }');
    expect(both(stage)).toEqual([0, TIMED_OUT]);
  });

  scenario('Allow lets through what the namespace would deny', (stage) => {
    own(admin(people(stage), `{ priority: 10, ${subject}, ${from('Allow')} }`), '{ from: [{ podSelector: {} }] }');
    expect(both(stage)).toEqual([0, 0]);
  });

  scenario('the lower priority comes first', (stage) => {
    admin(people(stage), `{ priority: 10, ${subject}, ${from('Deny')} }`);
    stage.apply(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: before }
spec: { priority: 5, ${subject}, ${from('Allow')} }`);
    expect(reaches(stage, 'stranger', 'other')).toBe(0);
  });

  scenario('the BaselineAdminNetworkPolicy holds where no NetworkPolicy speaks', (stage) => {
    people(stage).apply(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { ${subject}, ${from('Deny')} }`);
    expect(both(stage)).toEqual([0, TIMED_OUT]);
    own(stage, '{}');
    expect(both(stage)).toEqual([0, 0]);
  });
});
