import { describe, expect } from 'vitest';
import { code, netexec, nodePort, pods, service } from './cast';
import { scenario, type Stage } from '../stage';

const PORTS = 'type: NodePort, ports: [{ port: 80, targetPort: 8080 }]';
const other = (node: string) => (node === 'node01' ? 'node02' : 'node01');

function people(stage: Stage): { ip: string; node: string; url: string; far: string } {
  stage.apply(netexec('web', 1) + service('web', PORTS));
  const [{ ip, node } = { ip: '', node: '' }] = pods(stage, 'web');
  return { ip, node, url: `http://${node}:${nodePort(stage, 'web')}/`, far: `http://${other(node)}:${nodePort(stage, 'web')}/` };
}

describe('service: nodes as routers', () => {
  scenario('a node whose net.ipv4.ip_forward is 0 passes nothing to its pods; its own processes still reach them', (stage) => {
    const { ip, node, url } = people(stage);
    stage.ok('sysctl -w net.ipv4.ip_forward=0', node);
    expect([code(stage, `http://${ip}:8080/`), code(stage, url, 'base')]).toEqual(['000', '000']);
    expect(code(stage, `http://${ip}:8080/`, node)).toBe('200');
    stage.ok('sysctl -w net.ipv4.ip_forward=1', node);
    expect(code(stage, `http://${ip}:8080/`)).toBe('200');
  });

  scenario('a NodePort of a node without the pod goes through the FORWARD chain of that node', (stage) => {
    const { node, url, far } = people(stage);
    stage.ok('iptables -I FORWARD -p tcp --dport 8080 -j DROP', other(node));
    expect([code(stage, url, 'base'), code(stage, far, 'base')]).toEqual(['200', '000']);
    stage.ok('iptables -D FORWARD -p tcp --dport 8080 -j DROP', other(node));
    expect(code(stage, far, 'base')).toBe('200');
  });

  scenario('a rule for INPUT does not stop a NodePort: its packets are forwarded', (stage) => {
    const { url } = people(stage);
    for (const node of ['node01', 'node02']) stage.ok(`iptables -I INPUT -p tcp --dport ${/:(\d+)/.exec(url)![1]} -j DROP`, node);
    expect(code(stage, url, 'base')).toBe('200');
  });
});
