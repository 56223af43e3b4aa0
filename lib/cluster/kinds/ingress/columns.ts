import type { KubeObject } from '@/lib/api/object';
import { hostsText, loadBalancerText } from './format';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Class',
    'The name of the IngressClass resource that should be used for additional configuration',
    (o) => o.spec?.ingressClassName ?? '<none>',
  ),
  text('Hosts', 'Hosts that incoming requests are matched against before the ingress rule', (o) => hostsText(o)),
  text('Address', 'Address is a list containing ingress points for the load-balancer', (o) =>
    loadBalancerText(o.status?.loadBalancer?.ingress),
  ),
  text('Ports', 'Ports of TLS configurations that open', (o) => ((o.spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80')),
  ageColumn,
];
