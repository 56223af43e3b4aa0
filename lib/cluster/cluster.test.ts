import { describe, expect, it } from 'vitest';
import { DEPLOYMENTS, EVENTS, NODES, PODS } from './controllers/resources';
import { testCluster } from './test-cluster';

describe('a kubeadm cluster', () => {
  it('boots', () => {
    const { admin, sim } = testCluster();
    console.log(
      sim.now(),
      admin.list(NODES).items.map((n) => [n.metadata.name, n.spec, n.status.conditions?.at(-1)]),
    );
    console.log(
      admin
        .list(PODS)
        .items.map((p) =>
          [
            p.metadata.namespace,
            p.metadata.name,
            p.status.phase,
            p.spec.nodeName,
            JSON.stringify(p.status.containerStatuses?.[0]?.state),
          ].join(' '),
        )
        .join('\n'),
    );
    console.log(
      admin
        .list(EVENTS)
        .items.map((p) => [p.involvedObject.name, p.reason, p.message, p.count].join(' '))
        .join('\n'),
    );
    console.log(
      admin
        .list(DEPLOYMENTS)
        .items.map((p) => JSON.stringify(p.status))
        .join('\n'),
    );
    expect(1).toBe(1);
  });
});
