/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what the server sent */
import { TABLE_TYPE } from '../../kubectl/client/rest';
import { resourcePath } from '../../kubectl/client/discovery';
import { ServerError } from '../../kubectl/errors';
import { layTable, tableHeader, tableRow } from '../../kubectl/print/table';
import type { Helm } from '../cli/helm';
import { buildObjects, fetchObject, pathOf } from './objects';
import type { Release } from './release';

/** What of a release is there now: objects by `v1/Kind`, and the same as tables. */
export interface Resources {
  readonly objects: Readonly<Record<string, readonly object[]>>;
  readonly text: string;
}

const PLAIN = { wide: false, withNamespace: false, kind: '', showLabels: false, labelColumns: [] };
const WITH_PODS: ReadonlySet<string> = new Set(['ReplicaSet', 'ReplicationController', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job']);
const RELATED = 'v1/Pod(related)';

/** The objects of a release's manifest as the server has them, and the pods of those that have pods (Models kube.Client.Get). */
export function resourcesOf(h: Helm, release: Release): Resources {
  const objects: Record<string, object[]> = {};
  const tables: Record<string, any[]> = {};
  const selectors = new Set<string>();
  const askTable = (path: string, query = {}): any => h.k.rest.get(path, { headers: { accept: TABLE_TYPE }, query });
  for (const target of buildObjects(h, release.manifest, release.namespace, 'unable to build kubernetes objects from release manifest')) {
    const kind = `${target.resource.version}/${target.resource.kind}`;
    let live: any;
    try {
      live = fetchObject(h, target);
      if (!live) continue;
      (tables[kind] ??= []).push(askTable(pathOf(target)));
    } catch (error) {
      if (error instanceof ServerError) continue;
      throw error;
    }
    (objects[kind] ??= []).push(live);
    if (!WITH_PODS.has(target.resource.kind)) continue;
    const labels: Record<string, string> = live.spec?.selector?.matchLabels ?? live.spec?.selector ?? {};
    const selector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(',');
    const pods = h.k.discovery.byKind('v1', 'Pod');
    if (selector === '' || selectors.has(selector) || !pods) continue;
    selectors.add(selector);
    const path = resourcePath(pods, target.namespace);
    (objects[RELATED] ??= []).push(...h.k.rest.get(path, { query: { labelSelector: selector } }).items);
    (tables[RELATED] ??= []).push(askTable(path, { labelSelector: selector }));
  }
  let text = '';
  let lastColumns = '';
  for (const [kind, found] of Object.entries(tables)) {
    text += `==> ${kind}\n`;
    for (const table of found) {
      const header = tableHeader(table, PLAIN);
      const columns = JSON.stringify(table.columnDefinitions);
      const rows = (table.rows ?? []).map((row: any) => tableRow(table, row, PLAIN));
      text += layTable(columns === lastColumns ? rows : [header, ...rows]);
      lastColumns = columns;
    }
    text += '\n';
  }
  return { objects, text };
}
