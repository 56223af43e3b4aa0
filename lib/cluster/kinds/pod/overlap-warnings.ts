import { goQuote } from '@/lib/api/field-error';
import { isGiven, structOf, structsOf, textOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests */

const pathsOf = (items: unknown) => structsOf(items).map(({ path }) => textOf(path));

/** Models checkForOverlap: a path that stands there, or that stands below or above this one. */
function collisionOf(paths: ReadonlySet<string>, path: string): string {
  for (const item of paths) {
    if (item === '' || path === '') return '';
    if (item === path || `${item}/`.startsWith(path) || `${path}/`.startsWith(item)) return item;
  }
  return '';
}

function overlaps(paths: readonly string[], message: string): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const path of paths) {
    const normal = path.replace(/\/+$/, '');
    const collision = collisionOf(seen, normal);
    if (collision !== '') found.push(`${message}: ${goQuote(normal)} with ${goQuote(collision)}`);
    seen.add(normal);
  }
  return found;
}

/** What a source of a projected volume is called, and its paths. */
function projected(source: any): { label: string; paths: readonly string[] } {
  const named = (kind: string, name: unknown) => `${kind} ${goQuote(textOf(name))}`;
  if (isGiven(structOf(source.configMap).items))
    return { label: named('ConfigMap', source.configMap.name), paths: pathsOf(source.configMap.items) };
  if (isGiven(structOf(source.secret).items)) return { label: named('Secret', source.secret.name), paths: pathsOf(source.secret.items) };
  if (isGiven(structOf(source.downwardAPI).items)) return { label: 'DownwardAPI', paths: pathsOf(source.downwardAPI.items) };
  if (isGiven(source.serviceAccountToken))
    return { label: 'ServiceAccountToken', paths: [textOf(structOf(source.serviceAccountToken).path)] };
  const bundle = structOf(source.clusterTrustBundle);
  if (!isGiven(source.clusterTrustBundle)) return { label: '', paths: [] };
  return { label: named('ClusterTrustBundle', bundle.name ?? bundle.signerName), paths: [textOf(bundle.path)] };
}

/** Files of one volume that hide each other. Models warningsForOverlappingVirtualPaths. */
export function overlapWarnings(volumes: unknown): string[] {
  const found: string[] = [];
  for (const volume of structsOf(volumes)) {
    const name = goQuote(textOf(volume.name));
    const whole = (kind: string, items: unknown) => {
      if (isGiven(items)) found.push(...overlaps(pathsOf(items), `volume ${name} (${kind}): overlapping paths`));
    };
    const configMap = structOf(volume.configMap);
    const secret = structOf(volume.secret);
    whole(`ConfigMap ${goQuote(textOf(configMap.name))}`, configMap.items);
    whole(`Secret ${goQuote(textOf(secret.secretName))}`, secret.items);
    whole('DownwardAPI', structOf(volume.downwardAPI).items);
    const all = new Set<string>();
    for (const source of structsOf(structOf(volume.projected).sources)) {
      if (Object.keys(source as object).length === 0) {
        found.push(`volume ${name} (Projected) has no sources provided`);
        continue;
      }
      const { label, paths } = projected(source);
      if (paths.length === 0) continue;
      const message = `volume ${name} (Projected ${label}): overlapping paths`;
      const unique = [...new Set(paths)];
      found.push(...overlaps(paths, message), ...overlaps([...unique, ...all].sort(), message));
      for (const path of unique) all.add(path);
    }
  }
  return found;
}
