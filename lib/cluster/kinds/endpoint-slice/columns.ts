import type { KubeObject } from '@/lib/api/object';
import { endpointsText, portsText } from './format';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('AddressType', 'addressType specifies the type of address carried by this EndpointSlice.', (o) => o.addressType ?? ''),
  text('Ports', 'ports specifies the list of network ports exposed by each endpoint in this slice.', (o) => portsText(o.ports)),
  text('Endpoints', 'endpoints is a list of unique endpoints in this slice.', (o) => endpointsText(o.endpoints)),
  ageColumn,
];
