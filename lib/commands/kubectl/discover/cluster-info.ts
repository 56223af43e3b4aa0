import { ServerError } from '../errors';
import type { Handler } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- services as they came */
/** `kubectl cluster-info`. */
export const clusterInfo: Handler = (k) => {
  const { rest, config } = k;
  const colour = k.sys.isatty(1);
  const green = (text: string) => (colour ? `\x1b[0;32m${text}\x1b[0m` : text);
  const yellow = (text: string) => (colour ? `\x1b[0;33m${text}\x1b[0m` : text);
  const server = `${config.server}${config.prefix}`;
  let services: any[] = [];
  let failure: unknown;
  try {
    k.discovery.resources();
  } catch (error) {
    k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    throw error;
  }
  try {
    services =
      rest.get(`/api/v1/namespaces/${k.namespaceForced ? k.namespace : 'kube-system'}/services`, {
        query: { labelSelector: 'kubernetes.io/cluster-service=true' },
      }).items ?? [];
  } catch (error) {
    if (!(error instanceof ServerError)) {
      k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
      throw error;
    }
    failure = error;
  }
  if (!failure) k.out(`${green('Kubernetes control plane')} is running at ${yellow(server)}\n`);
  for (const service of services) {
    const ingress = service.status?.loadBalancer?.ingress?.[0];
    const port = service.spec.ports?.[0];
    const link = ingress
      ? `http://${ingress.ip ?? ingress.hostname}${port ? `:${port.port}` : ''}`
      : `${server}/api/v1/namespaces/${service.metadata.namespace}/services/${port?.port === 443 || port?.name === 'https' ? 'https:' : ''}${service.metadata.name}${port?.name ? `:${port.name}` : ''}/proxy`;
    const label = service.metadata.labels?.['kubernetes.io/name'] || service.metadata.name;
    k.out(`${green(label)} is running at ${yellow(link)}\n`);
  }
  k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  if (failure) throw failure;
  return 0;
};
