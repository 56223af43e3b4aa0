import { parseDocument, printYaml } from '@/lib/api/yaml';
import { compareVersions, parseConstraint, parseVersion } from '../semver';
import { HelmError, type Helm } from './helm';

/** An entry of repositories.yaml. */
export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly [field: string]: unknown;
}

/** A version of a chart in an index. */
export interface ChartVersion {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
  readonly description?: string;
  readonly urls?: readonly string[];
  readonly digest?: string;
  readonly deprecated?: boolean;
  readonly keywords?: readonly string[];
}

export interface Index {
  readonly entries: Readonly<Record<string, readonly ChartVersion[]>>;
}

/** The repositories that are known; undefined without a file. */
export function readRepositories(h: Helm): Repository[] | undefined {
  if (!h.sys.exists(h.repositoryConfig)) return undefined;
  return [...((parseDocument(h.sys.readFile(h.repositoryConfig)) as { repositories?: Repository[] } | null)?.repositories ?? [])];
}

export function writeRepositories(h: Helm, repositories: readonly Repository[]): void {
  h.mkdirs(h.repositoryConfig.slice(0, h.repositoryConfig.lastIndexOf('/')));
  const entries = repositories.map(({ name, url, ...more }) => ({
    caFile: '',
    certFile: '',
    insecure_skip_tls_verify: false,
    keyFile: '',
    name,
    pass_credentials_all: false,
    password: '',
    url,
    username: '',
    ...more,
  }));
  h.sys.writeFile(h.repositoryConfig, printYaml({ apiVersion: '', generated: '0001-01-01T00:00:00Z', repositories: entries }), {
    mode: 0o600,
  });
}

export const indexPath = (h: Helm, name: string): string => `${h.repositoryCache}/${name}-index.yaml`;

/** Reads an index, newest versions first. Throws HelmError. */
export function parseIndex(text: string): Index {
  const value = parseDocument(text) as { apiVersion?: string; entries?: Record<string, ChartVersion[]> } | null;
  if (!value || typeof value !== 'object' || Array.isArray(value)) throw new HelmError('empty index.yaml file');
  if (!value.apiVersion) throw new HelmError('no API version specified');
  const entries: Record<string, readonly ChartVersion[]> = {};
  for (const [name, versions] of Object.entries(value.entries ?? {})) {
    entries[name] = [...versions]
      .filter((each) => parseVersion(each.version))
      .sort((a, b) => compareVersions(parseVersion(b.version)!, parseVersion(a.version)!));
  }
  return { entries };
}

/** The cached index of a repository. */
export function cachedIndex(h: Helm, name: string): Index | undefined {
  const path = indexPath(h, name);
  return h.sys.exists(path) ? parseIndex(h.sys.readFile(path)) : undefined;
}

/** The newest version in a range; '' means the newest that is no pre-release. */
export function newestOf(versions: readonly ChartVersion[], range: string): ChartVersion | undefined {
  const exact = range === '' ? undefined : versions.find(({ version }) => version === range);
  if (exact) return exact;
  const fits = parseConstraint(range === '' ? '*' : range);
  if (!fits) throw new HelmError(`improper constraint: ${range}`);
  return versions.find(({ version }) => fits(parseVersion(version)!));
}

/** Where a chart's archive is. */
export function archiveUrl(base: string, { urls = [] }: ChartVersion): string {
  const url = urls[0] ?? '';
  return /^https?:\/\//.test(url) ? url : `${base.replace(/\/+$/, '')}/${url}`;
}
