import { SAMPLES_FILE, type Counters, type SamplesFile } from '@/lib/cluster/addons/metrics-server/samples';
import { matchesLabels, parseLabelSelector } from '@/lib/api/label-selector';
import { formatTime } from '@/lib/api/time';
import type { Service } from '@/lib/hosts/net/network';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import { readIfThere } from './daemon';

const ROOT = '/apis/metrics.k8s.io/v1beta1';
const API_VERSION = 'metrics.k8s.io/v1beta1';

interface Metrics {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly creationTimestamp: string; readonly labels?: object };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Usage;
  readonly containers?: readonly { readonly name: string; readonly usage: Usage }[];
}

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

/** metrics.k8s.io as metrics-server serves it, out of what its scraper has written down. */
export const metricsServerService: Service = ({ sys }, request) => {
  const text = readIfThere(sys, SAMPLES_FILE);
  const file = text === undefined ? undefined : (JSON.parse(text) as SamplesFile);
  const { path } = request;
  if (path === '/livez' || path === '/healthz') return plain(200, 'ok');
  if (path === '/readyz')
    return file
      ? plain(200, 'ok')
      : plain(500, '[+]ping ok\n[+]log ok\n[-]metric-storage-ready failed: reason withheld\nreadyz check failed\n');
  if (path === ROOT) return json(RESOURCES);
  if (!path.startsWith(`${ROOT}/`)) return plain(404, '404 page not found\n');
  const parts = path.slice(ROOT.length + 1).split('/');
  return parts[0] === 'nodes' ? nodes(file, parts[1], request) : pods(file, parts, request);
};

const plain = (status: number, body: string): HttpResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
const json = (body: unknown, status = 200): HttpResponse => ({ status, headers: { 'content-type': 'application/json' }, body });

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: API_VERSION,
  resources: [
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
};

function nodes(file: SamplesFile | undefined, name: string | undefined, request: HttpRequest): HttpResponse {
  const all = Object.keys(file?.last.nodes ?? {}).flatMap((node): Metrics[] => {
    const before = file!.before?.nodes[node];
    return before ? [{ ...head(file!, node, node), usage: usageOf(file!, before, file!.last.nodes[node]!) }] : [];
  });
  return reply('NodeMetrics', 'nodes', all, name, request);
}

function pods(file: SamplesFile | undefined, parts: readonly string[], request: HttpRequest): HttpResponse {
  const namespaced = parts[0] === 'namespaces';
  const [resource, name] = namespaced ? parts.slice(2) : parts;
  if (resource !== 'pods') return plain(404, '404 page not found\n');
  const all = Object.entries(file?.last.pods ?? {}).flatMap(([key, containers]): Metrics[] => {
    const [namespace = '', pod = ''] = key.split('/');
    const before = file!.before?.pods[key];
    if ((namespaced && namespace !== parts[1]) || !before) return [];
    // A container that has just started has no rate yet, and its pod none either.
    if (Object.keys(containers).some((container) => !before[container])) return [];
    const used = Object.keys(containers)
      .sort()
      .map((container) => ({ name: container, usage: usageOf(file!, before[container]!, containers[container]!) }));
    return [{ ...head(file!, key, pod, namespace), containers: used }];
  });
  return reply('PodMetrics', 'pods', all, name, request);
}

function head({ last, before, labels }: SamplesFile, key: string, name: string, namespace?: string): Metrics {
  const time = formatTime(last.at);
  const known = labels[key] ?? {};
  return {
    metadata: { name, ...(namespace && { namespace }), creationTimestamp: time, ...(Object.keys(known).length > 0 && { labels: known }) },
    timestamp: time,
    window: `${(last.at - before!.at) / 1000}s`,
  };
}

/** A counter that went back has begun anew: its container was restarted. */
function usageOf({ last, before }: SamplesFile, from: Counters, to: Counters): Usage {
  const seconds = (last.at - before!.at) / 1000;
  const used = to.cpuSeconds >= from.cpuSeconds ? to.cpuSeconds - from.cpuSeconds : to.cpuSeconds;
  return { cpu: `${Math.ceil((used / seconds) * 1e9)}n`, memory: `${Math.ceil(to.memoryBytes / 1024)}Ki` };
}

function reply(kind: string, resource: string, all: readonly Metrics[], name: string | undefined, request: HttpRequest): HttpResponse {
  if (name === undefined) {
    const selector = parseLabelSelector(request.query.labelSelector?.[0] ?? '');
    const items = all.filter(({ metadata }) => matchesLabels(selector, (metadata.labels ?? {}) as Record<string, string>));
    return json({ kind: `${kind}List`, apiVersion: API_VERSION, metadata: {}, items });
  }
  const found = all.find(({ metadata }) => metadata.name === name);
  if (found) return json({ kind, apiVersion: API_VERSION, ...found });
  const message = `${resource === 'nodes' ? 'nodemetrics' : 'podmetrics'}.metrics.k8s.io ${JSON.stringify(name)} not found`;
  const details = { name, group: 'metrics.k8s.io', kind: resource };
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotFound', details, code: 404 }, 404);
}
