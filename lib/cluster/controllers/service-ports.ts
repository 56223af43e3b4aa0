import type { Pod, Service } from '@/lib/api/models';

/** A Service's port as it resolves on one pod. */
export interface ResolvedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** The Service's ports on a pod; a named targetPort that the pod lacks is left out. Models podutil.FindPort. */
export function portsOn(service: Service, pod: Pod): ResolvedPort[] {
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return (service.spec?.ports ?? []).flatMap((port) => {
    const protocol = port.protocol ?? 'TCP';
    const target = (port.targetPort ?? port.port) as string | number;
    const named = () =>
      containers
        .flatMap((container) => container.ports ?? [])
        .find((entry) => entry.name === target && (entry.protocol ?? 'TCP') === protocol)?.containerPort;
    const number = typeof target === 'number' ? target : named();
    if (number === undefined) return [];
    return [{ name: port.name ?? '', port: number, protocol, ...(port.appProtocol && { appProtocol: port.appProtocol }) }];
  });
}
