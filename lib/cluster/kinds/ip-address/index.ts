import type { Kind } from '../kind';
import { columns } from './columns';
import { describeIpAddress } from './describe';
import { isIpAddressName, validateIpAddress, validateIpAddressUpdate } from './validate';

export const ipAddress: Kind = {
  group: 'networking.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.networking.v1.IPAddress' }],
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  namespaced: false,
  strategy: { generation: false, validateName: isIpAddressName, validate: validateIpAddress, validateUpdate: validateIpAddressUpdate },
  columns,
  describe: describeIpAddress,
};
