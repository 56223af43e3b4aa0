import { table } from './table';
import { HelmError, type Helm, type Task } from './helm';
import { indexPath, parseIndex, readRepositories, writeRepositories } from './repositories';
import { fetchText } from './web';

const NONE = 'no repositories to show';

/** Fetches a repository's index into the cache. Throws HelmError. */
export function download(h: Helm, name: string, url: string): void {
  const at = `${url.replace(/\/+$/, '')}/index.yaml`;
  let text: string;
  let index;
  try {
    text = fetchText(h, at);
    index = parseIndex(text);
  } catch (error) {
    if (error instanceof HelmError) throw new HelmError(error.message);
    throw error;
  }
  h.mkdirs(h.repositoryCache);
  h.sys.writeFile(indexPath(h, name), text);
  h.sys.writeFile(
    `${h.repositoryCache}/${name}-charts.txt`,
    Object.keys(index.entries)
      .map((each) => `${each}\n`)
      .join(''),
  );
}

/** `helm repo add`. */
export function* repoAdd(h: Helm): Task<number> {
  const [name, url] = h.args as [string, string];
  const { flags } = h;
  if (url.startsWith('oci://'))
    throw new HelmError(
      `looks like ${JSON.stringify(url)} is not a valid chart repository or cannot be reached: ${JSON.stringify(url)} is not a valid URL`.replace(
        /: ".*$/,
        ': object required',
      ),
    );
  if (/^https?:\/\/(kubernetes-charts(-incubator)?\.storage\.googleapis\.com)/.test(url) && !flags.bool('allow-deprecated-repos')) {
    throw new HelmError(
      `repo ${JSON.stringify(url)} is no longer available; try "https://charts.helm.sh/${url.includes('incubator') ? 'incubator' : 'stable'}" instead`,
    );
  }
  if (name.includes('/')) throw new HelmError(`repository name (${name}) contains '/', please specify a different name without '/'`);
  const known = readRepositories(h) ?? [];
  const old = known.find((each) => each.name === name);
  if (old && !flags.bool('force-update')) {
    if (old.url !== url) throw new HelmError(`repository name (${name}) already exists, please specify a different name`);
    h.out(`${JSON.stringify(name)} already exists with the same configuration, skipping\n`);
    return 0;
  }
  if (!/^https?:\/\//.test(url))
    throw new HelmError(
      /^\w+:\/\//.test(url)
        ? `could not find protocol handler for: ${url.slice(0, url.indexOf(':'))}`
        : 'could not find protocol handler for: ',
    );
  yield* h.k.roundTrip();
  try {
    download(h, name, url);
  } catch (error) {
    if (error instanceof HelmError)
      throw new HelmError(`looks like ${JSON.stringify(url)} is not a valid chart repository or cannot be reached: ${error.message}`);
    throw error;
  }
  const entry = { name, url, ...(flags.text('username') && { username: flags.text('username'), password: flags.text('password') }) };
  writeRepositories(h, [...known.filter((each) => each.name !== name), entry]);
  h.out(`${JSON.stringify(name)} has been added to your repositories\n`);
  return 0;
}

/** `helm repo list`. */
export function* repoList(h: Helm): Task<number> {
  yield* h.k.flush();
  const known = readRepositories(h) ?? [];
  const format = h.flags.text('output');
  if (known.length === 0 && format !== 'json' && format !== 'yaml') throw new HelmError(NONE);
  if (format === 'json') h.out(`${JSON.stringify(known.map(({ name, url }) => ({ name, url })))}\n`);
  else if (format === 'yaml') h.out(known.map(({ name, url }) => `- name: ${name}\n  url: ${url}\n`).join('') || '[]\n');
  else h.out(`${table([['NAME', 'URL'], ...known.map(({ name, url }) => [name, url])])}\n`);
  return 0;
}

/** `helm repo update`. */
export function* repoUpdate(h: Helm): Task<number> {
  const known = readRepositories(h) ?? [];
  if (known.length === 0) throw new HelmError('no repositories found. You must add one before updating');
  for (const name of h.args)
    if (!known.some((each) => each.name === name))
      throw new HelmError(`no repositories found matching '${name}'.  Nothing will be updated`);
  const wanted = h.args.length === 0 ? known : known.filter(({ name }) => h.args.includes(name));
  yield* updateAll(h, wanted);
  return 0;
}

/** Fetches indexes and tells of each. */
export function* updateAll(h: Helm, wanted: readonly { name: string; url: string }[]): Task<void> {
  h.out('Hang tight while we grab the latest from your chart repositories...\n');
  yield* h.k.roundTrip();
  for (const { name, url } of wanted) {
    try {
      download(h, name, url);
      h.out(`...Successfully got an update from the ${JSON.stringify(name)} chart repository\n`);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      h.out(`...Unable to get an update from the ${JSON.stringify(name)} chart repository (${url}):\n\t${error.message}\n`);
    }
  }
  h.out('Update Complete. ⎈Happy Helming!⎈\n');
}

/** `helm repo remove`. */
export function* repoRemove(h: Helm): Task<number> {
  yield* h.k.flush();
  let known = readRepositories(h);
  if (!known || known.length === 0) throw new HelmError('no repositories configured');
  for (const name of h.args) {
    if (!known.some((each) => each.name === name)) throw new HelmError(`no repo named ${JSON.stringify(name)} found`);
    known = known.filter((each) => each.name !== name);
    writeRepositories(h, known);
    for (const path of [indexPath(h, name), `${h.repositoryCache}/${name}-charts.txt`]) if (h.sys.exists(path)) h.sys.unlink(path);
    h.out(`${JSON.stringify(name)} has been removed from your repositories\n`);
  }
  return 0;
}
