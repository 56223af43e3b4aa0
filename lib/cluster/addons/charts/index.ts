import { argoCdChart } from './argo-cd';
import type { ChartRepository } from './chart-source';
import { ingressNginxChart, metricsServerChart } from './manifests';
import { nginxChart } from './nginx';

export type { ChartRepository, ChartSource } from './chart-source';

/** Chart repositories that are there offline, by the addresses that courses use. */
export const chartRepositories = (): readonly ChartRepository[] => [
  { url: 'https://charts.bitnami.com/bitnami', charts: [nginxChart] },
  { url: 'https://kubernetes.github.io/ingress-nginx', charts: [ingressNginxChart()] },
  { url: 'https://kubernetes-sigs.github.io/metrics-server', charts: [metricsServerChart()] },
  { url: 'https://argoproj.github.io/argo-helm', charts: [argoCdChart] },
];
