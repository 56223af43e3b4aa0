import type { KubeObject } from '@/lib/api/object';
import { isMap } from '@/lib/api/structural';
import { fill, within } from '../fill';
import { cleanSpec } from './sanitize';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_CustomResourceDefinitionSpec. */
export function defaultCustomResourceDefinition(object: KubeObject): KubeObject {
  const whole = isMap(object.spec) ? object : ({ ...object, spec: {} } as KubeObject);
  return within(whole, 'spec', (spec: any) => {
    const named = within(cleanSpec(spec), 'names', (given: any) =>
      fill(given, {
        singular: String(given.kind ?? '').toLowerCase() || undefined,
        listKind: given.kind ? `${given.kind}List` : undefined,
      }),
    );
    return within(fill(named, { conversion: { strategy: 'None' } }), 'conversion', (conversion: any) =>
      within(conversion, 'webhook', (webhook: any) =>
        within(webhook, 'clientConfig', (config: any) => within(config, 'service', (service: any) => fill(service, { port: 443 }))),
      ),
    );
  });
}
