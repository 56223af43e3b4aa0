import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const TEMPLATE = `
    metadata: { labels: { app: big } }
    spec:
      nodeName: node01
      containers: [{ name: main, image: busybox, command: [sleep, '3600'], resources: { requests: { cpu: '64' } } }]`;

describe('pods that their node refuses', () => {
  scenario('a ReplicaSet makes them again and again, no faster than its client may ask', (stage) => {
    stage.ok(`kubectl apply -f - <<'Y'
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: big }
spec:
  selector: { matchLabels: { app: big } }
  template:${TEMPLATE}
Y`);
    stage.pass(10);
    const lines = stage.kubectl('get pods -l app=big --no-headers').split('\n');
    expect(lines.filter((line) => line.includes('OutOfcpu')).length).toBeGreaterThan(100);
    expect(lines.length).toBeLessThan(300);
  });

  scenario('a StatefulSet tells of each that it makes again', (stage) => {
    stage.ok(`kubectl apply -f - <<'Y'
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: big }
spec:
  serviceName: big
  selector: { matchLabels: { app: big } }
  template:${TEMPLATE}
Y`);
    stage.pass(10);
    expect(stage.kubectl('describe statefulset big')).toMatch(
      /Warning\s+RecreatingFailedPod .*StatefulSet default\/big is recreating failed Pod big-0/,
    );
  });

  scenario('a DaemonSet waits a second, then two, then four before it kills the next', (stage) => {
    stage.ok(`kubectl apply -f - <<'Y'
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: big }
spec:
  selector: { matchLabels: { app: big } }
  template:${TEMPLATE}
Y`);
    stage.pass(20);
    const killed = stage.client
      .list({ group: '', resource: 'events' }, 'default')
      .items.filter((event) => (event as { reason?: string }).reason === 'FailedDaemonPod');
    expect(killed.length).toBeGreaterThan(2);
    expect(killed.length).toBeLessThan(20);
  });

  scenario('memory pressure keeps new pods off the node at once', (stage) => {
    stage.ok(`kubectl apply -f - <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: { name: cache }
spec:
  selector: { matchLabels: { app: cache } }
  template:
    metadata: { labels: { app: cache } }
    spec:
      nodeSelector: { kubernetes.io/hostname: node01 }
      containers: [{ name: main, image: polinux/stress, command: [stress, --vm, '1', --vm-bytes, 3150M, --vm-hang, '0'] }]
Y`);
    stage.pass(30);
    expect(stage.kubectl('get node node01 -o jsonpath={.spec.taints[*].key}')).toBe('node.kubernetes.io/memory-pressure');
    const pods = stage.kubectl('get pods -l app=cache --no-headers');
    expect(pods).toMatch(/Error/);
    expect(pods).toMatch(/Pending/);
    const described = stage.kubectl('describe pods -l app=cache');
    expect(described).toMatch(/^Reason:\s+Evicted$/m);
    expect(described).toContain('untolerated taint');
  });
});
