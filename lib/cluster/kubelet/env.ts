import { parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';

/** What containers' environments are made of besides the pod. Lookups in the pod's namespace. */
export interface EnvSources {
  configMap(name: string): KubeObject | undefined;
  secret(name: string): KubeObject | undefined;
  /** Services whose variables containers get: those of the namespace, and `kubernetes` of default. */
  services(): readonly KubeObject[];
  readonly podIp: string;
  readonly hostIp: string;
  readonly nodeAllocatable: Readonly<Record<string, string>>;
}

/** A reference that leads nowhere: the container waits with CreateContainerConfigError and this message. */
export class ConfigError extends Error {}

const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** The environment of a container. Models kubelet_pods.go: makeEnvironmentVariables. */
export function containerEnv(pod: KubeObject, container: KubeObject['spec'], sources: EnvSources): Record<string, string> {
  const serviceEnv = serviceVariables(pod, sources);
  const result: Record<string, string> = {};
  for (const from of container.envFrom ?? []) {
    const ref = from.configMapRef ?? from.secretRef;
    const object = from.configMapRef ? sources.configMap(ref.name) : sources.secret(ref.name);
    if (!object) {
      if (ref.optional) continue;
      throw new ConfigError(`${from.configMapRef ? 'configmap' : 'secret'} "${ref.name}" not found`);
    }
    for (const [key, value] of Object.entries(textData(object))) {
      const name = `${from.prefix ?? ''}${key}`;
      if (ENV_NAME.test(name)) result[name] = value;
    }
  }
  const own: Record<string, string> = {};
  for (const entry of container.env ?? []) {
    let value: string | undefined = entry.value ?? '';
    if (entry.value) value = expand(entry.value, (name) => own[name] ?? result[name] ?? serviceEnv[name]);
    else if (entry.valueFrom) value = valueFrom(pod, container, entry, sources);
    if (value === undefined) continue;
    own[entry.name] = value;
    result[entry.name] = value;
  }
  return { ...serviceEnv, ...result };
}

function valueFrom(pod: KubeObject, container: KubeObject['spec'], entry: KubeObject['spec'], sources: EnvSources): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = entry.valueFrom;
  if (fieldRef) return podField(pod, fieldRef.fieldPath, sources);
  if (resourceFieldRef) {
    const name = resourceFieldRef.containerName;
    const target = name ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === name) : container;
    return resourceField(target ?? container, resourceFieldRef, sources.nodeAllocatable);
  }
  const ref = configMapKeyRef ?? secretKeyRef;
  if (!ref) return '';
  const kind = configMapKeyRef ? 'ConfigMap' : 'Secret';
  const object = configMapKeyRef ? sources.configMap(ref.name) : sources.secret(ref.name);
  if (!object) {
    if (ref.optional) return undefined;
    throw new ConfigError(`${kind.toLowerCase()} "${ref.name}" not found`);
  }
  const value = textData(object)[ref.key];
  if (value !== undefined) return value;
  if (ref.optional) return undefined;
  throw new ConfigError(`couldn't find key ${ref.key} in ${kind} ${pod.metadata.namespace}/${ref.name}`);
}

/** Data of a ConfigMap or Secret as text. */
export function textData(object: KubeObject): Record<string, string> {
  const out: Record<string, string> = {};
  const decode = (text: string) => Buffer.from(text, 'base64').toString('utf8');
  for (const [key, value] of Object.entries(object.data ?? {}))
    out[key] = object.kind === 'Secret' ? decode(value as string) : (value as string);
  for (const [key, value] of Object.entries(object.binaryData ?? {})) out[key] = decode(value as string);
  return out;
}

/** Models fieldpath.ExtractFieldPathAsString and kubelet's podFieldSelectorRuntimeValue. */
export function podField(pod: KubeObject, path: string, sources: Pick<EnvSources, 'podIp' | 'hostIp'>): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  const meta = pod.metadata;
  if (keyed) return (keyed[1] === 'labels' ? meta.labels : meta.annotations)?.[keyed[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return meta.name;
    case 'metadata.namespace':
      return meta.namespace ?? '';
    case 'metadata.uid':
      return meta.uid ?? '';
    case 'metadata.labels':
      return mapText(meta.labels);
    case 'metadata.annotations':
      return mapText(meta.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return sources.hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return sources.podIp;
    default:
      throw new ConfigError(`unsupported fieldPath: ${path}`);
  }
}

/** Models fieldpath.FormatMap. */
const mapText = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map![key])}`)
    .join('\n');

/** Models resource.ExtractContainerResourceValue: limits fall back to what the node has. */
export function resourceField(
  container: KubeObject['spec'],
  ref: { resource: string; divisor?: string },
  allocatable: Readonly<Record<string, string>>,
): string {
  const [which, name] = ref.resource.split('.') as [string, string];
  const asked = container.resources?.[which]?.[name];
  const quantity = asked ?? (which === 'limits' ? (allocatable[name] ?? '0') : '0');
  const divisor = ref.divisor && ref.divisor !== '0' ? ref.divisor : '1';
  if (name === 'cpu') return String(Math.ceil(quantityMilliValue(parseQuantity(quantity)) / quantityMilliValue(parseQuantity(divisor))));
  return String(Math.ceil(quantityValue(parseQuantity(quantity)) / quantityValue(parseQuantity(divisor))));
}

/** Expands $(NAME); $$ is a dollar, unknown names stay. Models third_party/forked/golang/expansion. */
export const expand = (text: string, lookup: (name: string) => string | undefined): string =>
  text.replace(/\$(\$|\(([^)]*)\))/g, (whole, after: string, name: string | undefined) =>
    after === '$' ? '$' : (lookup(name ?? '') ?? whole),
  );

/** Models pkg/kubelet/envvars.FromServices. */
function serviceVariables(pod: KubeObject, sources: EnvSources): Record<string, string> {
  const out: Record<string, string> = {};
  for (const service of sources.services()) {
    const ip = service.spec.clusterIP;
    if (!ip || ip === 'None') continue;
    const isMaster = service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes';
    if (!isMaster && (pod.spec.enableServiceLinks === false || service.metadata.namespace !== pod.metadata.namespace)) continue;
    const name = service.metadata.name.toUpperCase().replaceAll('-', '_');
    const ports = service.spec.ports ?? [];
    if (ports.length === 0) continue;
    out[`${name}_SERVICE_HOST`] = ip;
    out[`${name}_SERVICE_PORT`] = String(ports[0].port);
    for (const port of ports)
      if (port.name) out[`${name}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`] = String(port.port);
    ports.forEach((port: KubeObject['spec'], i: number) => {
      const protocol = (port.protocol ?? 'TCP') as string;
      const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
      if (i === 0) out[`${name}_PORT`] = url;
      const prefix = `${name}_PORT_${port.port}_${protocol}`;
      out[prefix] = url;
      out[`${prefix}_PROTO`] = protocol.toLowerCase();
      out[`${prefix}_PORT`] = String(port.port);
      out[`${prefix}_ADDR`] = ip;
    });
  }
  return out;
}
