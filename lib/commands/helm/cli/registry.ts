import { createHash } from 'node:crypto';
import { toBytes } from '@/lib/hosts/text';
import { compareVersions, parseConstraint, parseVersion } from '../semver';
import { HelmError, type Helm, type Task } from './helm';
import type { Remote } from './locate';
import { fetchText } from './web';

const LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** A chart in an OCI registry, by its tag or the newest version in a range (Models pkg/registry's client). Throws HelmError. */
export function findInRegistry(h: Helm, reference: string, range: string): Remote {
  const [, host = '', path = '', tag] = /^oci:\/\/([^/]+)\/(.+?)(?::([\w][\w.-]*))?$/.exec(reference) ?? [];
  if (path === '') throw new HelmError(`invalid reference: missing registry or repository: ${reference}`);
  if (tag !== undefined && range !== '' && tag !== range)
    throw new HelmError(`chart reference and version mismatch: ${range} is not ${tag}`);
  const base = `https://${host}/v2/${path}`;
  const version = tag ?? versionIn(h, base, range);
  let manifest: string;
  try {
    manifest = fetchText(h, `${base}/manifests/${version.replace('+', '_')}`);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const gone = error.message.startsWith('failed to fetch');
    throw new HelmError(gone ? `${host}/${path}:${version}: not found` : `failed to do request: ${error.message.replace('Get', 'Head')}`);
  }
  const { layers } = JSON.parse(manifest) as { layers: { mediaType: string; digest: string }[] };
  const layer = layers.find(({ mediaType }) => mediaType === LAYER);
  if (!layer) throw new HelmError(`manifest does not contain a layer with mediatype ${LAYER}`);
  const digest = createHash('sha256').update(toBytes(manifest)).digest('hex');
  return {
    url: `${base}/blobs/${layer.digest}`,
    file: `${path.slice(path.lastIndexOf('/') + 1)}-${version}.tgz`,
    pulled: `Pulled: ${host}/${path}:${version}\nDigest: sha256:${digest}\n`,
  };
}

/** The version that a range asks for; one that stands for itself is not looked up. */
function versionIn(h: Helm, base: string, range: string): string {
  if (range !== '' && /^\d+\.\d+\.\d+/.test(range)) return range;
  let tags: readonly string[];
  try {
    tags = (JSON.parse(fetchText(h, `${base}/tags/list`)) as { tags: string[] }).tags;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    if (!error.message.startsWith('failed to fetch')) throw error;
    throw new HelmError(
      `GET ${JSON.stringify(`${base}/tags/list`)}: unexpected status code 404: name unknown: repository name not known to registry`,
    );
  }
  const fits = parseConstraint(range === '' ? '*' : range);
  if (!fits) throw new HelmError(`improper constraint: ${range}`);
  const found = tags
    .map((each) => each.replace('_', '+'))
    .filter((each) => parseVersion(each) && fits(parseVersion(each)!))
    .sort((a, b) => compareVersions(parseVersion(b)!, parseVersion(a)!));
  if (found.length === 0) throw new HelmError(`Could not locate a version matching provided version string ${range}`);
  return found[0]!;
}

/** `helm push`: registries take no charts here. */
export function* push(h: Helm): Task<number> {
  yield* h.k.flush();
  const [chart, remote] = h.args as [string, string];
  if (!/^\w+:\/\//.test(remote)) throw new HelmError('scheme prefix missing from remote (e.g. "oci://")');
  if (!remote.startsWith('oci://')) throw new HelmError(`scheme ${JSON.stringify(remote.replace(/:.*/, ''))} not supported`);
  if (!h.sys.exists(chart)) throw new HelmError(`${chart}: no such file`);
  throw new HelmError(`pushing to an OCI registry (${remote}) is not simulated here: use 'helm repo index' and a web server`);
}

/** `helm registry login`. */
export function* login(h: Helm): Task<number> {
  yield* h.k.flush();
  throw new HelmError(`logging in to a registry (${h.args[0]}) is not simulated here`);
}

/** `helm registry logout`. */
export function* logout(h: Helm): Task<number> {
  yield* h.k.flush();
  throw new HelmError('not logged in');
}
