import { argoCdChart } from './argo-cd';
import { apacheChart, wordpressChart } from './bitnami-sites';
import { mariadbChart, mysqlChart, postgresqlChart, redisChart } from './bitnami-stores';
import { certManagerChart } from './cert-manager';
import type { ChartRepository } from './chart-source';
import { ingressNginxChart, metricsServerChart } from './manifests';
import { grafanaChart, kubePrometheusStackChart, prometheusChart } from './monitoring';
import { ciliumChart, metallbChart, tigeraOperatorChart } from './networks';
import { nginxChart } from './nginx';
import { nfsSubdirChart, traefikChart, vaultChart } from './platform';

export type { ChartRepository, ChartSource } from './chart-source';

let repositories: readonly ChartRepository[] | undefined;

/** Chart repositories that are there offline, by the addresses that courses use. Made when they are first asked for. */
export const chartRepositories = (): readonly ChartRepository[] =>
  (repositories ??= [
    {
      url: 'https://charts.bitnami.com/bitnami',
      charts: [apacheChart, mariadbChart, mysqlChart, nginxChart, postgresqlChart, redisChart, wordpressChart],
    },
    { url: 'https://kubernetes.github.io/ingress-nginx', charts: [ingressNginxChart()] },
    { url: 'https://kubernetes-sigs.github.io/metrics-server', charts: [metricsServerChart()] },
    { url: 'https://kubernetes-sigs.github.io/nfs-subdir-external-provisioner', charts: [nfsSubdirChart] },
    { url: 'https://argoproj.github.io/argo-helm', charts: [argoCdChart] },
    { url: 'https://charts.jetstack.io', charts: [certManagerChart] },
    { url: 'https://helm.cilium.io', charts: [ciliumChart()] },
    { url: 'https://docs.tigera.io/calico/charts', charts: [tigeraOperatorChart()] },
    { url: 'https://metallb.github.io/metallb', charts: [metallbChart()] },
    { url: 'https://prometheus-community.github.io/helm-charts', charts: [kubePrometheusStackChart, prometheusChart] },
    { url: 'https://grafana.github.io/helm-charts', charts: [grafanaChart] },
    { url: 'https://helm.releases.hashicorp.com', charts: [vaultChart] },
    { url: 'https://traefik.github.io/charts', charts: [traefikChart] },
    { url: 'https://helm.traefik.io/traefik', charts: [traefikChart] },
  ]);
