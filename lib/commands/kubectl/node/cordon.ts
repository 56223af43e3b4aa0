import { resourcePath } from '../client/discovery';
import { AggregateError_ } from '../errors';
import type { Handler, Invocation, Task } from '../invocation';
import { dryRunOf, reporter, type DryRun } from '../print/printer';

/* eslint-disable @typescript-eslint/no-explicit-any -- nodes as they came */
/** The nodes named or selected. Throws the Status of one that is not there. */
export function nodesOf(k: Invocation): any[] {
  const selector = k.flags.text('selector');
  if (k.args.length === 0 && selector === '') throw k.usageError(`USAGE: ${k.command} NODE [flags]`);
  if (k.args.length > 0 && selector !== '') throw k.usageError('cannot specify both a node name and a --selector option');
  const nodes = k.discovery.byName('nodes');
  if (selector !== '') return k.rest.get(resourcePath(nodes, ''), { query: { labelSelector: selector } }).items ?? [];
  const found: any[] = [];
  const errors: Error[] = [];
  for (const name of k.args.map((arg) => arg.replace(/^(node|nodes|no)\//, ''))) {
    try {
      found.push(k.rest.get(resourcePath(nodes, '', name)));
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return found.map((node) => ({ apiVersion: 'v1', kind: 'Node', ...node }));
}

/** Makes a node (un)schedulable and says so. */
export function setUnschedulable(k: Invocation, node: any, wanted: boolean, dryRun: DryRun): void {
  const report = reporterWithoutFormat(k, dryRun);
  const word = wanted ? 'cordoned' : 'uncordoned';
  if (Boolean(node.spec?.unschedulable) === wanted) return report(node, `already ${word}`);
  if (dryRun !== 'client') {
    k.rest.send('PATCH', `/api/v1/nodes/${node.metadata.name}`, {
      body: { spec: { unschedulable: wanted ? true : null } },
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      query: { dryRun: dryRun === 'server' ? 'All' : undefined },
    });
  }
  report(node, word);
}

const reporterWithoutFormat = (k: Invocation, dryRun: DryRun) => {
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
  return (node: any, operation: string) => k.out(`node/${node.metadata.name} ${operation}${suffix}\n`);
};
void reporter;

const cordoning =
  (wanted: boolean): Handler =>
  (k: Invocation) => {
    const dryRun = dryRunOf(k);
    for (const node of nodesOf(k)) setUnschedulable(k, node, wanted, dryRun);
    return 0;
  };

/** `kubectl cordon`. */
export const cordon = cordoning(true);
/** `kubectl uncordon`. */
export const uncordon = cordoning(false);
export type { Task };
