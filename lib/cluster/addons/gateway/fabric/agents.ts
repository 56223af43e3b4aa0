import type { Pod } from '@/lib/api/models';
import { PODS } from '../../../client/resources';
import type { OperatorContext, OperatorInstance } from '../../addon';
import type { Gateway } from '../resources';
import { certificatesOf, CONFIGURATION_FILE, DEFAULT_CERTIFICATE, HTTP_CONF, httpConf, type ProxyConfiguration } from './configuration';
import { GATEWAY_LABEL } from './provisioner';

export interface ListenerCertificate {
  readonly port: number;
  /** '' is for all names. */
  readonly hostname: string;
  readonly pem: string;
}

const NAMES = '/etc/nginx/secrets/names';

/** Sends its configuration to each nginx of a Gateway that runs, as nginx-agent gets it over its connection. */
export function sendTo(
  context: OperatorContext,
  gateway: Gateway,
  configuration: ProxyConfiguration,
  certificates: readonly ListenerCertificate[],
): void {
  const text = JSON.stringify(configuration);
  for (const pod of context.informers.informer<Pod>(PODS).list(gateway.metadata.namespace)) {
    if (pod.metadata.labels?.[GATEWAY_LABEL] !== gateway.metadata.name) continue;
    const agent = agentOf(pod);
    if (!agent) continue;
    layCertificates(context, agent, certificates);
    if (context.readFile(CONFIGURATION_FILE, agent) === text) continue;
    context.writeFile(HTTP_CONF, httpConf(configuration), agent);
    context.writeFile(CONFIGURATION_FILE, text, agent);
    const line = {
      level: 'info',
      ts: new Date(context.sim.now()).toISOString(),
      logger: 'nginxUpdater',
      msg: 'Sent nginx configuration to agent',
    };
    context.log(`${JSON.stringify({ ...line, namespace: pod.metadata.namespace, pod: pod.metadata.name })}\n`);
  }
}

/** The running nginx container of a pod. */
function agentOf({ metadata, spec, status }: Pod): OperatorInstance | undefined {
  const container = status?.containerStatuses?.find(({ name, state }) => name === 'nginx' && state?.running);
  const id = container?.containerID?.replace(/^\w+:\/\//, '');
  if (!id || !spec?.nodeName || metadata.deletionTimestamp) return undefined;
  const { name: pod, namespace = '' } = metadata;
  return { operator: 'nginx-agent', machine: spec.nodeName, pid: 0, container: id, namespace, pod, serviceAccount: '', argv: [], env: {} };
}

function layCertificates(context: OperatorContext, agent: OperatorInstance, certificates: readonly ListenerCertificate[]): void {
  const wanted = new Map(
    certificates.map(({ port, hostname, pem }) => [
      `${certificatesOf(port)}/${hostname === '' ? DEFAULT_CERTIFICATE : `${hostname}.pem`}`,
      pem,
    ]),
  );
  const before = (context.readFile(NAMES, agent) ?? '').split('\n').filter(Boolean);
  for (const path of before) if (!wanted.has(path)) context.writeFile(path, '', agent);
  for (const [path, pem] of wanted) if (context.readFile(path, agent) !== pem) context.writeFile(path, pem, agent);
  const names = [...wanted.keys()].join('\n');
  if (names !== before.join('\n')) context.writeFile(NAMES, names, agent);
}
