import type { KubeObject } from '@/lib/api/object';

const level = (name: string, spec: object): KubeObject => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
  spec,
  status: {},
});

const queuing = (name: string, shares: number, lendable: number, queues: number, handSize: number) =>
  level(name, {
    type: 'Limited',
    limited: {
      lendablePercent: lendable,
      limitResponse: { type: 'Queue', queuing: { handSize, queueLengthLimit: 50, queues } },
      nominalConcurrencyShares: shares,
    },
  });

/** Models apiserver/pkg/apis/flowcontrol/bootstrap. */
export const bootstrapPriorityLevels = (): readonly KubeObject[] => [
  level('exempt', { type: 'Exempt', exempt: { lendablePercent: 0, nominalConcurrencyShares: 0 } }),
  level('catch-all', { type: 'Limited', limited: { lendablePercent: 0, limitResponse: { type: 'Reject' }, nominalConcurrencyShares: 5 } }),
  queuing('system', 30, 33, 64, 6),
  queuing('node-high', 40, 25, 64, 6),
  queuing('leader-election', 10, 0, 16, 4),
  queuing('workload-high', 40, 50, 128, 6),
  queuing('workload-low', 100, 90, 128, 6),
  queuing('global-default', 20, 50, 128, 6),
];
