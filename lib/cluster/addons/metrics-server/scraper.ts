import type { KubeObject } from '@/lib/api/object';
import { OutboundError } from '../../apiserver/outbound';
import { bindQueue } from '../../controllers/context';
import { NODES, PODS } from '../../client/resources';
import type { Operator, OperatorContext, OperatorInstance } from '../addon';
import { readMetrics, SAMPLES_FILE, type Counters, type SamplesFile } from './samples';

const QUEUE = 'metrics-server';
const TICK = 'scrape';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const CA = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';
const DEFAULT_ADDRESSES = 'Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP';

/** Reads what containers use from every kubelet, as often as `--metric-resolution` says. Models metrics-server's pkg/scraper. */
export const metricsServerScraper: Operator = {
  name: 'metrics-server',
  bind(context) {
    const enqueue = bindQueue(context, QUEUE, () => {
      for (const instance of context.instances()) scrape(context, instance);
      const resolution = durationMs(flagOf(context.instances()[0]!, 'metric-resolution') ?? '60s');
      context.sim.after(`controller/${QUEUE}`, TICK, resolution, { background: true });
    });
    return { resync: () => enqueue(TICK) };
  },
};

function scrape(context: OperatorContext, instance: OperatorInstance): void {
  const { informers, sim } = context;
  const nodes: Record<string, Counters> = {};
  const pods: Record<string, Record<string, Counters>> = {};
  const labels: Record<string, Readonly<Record<string, string>>> = {};
  for (const node of informers.informer(NODES).list()) {
    const { name } = node.metadata;
    const failure = scrapeNode(context, instance, node, nodes, pods);
    if (failure === undefined) labels[name] = node.metadata.labels ?? {};
    else
      context.log(
        `${klog('E', sim.now())}scraper.go:149] "Failed to scrape node" err=${JSON.stringify(failure)} node="${name}"\n`,
        instance,
      );
  }
  for (const { metadata } of informers.informer(PODS).list()) {
    const key = `${metadata.namespace}/${metadata.name}`;
    if (pods[key]) labels[key] = metadata.labels ?? {};
  }
  if (Object.keys(nodes).length === 0) return;
  const known = context.readFile(SAMPLES_FILE, instance);
  const before = known ? (JSON.parse(known) as SamplesFile).last : undefined;
  const file: SamplesFile = { last: { at: sim.now(), nodes, pods }, ...(before && { before }), labels };
  context.writeFile(SAMPLES_FILE, JSON.stringify(file), instance);
}

/** Why a node could not be read; undefined when it was. */
function scrapeNode(
  context: OperatorContext,
  instance: OperatorInstance,
  node: KubeObject,
  nodes: Record<string, Counters>,
  pods: Record<string, Record<string, Counters>>,
): string | undefined {
  const host = addressOf(node, flagOf(instance, 'kubelet-preferred-address-types') ?? DEFAULT_ADDRESSES);
  if (!host) return `no address matched types`;
  const port =
    flagOf(instance, 'kubelet-use-node-status-port') === undefined ? 10250 : (node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250);
  const insecure = flagOf(instance, 'kubelet-insecure-tls') !== undefined;
  const ca = context.readFile(flagOf(instance, 'kubelet-certificate-authority') ?? CA, instance) ?? '';
  const headers = { authorization: `Bearer ${context.readFile(TOKEN, instance) ?? ''}` };
  const path = '/metrics/resource';
  try {
    const request = { method: 'GET', path, query: {}, headers };
    const { status, body } = context.http(instance, { scheme: 'https', host, port, ...(!insecure && { ca }) }, request);
    if (status !== 200) return `request failed, status: "${status} ${status === 403 ? 'Forbidden' : status === 401 ? 'Unauthorized' : ''}"`;
    readMetrics(String(body), node.metadata.name, nodes, pods);
    return undefined;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return `Get "https://${host}:${port}${path}": ${error.message}`;
  }
}

function addressOf(node: KubeObject, types: string): string | undefined {
  const addresses = (node.status?.addresses ?? []) as readonly { readonly type: string; readonly address: string }[];
  for (const type of types.split(',')) {
    const found = addresses.find((one) => one.type === type);
    if (found) return found.address;
  }
  return undefined;
}

/** Value of `--name=value`; empty for a flag alone; undefined when it was not given (or is false). */
function flagOf({ argv }: OperatorInstance, name: string): string | undefined {
  const found = argv.find((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  const value = found?.slice(name.length + 3);
  return value === 'false' ? undefined : value;
}

/** Milliseconds of a Go duration of hours, minutes and seconds; at least ten seconds, as metrics-server demands. */
function durationMs(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text) ?? [];
  return Math.max(10, Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

function klog(level: 'I' | 'E', now: number): string {
  const iso = new Date(now).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 `;
}
