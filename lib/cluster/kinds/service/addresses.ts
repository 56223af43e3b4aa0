import type { KubeObject } from '@/lib/api/object';
import { loadBalancerText } from '../ingress/format';

/** External-IP of a service's row. Models getServiceExternalIP. */
export function externalAddress(service: KubeObject): string {
  const external: readonly string[] = service.spec?.externalIPs ?? [];
  switch (service.spec?.type) {
    case 'LoadBalancer': {
      const ingress = loadBalancerText(service.status?.loadBalancer?.ingress);
      const all = [...(ingress ? ingress.split(',') : []), ...external];
      return all.length > 0 ? all.join(',') : '<pending>';
    }
    case 'ExternalName':
      return service.spec.externalName ?? '';
    default:
      return external.length > 0 ? external.join(',') : '<none>';
  }
}

interface Port {
  readonly port: number;
  readonly nodePort?: number;
  readonly protocol?: string;
}

/** `80:30080/TCP,443/TCP`; `<none>` without ports. Models makePortString. */
export function portsText(service: KubeObject): string {
  const ports: readonly Port[] = service.spec?.ports ?? [];
  if (ports.length === 0) return '<none>';
  return ports.map((p) => (p.nodePort ? `${p.port}:${p.nodePort}/${p.protocol ?? 'TCP'}` : `${p.port}/${p.protocol ?? 'TCP'}`)).join(',');
}
