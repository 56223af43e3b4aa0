import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';
import { isGiven, textOf } from '../read';
import { containerTotals } from './validate-resources';
import { defaultVolume } from './volume-defaults';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Defaults of a pod: those of every pod spec, and those that templates do not get. Models SetDefaults_Pod. */
export function defaultPod<T extends KubeObject>(pod: T): T {
  return within(fill(pod, { spec: {} }), 'spec', (before: any) => {
    let spec = fill(defaultPodSpec(before), { enableServiceLinks: true });
    // Only pods: templates keep what they say, and the warning about it.
    if (spec.terminationGracePeriodSeconds < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 };
    for (const list of ['containers', 'initContainers']) spec = withinEach(spec, list, requestsFromLimits);
    if (isGiven(spec.resources)) spec = { ...spec, resources: podResources(spec) };
    if (spec.hostNetwork) {
      for (const list of ['containers', 'initContainers']) {
        spec = withinEach(spec, list, (c: any) => withinEach(c, 'ports', (port: any) => fill(port, { hostPort: port.containerPort })));
      }
    }
    return spec;
  });
}

/** What the pod as a whole asks for, from what its containers do. Models defaultHugePagePodLimits and defaultPodRequests. */
function podResources(spec: any): any {
  const limits = { ...spec.resources.limits } as Record<string, string>;
  const requests = { ...spec.resources.requests } as Record<string, string>;
  const add = (to: Record<string, string>, from: Readonly<Record<string, string>>, applies: (name: string) => boolean) => {
    for (const name of Object.keys(from).sort()) if (!Object.hasOwn(to, name) && applies(name)) to[name] = from[name]!;
  };
  const isHugePages = (name: string) => name.startsWith('hugepages-');
  const isPodLevel = (name: string) => name === 'cpu' || name === 'memory' || isHugePages(name);
  add(limits, containerTotals(spec, 'limits'), isHugePages);
  add(requests, containerTotals(spec, 'requests'), isPodLevel);
  add(requests, limits, isPodLevel);
  const out = { ...spec.resources } as Record<string, unknown>;
  if (Object.keys(limits).length > 0) out.limits = limits;
  if (Object.keys(requests).length > 0) out.requests = requests;
  return out;
}

/** Defaults of a pod template. `template.metadata` is always written. */
export function defaultPodTemplate(template: any): any {
  return within(fill(template, { metadata: {}, spec: {} }), 'spec', defaultPodSpec);
}

/** Models SetDefaults_PodSpec and the defaults of everything below. */
function defaultPodSpec(before: any): any {
  let spec = fill(before, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account && (spec.serviceAccountName !== account || spec.serviceAccount !== account)) {
    spec = { ...spec, serviceAccountName: account, serviceAccount: account };
  }
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) spec = withinEach(spec, list, defaultContainer);
  return withinEach(spec, 'volumes', defaultVolume);
}

function defaultContainer(before: any): any {
  let container = fill(before, {
    imagePullPolicy: isLatest(textOf(before.image)) ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  container = withinEach(container, 'ports', (port: any) => fill(port, { protocol: 'TCP' }));
  container = withinEach(container, 'env', (env: any) => within(env, 'valueFrom', defaultEnvSource));
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) container = within(container, probe, defaultProbe);
  return within(container, 'lifecycle', (lifecycle: any) =>
    within(within(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler),
  );
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REFERENCE = new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/|\\[[a-fA-F0-9:]+\\](?::[0-9]+)?/)?${COMPONENT}(?:/${COMPONENT})*(?::(?<tag>\\w[\\w.-]{0,127}))?(?<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

/** Whether an image is the latest of its name; one that cannot be read is not. Models parsers.ParseImageName. */
function isLatest(image: string): boolean {
  const parts = image.length <= 4096 ? REFERENCE.exec(image) : null;
  if (!parts || /^[a-f0-9]{64}$/.test(image)) return false;
  const { tag, digest } = parts.groups!;
  return tag === 'latest' || (tag === undefined && digest === undefined);
}

function defaultEnvSource(source: any): any {
  return within(
    within(source, 'fieldRef', (ref: any) => fill(ref, { apiVersion: 'v1' })),
    'resourceFieldRef',
    (ref: any) => fill(ref, { divisor: '0' }),
  );
}

function defaultProbe(probe: any): any {
  return fill(defaultHandler(probe), { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
}

function defaultHandler(handler: any): any {
  return within(
    within(handler, 'httpGet', (get: any) => fill(get, { path: '/', scheme: 'HTTP' })),
    'grpc',
    (grpc: any) => fill(grpc, { service: '' }),
  );
}

/** A limit without a request is a request, too. */
function requestsFromLimits(container: any): any {
  const limits = container.resources?.limits;
  if (!limits || Object.keys(limits as object).length === 0) return container;
  return within(container, 'resources', (resources: any) => {
    const requests = fill(resources.requests, limits);
    return requests === resources.requests ? resources : { ...resources, requests };
  });
}
