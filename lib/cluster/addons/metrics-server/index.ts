import type { Addon } from '../addon';
import { metricsServerObjects } from './manifest';
import { metricsServerScraper } from './scraper';

const RELEASES = 'https://github.com/kubernetes-sigs/metrics-server/releases';

/** kubernetes-sigs/metrics-server: what nodes and pods use, for `kubectl top` and the autoscaler. */
export const metricsServer: Addon = {
  name: 'metrics-server',
  manifests: [
    {
      urls: [`${RELEASES}/latest/download/components.yaml`, `${RELEASES}/download/{version}/components.yaml`],
      objects: metricsServerObjects,
    },
  ],
  operators: [metricsServerScraper],
};
