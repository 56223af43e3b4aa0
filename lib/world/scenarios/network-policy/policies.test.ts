import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { curl, ip, people, reaches, TIMED_OUT } from './cast';

function policy(stage: Stage, spec: string, name = 'p'): Stage {
  return stage.apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec: ${spec}`);
}

describe('network policy: which connections it lets through', () => {
  scenario('without a policy all pods reach each other', (stage) => {
    people(stage);
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, 0]);
  });

  scenario('a policy without rules isolates the pods it selects: connections time out', (stage) => {
    policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }');
    expect(reaches(stage)).toBe(TIMED_OUT);
    expect(stage.fails(`kubectl exec friend -- curl -sS -m 2 http://${ip(stage, 'web')}`)).toContain('curl: (28)');
  });

  scenario('an empty rule allows everything', (stage) => {
    policy(people(stage), '{ podSelector: {}, ingress: [{}] }');
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, 0]);
  });

  scenario('podSelector alone means pods of the policy’s own namespace', (stage) => {
    policy(
      people(stage),
      '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { role: friend } } }] }] }',
    );
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, TIMED_OUT]);
  });

  scenario('namespaceSelector alone means all pods of the namespaces it selects', (stage) => {
    policy(people(stage), '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: blue } } }] }] }');
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([TIMED_OUT, 0]);
  });

  scenario('both selectors in one entry have to hold', (stage) => {
    const from = '{ namespaceSelector: { matchLabels: { team: blue } }, podSelector: { matchLabels: { role: foe } } }';
    policy(people(stage), `{ podSelector: {}, ingress: [{ from: [${from}] }] }`);
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([TIMED_OUT, TIMED_OUT]);
  });

  scenario('of two entries one is enough', (stage) => {
    const from = '{ namespaceSelector: { matchLabels: { team: blue } } }, { podSelector: { matchLabels: { role: friend } } }';
    policy(people(stage), `{ podSelector: {}, ingress: [{ from: [${from}] }] }`);
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, 0]);
  });

  scenario('namespaces can be named by kubernetes.io/metadata.name', (stage) => {
    const from = '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: other } } }';
    policy(people(stage), `{ podSelector: {}, ingress: [{ from: [${from}] }] }`);
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([TIMED_OUT, 0]);
  });

  scenario('policies add up: what one of them allows is allowed', (stage) => {
    policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }', 'deny');
    policy(stage, '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: {} }] }] }', 'allow');
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, TIMED_OUT]);
  });

  scenario('when the policy is deleted connections come through again', (stage) => {
    policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }');
    expect(reaches(stage)).toBe(TIMED_OUT);
    stage.kubectl('delete networkpolicy p');
    expect(reaches(stage.settle())).toBe(0);
  });

  scenario('a port that no rule names is closed', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 443 }] }] }');
    expect(reaches(stage)).toBe(TIMED_OUT);
  });

  scenario('a port may be named as the pod’s container names it', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: http }] }] }');
    expect(reaches(stage)).toBe(0);
  });

  scenario('endPort makes a range', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 70, endPort: 90 }] }] }');
    expect(reaches(stage)).toBe(0);
  });

  scenario('a rule for UDP does not open TCP', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 80, protocol: UDP }] }] }');
    expect(reaches(stage)).toBe(TIMED_OUT);
  });

  scenario('a Service is judged by the pod behind it and its own port, after kube-proxy', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 8080 }] }] }');
    expect(curl(stage, 'friend', 'http://web:8080')).toBe(TIMED_OUT);
    policy(stage, '{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 80 }] }] }');
    expect(curl(stage, 'friend', 'http://web:8080')).toBe(0);
  });

  scenario('ipBlock allows a range and leaves out what except names', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ ipBlock: { cidr: 192.168.0.0/16 } }] }] }');
    expect(reaches(stage)).toBe(0);
    const except = `except: ['${ip(stage, 'friend')}/32']`;
    policy(
      stage,
      `{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ ipBlock: { cidr: 192.168.0.0/16, ${except} } }] }] }`,
    );
    expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([TIMED_OUT, 0]);
  });

  scenario('isolation for egress leaves ingress alone', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }');
    expect(reaches(stage)).toBe(0);
    expect(curl(stage, 'web', `http://${ip(stage, 'friend')}`)).toBe(TIMED_OUT);
  });

  scenario('egress has to allow DNS too: names are not found otherwise', (stage) => {
    policy(
      people(stage),
      '{ podSelector: { matchLabels: { role: friend } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }',
    );
    expect(reaches(stage)).toBe(0);
    expect(curl(stage, 'friend', 'http://web:8080')).not.toBe(0);
    const dns = '{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }';
    policy(
      stage,
      `{ podSelector: { matchLabels: { role: friend } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }, ${dns}] }`,
    );
    expect(curl(stage, 'friend', 'http://web:8080')).toBe(0);
  });

  scenario('both ends have to agree: egress of the one and ingress of the other', (stage) => {
    policy(people(stage), '{ podSelector: { matchLabels: { role: friend } }, policyTypes: [Egress], egress: [{}] }', 'out');
    policy(stage, '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }', 'in');
    expect(reaches(stage)).toBe(TIMED_OUT);
  });

  scenario('a pod always reaches itself', (stage) => {
    policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
    expect(curl(stage, 'web', 'http://localhost')).toBe(0);
    expect(curl(stage, 'web', `http://${ip(stage, 'web')}`)).toBe(0);
  });

  scenario('a node reaches the pods it runs, for its probes, but not those of others', (stage) => {
    policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }');
    const own = stage.kubectl('get pod web -o jsonpath={.spec.nodeName}');
    const address = ip(stage, 'web');
    expect(stage.sh(`curl -s -m 2 -o /dev/null http://${address}`, own).exit).toBe(0);
    expect(stage.sh(`curl -s -m 2 -o /dev/null http://${address}`, 'controlplane').exit).toBe(TIMED_OUT);
  });

  scenario('labels decide at once: a pod that loses its label loses its way', (stage) => {
    policy(
      people(stage),
      '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { role: friend } } }] }] }',
    );
    expect(reaches(stage)).toBe(0);
    stage.kubectl('label pod friend role-');
    expect(reaches(stage.settle())).toBe(TIMED_OUT);
  });

  scenario(
    'a network that does not enforce policies lets everything through: Flannel',
    (stage) => {
      policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
      expect([reaches(stage), reaches(stage, 'stranger', 'other')]).toEqual([0, 0]);
    },
    { profile: 'kubeadm-flannel' },
  );

  for (const profile of ['kubeadm-cilium', 'aks', 'gke'])
    scenario(
      `${profile} enforces policies`,
      (stage) => {
        policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }');
        expect(reaches(stage)).toBe(TIMED_OUT);
      },
      { profile },
    );

  scenario(
    'Amazon VPC CNI enforces them only once its node agent is told to',
    (stage) => {
      policy(people(stage), '{ podSelector: {}, policyTypes: [Ingress] }');
      expect(reaches(stage)).toBe(0);
      stage.kubectl(
        `-n kube-system patch ds aws-node --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/1/args/1","value":"--enable-network-policy=true"}]'`,
      );
      expect(reaches(stage.settle())).toBe(TIMED_OUT);
    },
    { profile: 'eks' },
  );
});
