import type { KubeObject } from '@/lib/api/object';
import { externalAddress, portsText } from './addresses';
import { ageColumn, formatLabels, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Type', 'type determines how the Service is exposed.', (o) => o.spec?.type ?? ''),
  text(
    'Cluster-IP',
    'clusterIP is the IP address of the service and is usually assigned randomly.',
    (o) => o.spec?.clusterIPs?.[0] || o.spec?.clusterIP || '<none>',
  ),
  text(
    'External-IP',
    'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
    (o) => externalAddress(o),
  ),
  text('Port(s)', 'The list of ports that are exposed by this service.', (o) => portsText(o)),
  ageColumn,
  wide('Selector', 'Route service traffic to pods with label keys and values matching this selector.', (o) =>
    formatLabels(o.spec?.selector),
  ),
];
