import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { endpointsText } from '../service/describe';
import { loadBalancerText } from './format';

/* eslint-disable @typescript-eslint/no-explicit-any -- rules of an ingress */

/** Models describeIngressV1. */
export function describeIngress(ingress: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = ingress.spec ?? {};
  const namespace = ingress.metadata.namespace ?? '';
  const backend = (value: any) => backendText(value, namespace, context);
  out.line(0, `Name:\t${ingress.metadata.name}`);
  labelLines(out, 'Labels', ingress.metadata.labels);
  out.line(0, `Namespace:\t${namespace}`);
  out.line(0, `Address:\t${loadBalancerText(ingress.status?.loadBalancer?.ingress)}`);
  out.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
  const fallback = spec.defaultBackend;
  out.line(0, `Default backend:\t${fallback ? backend(fallback) : '<default>'}`);
  if ((spec.tls ?? []).length > 0) {
    out.line(0, 'TLS:');
    for (const tls of spec.tls) {
      const hosts = (tls.hosts ?? []).join(',');
      out.line(1, tls.secretName ? `${tls.secretName} terminates ${hosts}` : `SNI routes ${hosts}`);
    }
  }
  out.line(0, 'Rules:\n  Host\tPath\tBackends');
  out.line(1, '----\t----\t--------');
  let count = 0;
  for (const rule of spec.rules ?? []) {
    if (!rule.http) continue;
    count++;
    out.line(1, `${rule.host || '*'}\t`);
    for (const path of rule.http.paths ?? []) out.line(2, `\t${path.path ?? ''} \t${backend(path.backend)}`);
  }
  if (count === 0) out.line(1, `*\t*\t${fallback ? backend(fallback) : '<default>'}`);
  annotationLines(out, 'Annotations', ingress.metadata.annotations);
  eventLines(out, ingress, context);
  return out.toString();
}

/** `web:80 (10.0.0.1:8080)`, or why there is nothing behind it. Models describeBackendV1. */
function backendText(backend: any, namespace: string, context: DescribeContext): string {
  if (backend?.resource) {
    const { apiGroup, kind, name } = backend.resource;
    return `APIGroup: ${apiGroup ?? '<none>'}, Kind: ${kind}, Name: ${name}`;
  }
  const { name, port } = backend?.service ?? {};
  const text = `${name}:${port?.name || port?.number || ''}`;
  const service = context.get('', 'services', namespace, name);
  if (!service) return `${text} (<error: services "${name}" not found>)`;
  const found = (service.spec?.ports ?? []).find((each: any) => (port?.name ? each.name === port.name : each.port === port?.number));
  const slices = context.list('discovery.k8s.io', 'endpointslices', namespace, { labels: `kubernetes.io/service-name=${name}` });
  return `${text} (${endpointsText(slices, found?.name ?? '')})`;
}
