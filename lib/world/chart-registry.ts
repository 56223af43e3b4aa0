import { createHash } from 'node:crypto';
import { chartRepositories, type ChartSource } from '@/lib/cluster/addons/charts';
import { toBytes } from '@/lib/hosts/text';
import type { HttpResponse } from '@/lib/sim/http';
import { archiveOf, metadataOf } from './chart-repositories';

/** Charts in OCI registries: host and path of a repository, and where the same charts are as a chart repository. */
const REGISTRIES: readonly { readonly host: string; readonly path: string; readonly url: string }[] = [
  { host: 'registry-1.docker.io', path: 'bitnamicharts', url: 'https://charts.bitnami.com/bitnami' },
  { host: 'quay.io', path: 'jetstack/charts', url: 'https://charts.jetstack.io' },
  { host: 'ghcr.io', path: 'prometheus-community/charts', url: 'https://prometheus-community.github.io/helm-charts' },
];

/** Hosts of registries that hold charts. */
export const CHART_REGISTRIES: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', '44.208.254.194'],
  ['quay.io', '34.224.196.162'],
  ['ghcr.io', '140.82.121.34'],
]);

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (text: string) => `sha256:${createHash('sha256').update(toBytes(text)).digest('hex')}`;
const json = (value: unknown, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

interface Artifact {
  readonly config: string;
  readonly layer: string;
  readonly manifest: string;
}

/** A version of a chart as helm pushes it: a configuration, its archive, and the manifest of both. */
function artifactOf(chart: ChartSource, version: ChartSource['versions'][number]): Artifact {
  const config = JSON.stringify(metadataOf(chart, version));
  const layer = archiveOf(chart, version);
  const part = (mediaType: string, text: string) => ({ mediaType, digest: sha256(text), size: toBytes(text).length });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: part('application/vnd.cncf.helm.config.v1+json', config),
    layers: [part('application/vnd.cncf.helm.chart.content.v1.tar+gzip', layer)],
    annotations: {
      'org.opencontainers.image.title': chart.name,
      'org.opencontainers.image.version': version.version,
      'org.opencontainers.image.created': version.created,
    },
  });
  return { config, layer, manifest };
}

/** What a registry of charts answers (Models the OCI distribution API, reads only); undefined for other hosts and paths. */
export function registryAnswer(host: string, method: string, path: string): HttpResponse | undefined {
  if (!CHART_REGISTRIES.has(host)) return undefined;
  if (path === '/v2/' || path === '/v2') return json({});
  const found = /^\/v2\/(.+)\/([^/]+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path);
  if (!found) return undefined;
  const [, folder, name, what, reference] = found as unknown as [string, string, string, string, string];
  const registry = REGISTRIES.find((each) => each.host === host && each.path === folder);
  const chart = chartRepositories()
    .find(({ url }) => url === registry?.url)
    ?.charts.find((each) => each.name === name);
  const missing = (code: string, message: string) => json({ errors: [{ code, message, detail: {} }] }, 404);
  if (!chart) return missing('NAME_UNKNOWN', 'repository name not known to registry');
  if (what === 'tags') return json({ name: `${folder}/${name}`, tags: chart.versions.map(({ version }) => tagOf(version)).reverse() });
  for (const version of chart.versions) {
    const artifact = artifactOf(chart, version);
    const digest = sha256(artifact.manifest);
    if (what === 'manifests' && (reference === tagOf(version.version) || reference === digest)) {
      return answer(method, artifact.manifest, { 'content-type': MANIFEST, 'docker-content-digest': digest });
    }
    const blob = [artifact.config, artifact.layer].find((each) => sha256(each) === reference);
    if (what === 'blobs' && blob !== undefined) return answer(method, blob, { 'content-type': 'application/octet-stream' });
  }
  return what === 'manifests' ? missing('MANIFEST_UNKNOWN', 'manifest unknown') : missing('BLOB_UNKNOWN', 'blob unknown to registry');
}

const tagOf = (version: string) => version.replace('+', '_');

const answer = (method: string, text: string, headers: Readonly<Record<string, string>>): HttpResponse => ({
  status: 200,
  headers: { ...headers, 'content-length': String(toBytes(text).length) },
  body: method === 'HEAD' ? '' : text,
});
