import { isDns1123Subdomain, isPortName, isPortNumber } from '@/lib/api/names';
import { CommandError } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { generated, metadata } from './generated';

/** A port number as strconv.ParseUint(s, 10, 16) takes it. */
function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65535) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

function ports(k: Invocation, nodePort = 0): object[] {
  return k.flags.list('tcp').map((spec) => {
    const [first, ...rest] = spec.split(':') as [string, ...string[]];
    const port = parsePort(first);
    const target = rest.length === 0 ? port : targetPort(rest[0]!);
    return { name: spec.replaceAll(':', '-'), protocol: 'TCP', port, targetPort: target, ...(nodePort > 0 && { nodePort }) };
  });
}

/** Models create.parsePorts: a number is checked as a port, a word as a port's name. */
function targetPort(text: string): number | string {
  if (/^[+-]?\d+$/.test(text)) {
    const [fault] = isPortNumber(Number(text));
    if (fault) throw new CommandError(fault);
    return Number(text);
  }
  const faults = isPortName(text);
  if (faults.length > 0) throw new CommandError(faults.join(','));
  return text;
}

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

function service(type: ServiceType): Handler {
  return generated({
    group: '/api/v1',
    plural: 'services',
    namespaced: true,
    unsavedWhenDry: true,
    failing: `failed to create ${type} service: `,
    make(k, name) {
      const labels = { app: name };
      const clusterIP = type === 'ClusterIP' ? k.flags.text('clusterip') : '';
      const externalName = type === 'ExternalName' ? k.flags.text('external-name') : '';
      if (type === 'ExternalName' && isDns1123Subdomain(externalName).length > 0)
        throw new CommandError(`invalid service external name ${externalName}`);
      if (k.flags.list('tcp').length === 0 && type !== 'ExternalName' && clusterIP !== 'None')
        throw new CommandError('at least one tcp port specifier must be provided');
      const list = ports(k, type === 'NodePort' ? k.flags.int('node-port') : 0);
      return {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: metadata(k, name, { labels }),
        spec: {
          ...(list.length > 0 && { ports: list }),
          selector: labels,
          ...(clusterIP && { clusterIP }),
          type,
          ...(externalName && { externalName }),
        },
        status: { loadBalancer: {} },
      };
    },
  });
}

export const createClusterIPService = service('ClusterIP');
export const createNodePortService = service('NodePort');
export const createLoadBalancerService = service('LoadBalancer');
export const createExternalNameService = service('ExternalName');
