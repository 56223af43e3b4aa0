import { CommandError, ServerError } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { layTable } from '../print/table';
import { quantityNumber, quantityValue } from '@/lib/api/quantity';

/* eslint-disable @typescript-eslint/no-explicit-any -- metrics as they came */
function metrics(k: Invocation, path: string, selector: string): any[] {
  if (!k.discovery.groupVersions().some((version) => version.startsWith('metrics.k8s.io/')))
    throw new CommandError('Metrics API not available');
  try {
    const answer = k.rest.get(path, { query: { labelSelector: selector } });
    return answer.items ?? [answer];
  } catch (error) {
    if (error instanceof ServerError && error.status.code === 503) throw new CommandError('Metrics API not available');
    throw error;
  }
}

/** kubectl ends each cell of these tables with a tab, the last one too. */
const padded = (rows: readonly (readonly string[])[]): string[][] => rows.map((row) => [...row, '']);

/** Cores; sums are exact, only what is shown is rounded up to a thousandth. */
const cpu = (text: string) => quantityNumber(text);
const milli = (cores: number) => Math.ceil(Math.round(cores * 1e9) / 1e6);
const memory = (text: string) => quantityValue(text);
const mebi = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)}Mi`;

function sorted<T extends { cpu: number; memory: number; name: string; namespace?: string }>(k: Invocation, rows: T[]): T[] {
  const by = k.flags.text('sort-by');
  if (by !== '' && by !== 'cpu' && by !== 'memory') throw new CommandError('--sort-by accepts only cpu or memory');
  if (by === 'cpu' || by === 'memory') return rows.sort((a, b) => b[by] - a[by]);
  const place = ({ namespace = '', name }: { namespace?: string; name: string }) => `${namespace}/${name}`;
  return rows.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** `kubectl top pod`. */
export const topPod: Handler = (k) => {
  const all = k.flags.bool('all-namespaces');
  if (k.args.length > 1) throw k.usageError('pod [NAME | -l label]');
  const name = k.args[0] ?? '';
  if (name !== '' && k.flags.text('selector') !== '') throw new CommandError('only one of NAME or selector can be provided');
  const base = all ? '/apis/metrics.k8s.io/v1beta1/pods' : `/apis/metrics.k8s.io/v1beta1/namespaces/${k.namespace}/pods`;
  const items = metrics(k, name ? `${base}/${name}` : base, k.flags.text('selector'));
  const perContainer = k.flags.bool('containers');
  const rows = items.flatMap((item) => {
    const containers = (item.containers ?? []).map((each: any) => ({
      container: each.name,
      cpu: cpu(each.usage.cpu),
      memory: memory(each.usage.memory),
    }));
    const head: any = { namespace: item.metadata.namespace, name: item.metadata.name as string };
    if (perContainer) return containers.map((each: any) => ({ ...head, ...each }));
    return [
      {
        ...head,
        container: '',
        cpu: containers.reduce((sum: number, each: any) => sum + each.cpu, 0),
        memory: containers.reduce((sum: number, each: any) => sum + each.memory, 0),
      },
    ];
  });
  if (rows.length === 0) {
    k.err(all ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`);
    return 0;
  }
  // No container swaps here; of nodes metrics-server does not know.
  const swap = k.flags.bool('show-swap');
  const lines = sorted(k, rows).map((row) => [
    ...(all ? [row.namespace] : []),
    ...(perContainer ? [row.name, row.container] : [row.name]),
    `${milli(row.cpu)}m`,
    mebi(row.memory),
    ...(swap ? ['0Mi'] : []),
  ]);
  if (k.flags.bool('sum')) {
    const blank = [...(all ? [''] : []), ...(perContainer ? ['', ''] : [''])];
    const total = (field: 'cpu' | 'memory') => rows.reduce((sum: number, row: any) => sum + row[field], 0);
    lines.push([...blank, '________', '________', ...(swap ? ['________'] : [])]);
    lines.push([...blank, `${milli(total('cpu'))}m`, mebi(total('memory')), ...(swap ? ['0Mi'] : [])]);
  }
  const head = [
    ...(all ? ['NAMESPACE'] : []),
    ...(perContainer ? ['POD', 'NAME'] : ['NAME']),
    'CPU(cores)',
    'MEMORY(bytes)',
    ...(swap ? ['SWAP(bytes)'] : []),
  ];
  k.out(layTable(padded(k.flags.bool('no-headers') ? lines : [head, ...lines])));
  return 0;
};

/** `kubectl top node`. */
export const topNode: Handler = (k) => {
  if (k.args.length > 1) throw k.usageError('node [NAME | -l label]');
  const name = k.args[0] ?? '';
  if (name !== '' && k.flags.text('selector') !== '') throw new CommandError('only one of NAME or --selector can be provided');
  const items = metrics(
    k,
    name ? `/apis/metrics.k8s.io/v1beta1/nodes/${name}` : '/apis/metrics.k8s.io/v1beta1/nodes',
    k.flags.text('selector'),
  );
  if (items.length === 0) throw new CommandError('metrics not available yet');
  const nodes: any[] = k.rest.get('/api/v1/nodes').items ?? [];
  const field = k.flags.bool('show-capacity') ? 'capacity' : 'allocatable';
  const rows = items.map((item) => {
    const room = nodes.find((node) => node.metadata.name === item.metadata.name)?.status?.[field] ?? {};
    return {
      name: item.metadata.name as string,
      cpu: cpu(item.usage.cpu),
      memory: memory(item.usage.memory),
      ofCpu: room.cpu ? cpu(room.cpu) : 0,
      ofMemory: room.memory ? memory(room.memory) : 0,
    };
  });
  const percent = (part: number, whole: number) => (whole > 0 ? `${Math.floor((part * 100) / whole)}%` : '<unknown>');
  const swap = k.flags.bool('show-swap');
  const lines = sorted(k, rows).map((row) => [
    row.name,
    `${milli(row.cpu)}m`,
    percent(milli(row.cpu), milli(row.ofCpu)),
    mebi(row.memory),
    percent(row.memory, row.ofMemory),
    ...(swap ? ['<unknown>', '<unknown>'] : []),
  ]);
  const head = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(swap ? ['SWAP(bytes)', 'SWAP(%)'] : [])];
  k.out(layTable(padded(k.flags.bool('no-headers') ? lines : [head, ...lines])));
  return 0;
};
