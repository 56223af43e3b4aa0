import { HelmError, type Helm, type Task } from './helm';
import { archiveUrl, cachedIndex, newestOf, parseIndex, readRepositories } from './repositories';
import { findInRegistry } from './registry';
import { checkProvenance } from './verify';
import { fetchText } from './web';

/** A chart in a repository: its archive's address and file name. */
export interface Remote {
  readonly url: string;
  readonly file: string;
  /** What a registry is told to have given. */
  readonly pulled?: string;
}

/** The path of a chart: one that is there, or one that is fetched (Models ChartPathOptions.LocateChart). */
export function* locateChart(h: Helm, reference: string): Task<string> {
  const name = reference.trim();
  const repository = h.flags.text('repo');
  if (h.sys.exists(name)) {
    if (h.flags.bool('verify')) checkProvenance(h, h.absolute(name));
    return h.absolute(name);
  }
  if (name.startsWith('/') || name.startsWith('.')) throw new HelmError(`path ${JSON.stringify(name)} not found`);
  const remote = findRemote(h, name, h.flags.text('version') || (h.flags.bool('devel') ? '>0.0.0-0' : ''), repository);
  yield* h.k.roundTrip();
  const text = fetchText(h, remote.url);
  if (remote.pulled !== undefined) h.k.err(remote.pulled);
  if (h.flags.bool('verify')) throw new HelmError(`failed to fetch provenance ${JSON.stringify(`${remote.url}.prov`)}`);
  h.mkdirs(h.repositoryCache);
  const path = `${h.repositoryCache}/${remote.file}`;
  h.sys.writeFile(path, text);
  return path;
}

/** What a reference such as `bitnami/nginx` or an address means. Throws HelmError. */
export function findRemote(h: Helm, name: string, version: string, repository: string): Remote {
  const reference = name.startsWith('oci://') ? name : repository.startsWith('oci://') ? `${repository}/${name}` : undefined;
  if (reference !== undefined) return findInRegistry(h, reference, version);
  if (repository !== '') {
    const url = `${repository.replace(/\/+$/, '')}/index.yaml`;
    let index;
    try {
      index = parseIndex(fetchText(h, url));
    } catch (error) {
      if (error instanceof HelmError)
        throw new HelmError(
          `looks like ${JSON.stringify(repository)} is not a valid chart repository or cannot be reached: ${error.message}`,
        );
      throw error;
    }
    const found = newestOf(index.entries[name] ?? [], version);
    if (!found)
      throw new HelmError(
        `chart ${JSON.stringify(name)}${version && ` version ${JSON.stringify(version)}`} not found in ${repository} repository`,
      );
    return remoteOf(archiveUrl(repository, found));
  }
  if (/^https?:\/\//.test(name)) return remoteOf(name);
  const slash = name.indexOf('/');
  if (slash < 0) throw new HelmError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`);
  const [repo, chart] = [name.slice(0, slash), name.slice(slash + 1)];
  const known = readRepositories(h)?.find((each) => each.name === repo);
  if (!known) throw new HelmError(`repo ${repo} not found`);
  const index = cachedIndex(h, repo);
  if (!index)
    throw new HelmError(
      `no cached repo found. (try 'helm repo update'): open ${h.repositoryCache}/${repo}-index.yaml: no such file or directory`,
    );
  if (!Object.hasOwn(index.entries, chart))
    throw new HelmError(
      `chart ${JSON.stringify(chart)} matching ${version} not found in ${repo} index. (try 'helm repo update'): no chart name found`,
    );
  const found = newestOf(index.entries[chart]!, version);
  if (!found)
    throw new HelmError(
      `chart ${JSON.stringify(chart)} matching ${version} not found in ${repo} index. (try 'helm repo update'): no chart version found for ${chart}-${version}`,
    );
  return remoteOf(archiveUrl(known.url, found));
}

const remoteOf = (url: string): Remote => ({ url, file: url.slice(url.lastIndexOf('/') + 1) });
