import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { overridden } from '../run/overrides';
import { asGoStruct } from '../print/go-struct';
import { dryRunOf, reporter, type DryRun } from '../print/printer';
import { findObjects, podSpecHolder, type Findings, type Found } from '../resource/find';
import { hasFiles, locate, readManifests } from '../resource/manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl expose`. What a file holds is exposed as it stands there. */
export function* expose(k: Invocation): Task<number> {
  const dryRun = dryRunOf(k);
  const { found, errors } = hasFiles(k) ? yield* fromFiles(k) : yield* findObjects(k, k.args, { unselected: true });
  const report = reporter(k, dryRun);
  const affinity = k.flags.text('session-affinity');
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP') throw new CommandError(`unknown session affinity: ${affinity}`);
  const failures: Error[] = [];
  for (const each of found) {
    try {
      report(exposed(k, each, dryRun), 'exposed', { sorted: false });
    } catch (error) {
      failures.push(error as Error);
    }
  }
  failures.push(...errors);
  if (failures.length > 0) throw new AggregateError_(failures);
  return 0;
}

function* fromFiles(k: Invocation): Task<Findings> {
  const findings: Findings = { found: [], errors: [] };
  for (const { manifest, error } of yield* readManifests(k)) {
    if (error) findings.errors.push(error);
    else findings.found.push(locate(k, manifest!));
  }
  return findings;
}

function exposed(k: Invocation, { object, name, resource, namespace }: Found, dryRun: DryRun): any {
  if (!['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet'].includes(resource.kind))
    throw new CommandError(`cannot expose a ${resource.group ? `${resource.kind}.${resource.group}` : resource.kind}`);
  const service = overridden(k, serviceOf(k, object, name));
  if (dryRun === 'client') return service;
  return asGoStruct(
    k.rest.send('POST', `/api/v1/namespaces/${namespace || k.namespace}/services`, {
      body: service,
      query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
    }).body,
  );
}

function serviceOf(k: Invocation, object: any, of: string): any {
  const selector = selectorOf(k, object);
  const name = k.flags.text('name') || of.slice(0, 63);
  const labels = k.flags.text('labels') === '' ? object.metadata.labels : pairs(k.flags.text('labels'));
  const clusterIP = k.flags.text('cluster-ip');
  const type = k.flags.text('type');
  const externalIp = k.flags.text('external-ip');
  const affinity = k.flags.text('session-affinity');
  const loadBalancerIP = k.flags.text('load-balancer-ip');
  const headless = clusterIP === 'None';
  const ports = portsOf(k, object);
  if (ports.length === 0 && !headless) throw new CommandError("couldn't find port via --port flag or introspection");
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(object.metadata.namespace && k.namespaceForced && { namespace: object.metadata.namespace }),
      ...(labels && { labels }),
    },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector,
      ...(clusterIP && { clusterIP }),
      ...(type && { type }),
      ...(externalIp && { externalIPs: [externalIp] }),
      ...(affinity && { sessionAffinity: affinity }),
      ...(loadBalancerIP && { loadBalancerIP }),
    },
    status: { loadBalancer: {} },
  };
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw new CommandError(`unexpected label spec: ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function selectorOf(k: Invocation, object: any): Record<string, string> {
  const given = k.flags.text('selector');
  if (given !== '') return pairs(given);
  switch (object.kind) {
    case 'Pod':
      if (!object.metadata.labels || Object.keys(object.metadata.labels).length === 0)
        throw new CommandError(
          "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
        );
      return object.metadata.labels;
    case 'Service':
    case 'ReplicationController':
      if (!object.spec?.selector)
        throw new CommandError(
          `couldn't retrieve selectors via --selector flag or introspection: the ${object.kind.toLowerCase()} has no pod selector set`,
        );
      return object.spec.selector;
    default:
      if (object.spec?.selector?.matchExpressions?.length > 0)
        throw new CommandError(
          `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${JSON.stringify(object.spec.selector.matchExpressions)}" to map-based selector format`,
        );
      if (!object.spec?.selector?.matchLabels)
        throw new CommandError(
          `couldn't retrieve selectors via --selector flag or introspection: invalid ${object.kind.toLowerCase()}: no selectors, therefore cannot be exposed`,
        );
      return object.spec.selector.matchLabels;
  }
}

function portsOf(k: Invocation, object: any): object[] {
  const given = k.flags.text('port');
  const target = k.flags.text('target-port');
  const protocol = k.flags.text('protocol');
  const own: { port: number; protocol: string }[] =
    object.kind === 'Service'
      ? (object.spec?.ports ?? []).map((each: any) => ({ port: each.port, protocol: each.protocol ?? 'TCP' }))
      : (podSpecHolder(object)?.spec?.containers ?? []).flatMap((each: any) =>
          (each.ports ?? []).map((port: any) => ({ port: port.containerPort, protocol: port.protocol ?? 'TCP' })),
        );
  const list = given === '' ? own.map(({ port }) => String(port)) : given.split(',');
  return list.map((text, i) => {
    if (!/^-?\d+$/.test(text)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const port = Number(text);
    const use = protocol || own.find((each) => each.port === port)?.protocol || 'TCP';
    return {
      ...(list.length > 1 && { name: `port-${i + 1}` }),
      protocol: use,
      port,
      targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target,
    };
  });
}
