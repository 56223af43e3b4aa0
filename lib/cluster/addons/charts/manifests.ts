import type { KubeObject } from '@/lib/api/object';
import { printYaml } from '@/lib/api/yaml';
import { ingressNginxObjects } from '../ingress-nginx/manifest';
import { metricsServerObjects } from '../metrics-server/manifest';
import type { ChartSource } from './chart-source';

/** A manifest as templates of a chart: its namespace becomes the release's, `blanks` become expressions. */
export function templatesOf(
  objects: readonly KubeObject[],
  namespace: string,
  blanks: Readonly<Record<string, string>>,
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const object of objects) {
    if (object.kind === 'Namespace') continue;
    let text = printYaml(object).replaceAll(`namespace: ${namespace}\n`, 'namespace: {{ .Release.Namespace }}\n');
    for (const [blank, expression] of Object.entries(blanks)) text = text.replaceAll(blank, expression);
    out[`${object.kind.toLowerCase()}-${object.metadata.name?.replace(/[^a-z0-9-]/g, '-') ?? 'x'}.yaml`] = text;
  }
  return out;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- manifests are read as they are */
export function opened(objects: readonly KubeObject[], name: string, change: (spec: any) => void): KubeObject[] {
  return objects.map((each) => {
    if (each.kind !== 'Deployment' || each.metadata.name !== name) return each;
    const copy = structuredClone(each) as any;
    change(copy.spec);
    return copy as KubeObject;
  });
}

/** metrics-server/metrics-server: what components.yaml installs, with `args` and `replicas`. */
export function metricsServerChart(): ChartSource {
  const objects = opened(metricsServerObjects(), 'metrics-server', (spec) => {
    spec.replicas = 'REPLICAS';
    spec.template.spec.containers[0].args = [...spec.template.spec.containers[0].args, 'ARGS'];
  });
  return {
    name: 'metrics-server',
    versions: [
      { version: '3.13.0', appVersion: '0.8.0', created: '2025-07-22T16:26:24Z' },
      { version: '3.12.2', appVersion: '0.7.2', created: '2024-10-07T12:00:00Z' },
    ],
    description:
      'Metrics Server is a scalable, efficient source of container resource metrics for Kubernetes built-in autoscaling pipelines.',
    keywords: ['kubernetes', 'metrics-server', 'metrics'],
    home: 'https://github.com/kubernetes-sigs/metrics-server',
    values: 'replicas: 1\nargs: []\n',
    templates: templatesOf(objects, 'kube-system', {
      REPLICAS: '{{ .Values.replicas }}',
      '        - ARGS\n': '        {{- range .Values.args }}\n        - {{ . }}\n        {{- end }}\n',
    }),
  };
}

/** ingress-nginx/ingress-nginx: what the controller's manifest installs, with the kind of its Service and its replicas. */
export function ingressNginxChart(): ChartSource {
  const objects = opened(ingressNginxObjects('cloud'), 'ingress-nginx-controller', (spec) => {
    spec.replicas = 'REPLICAS';
  });
  return {
    name: 'ingress-nginx',
    versions: [
      { version: '4.14.0', appVersion: '1.14.0', created: '2025-10-10T12:00:00Z' },
      { version: '4.12.1', appVersion: '1.12.1', created: '2025-03-24T12:00:00Z' },
    ],
    description: 'Ingress controller for Kubernetes using NGINX as a reverse proxy and load balancer',
    keywords: ['ingress', 'nginx'],
    home: 'https://github.com/kubernetes/ingress-nginx',
    values: 'controller:\n  replicaCount: 1\n  service:\n    type: LoadBalancer\n',
    templates: {
      ...templatesOf(objects, 'ingress-nginx', {
        'replicas: REPLICAS': 'replicas: {{ .Values.controller.replicaCount }}',
        'type: LoadBalancer': 'type: {{ .Values.controller.service.type }}',
      }),
      'NOTES.txt':
        'The ingress-nginx controller has been installed.\nIt may take a few minutes for the load balancer IP to be available.\n',
    },
  };
}
