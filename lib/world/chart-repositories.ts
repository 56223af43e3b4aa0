import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { printYaml } from '@/lib/api/yaml';
import { chartRepositories, type ChartSource } from '@/lib/cluster/addons/charts';
import { packArchive, type Member } from '@/lib/commands/archive/tar-format';
import { fromBytes, toBytes } from '@/lib/hosts/text';

/** Hosts of the chart repositories. */
export const CHART_SITES: ReadonlyMap<string, string> = new Map([
  ['charts.bitnami.com', '104.18.12.33'],
  ['kubernetes.github.io', '185.199.108.153'],
  ['kubernetes-sigs.github.io', '185.199.109.153'],
  ['argoproj.github.io', '185.199.110.153'],
  ['metallb.github.io', '185.199.111.153'],
  ['prometheus-community.github.io', '185.199.108.154'],
  ['grafana.github.io', '185.199.109.154'],
  ['traefik.github.io', '185.199.110.154'],
  ['charts.jetstack.io', '104.18.23.43'],
  ['helm.cilium.io', '104.198.14.52'],
  ['docs.tigera.io', '34.234.106.80'],
  ['helm.releases.hashicorp.com', '18.165.83.59'],
  ['helm.traefik.io', '99.84.41.77'],
]);

/** What a chart repository answers at an address: its index or an archive; undefined when nothing is there. */
export function chartAsset(url: string): string | undefined {
  const repository = chartRepositories().find((each) => url.startsWith(`${each.url}/`));
  if (!repository) return undefined;
  const file = url.slice(repository.url.length + 1);
  if (file === 'index.yaml') {
    const entries = Object.fromEntries(
      repository.charts.map((chart) => [
        chart.name,
        chart.versions.map((version) => ({
          ...metadataOf(chart, version),
          created: version.created,
          digest: createHash('sha256')
            .update(toBytes(archiveOf(chart, version)))
            .digest('hex'),
          urls: [`${repository.url}/${chart.name}-${version.version}.tgz`],
        })),
      ]),
    );
    return printYaml({ apiVersion: 'v1', entries, generated: repository.charts[0]!.versions[0]!.created });
  }
  for (const chart of repository.charts)
    for (const version of chart.versions) if (file === `${chart.name}-${version.version}.tgz`) return archiveOf(chart, version);
  return undefined;
}

type Version = ChartSource['versions'][number];

/** Chart.yaml of a version. */
export const metadataOf = (chart: ChartSource, { version, appVersion }: Version) => ({
  apiVersion: 'v2',
  appVersion,
  description: chart.description,
  home: chart.home,
  keywords: [...chart.keywords],
  name: chart.name,
  type: 'application',
  version,
  ...(chart.dependencies && {
    dependencies: chart.dependencies.map((each) => ({
      name: each.chart.name,
      version: each.chart.versions[0]!.version,
      repository: each.repository,
      ...(each.condition && { condition: each.condition }),
    })),
  }),
});

/** A chart's files by their paths, those of the charts within it below charts/. */
function filesOf(chart: ChartSource, version: Version): Record<string, string> {
  const files: Record<string, string> = { 'Chart.yaml': printYaml(metadataOf(chart, version)), 'values.yaml': chart.values };
  for (const [name, text] of Object.entries(chart.templates)) files[`templates/${name}`] = text;
  for (const [name, text] of Object.entries(chart.crds ?? {})) files[`crds/${name}`] = text;
  for (const { chart: inner } of chart.dependencies ?? [])
    for (const [name, text] of Object.entries(filesOf(inner, inner.versions[0]!))) files[`charts/${inner.name}/${name}`] = text;
  return files;
}

/** A version's archive, as text of bytes. */
export function archiveOf(chart: ChartSource, version: Version): string {
  const mtime = Date.parse(version.created) / 1000;
  const members = Object.entries(filesOf(chart, version)).map(([name, text]): Member => ({
    name: `${chart.name}/${name}`,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: '',
    group: '',
    mtime,
    target: '',
    data: toBytes(text),
  }));
  return fromBytes(gzipSync(packArchive(members)));
}
