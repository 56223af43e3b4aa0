import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_PriorityLevelConfigurationSpec. */
export function defaultPriorityLevel(object: KubeObject): KubeObject {
  return within(object, 'spec', (spec: any) => {
    const exempt = within(spec, 'exempt', (part: any) => fill(part, { nominalConcurrencyShares: 0, lendablePercent: 0 }));
    return within(exempt, 'limited', (part: any) =>
      within(fill(part, { nominalConcurrencyShares: 30, lendablePercent: 0 }), 'limitResponse', (response: any) =>
        within(response, 'queuing', (queuing: any) => fill(queuing, { queues: 64, handSize: 8, queueLengthLimit: 50 })),
      ),
    );
  });
}
