import { inGoOrder } from '@/lib/api/go-order';
import { CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { structuredPrinter, outputFormat } from '../print/printer';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects as they came */
const LISTS = [
  ['/api/v1', 'events', 'events'],
  ['/api/v1', 'replicationcontrollers', 'replication-controllers'],
  ['/api/v1', 'services', 'services'],
  ['/apis/apps/v1', 'daemonsets', 'daemonsets'],
  ['/apis/apps/v1', 'deployments', 'deployments'],
  ['/apis/apps/v1', 'replicasets', 'replicasets'],
  ['/api/v1', 'pods', 'pods'],
] as const;

/** `kubectl cluster-info dump`: objects and logs, on standard output or as files. */
export function* clusterInfoDump(k: Invocation): Task<number> {
  if (k.flags.duration('pod-running-timeout') <= 0) throw new CommandError('--pod-running-timeout must be higher than zero');
  const { format } = outputFormat(k);
  const printer = structuredPrinter(k);
  const directory = k.flags.text('output-directory');
  const toFiles = directory !== '' && directory !== '-';
  const extension = format === 'json' ? '.json' : format === 'yaml' ? '.yaml' : '.txt';
  const made = new Set<string>();
  const write = (file: string, text: string) => {
    if (!toFiles) return k.out(text);
    const path = `${directory}/${file}`;
    if (!made.has(path)) mkdirs(k, path.slice(0, path.lastIndexOf('/')));
    k.sys.writeFile(path, text, { append: made.has(path) });
    made.add(path);
  };
  const dump = (file: string, list: any) => {
    if (!printer) throw new CommandError(`list types are not supported by name printing: *v1.${list.kind}`);
    const { kind, apiVersion, metadata, items, ...more } = inGoOrder(list) as any;
    const bare = items?.length ? items.map(({ kind: _, apiVersion: __, ...item }: any) => item) : null;
    write(file, printer({ kind, apiVersion, metadata, ...more, items: bare }, { sorted: false }));
  };
  dump(`nodes${extension}`, k.rest.get('/api/v1/nodes'));
  for (const namespace of namespacesOf(k)) {
    let pods: any[] = [];
    for (const [group, plural, file] of LISTS) {
      const list = k.rest.get(`${group}/namespaces/${namespace}/${plural}`);
      dump(`${namespace}/${file}${extension}`, list);
      if (plural === 'pods') pods = list.items ?? [];
    }
    for (const pod of pods)
      for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
        logOf(k, pod, name, (text) => write(`${namespace}/${pod.metadata.name}/logs.txt`, text));
    yield* k.flush();
  }
  if (toFiles) k.out(`Cluster info dumped to ${directory}\n`);
  return 0;
}

function namespacesOf(k: Invocation): string[] {
  if (k.flags.bool('all-namespaces')) return k.rest.get('/api/v1/namespaces').items.map((item: any) => item.metadata.name);
  const named = k.flags.list('namespaces');
  return named.length > 0 ? [...named] : ['kube-system', k.namespace];
}

function logOf(k: Invocation, pod: any, container: string, write: (text: string) => void): void {
  const { name, namespace } = pod.metadata;
  const of = `logs for container ${container} of pod ${namespace}/${name}`;
  write(`==== START ${of} ====\n`);
  try {
    const { body } = k.rest.send('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { container } });
    write(typeof body === 'string' ? body : '');
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    // A typed client reads the refusal as text, and does not know what to make of it.
    const unread =
      error.status.reason === 'BadRequest' ? `the server rejected our request for an unknown reason (get pods ${name})` : error.message;
    write(`Request log error: ${unread}\n`);
  }
  write(`==== END ${of} ====\n`);
}

function mkdirs(k: Invocation, path: string): void {
  if (path === '' || k.sys.exists(path)) return;
  if (path.includes('/')) mkdirs(k, path.slice(0, path.lastIndexOf('/')));
  k.sys.mkdir(path, 0o755);
}
