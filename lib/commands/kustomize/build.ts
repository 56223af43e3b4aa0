import type { Files } from './load/files';
import { Loader, type LoadRestrictor } from './load/loader';
import type { Resource } from './resource/resource';
import { Target, type Build } from './target/target';
import { addEntries } from './transform/fields';
import { sortBy, sortLegacy } from './transform/sort';

export const KUSTOMIZE_VERSION = 'v5.7.1';

export interface BuildOptions {
  readonly warn?: (text: string) => void;
  readonly log?: (text: string) => void;
  readonly restrictor?: LoadRestrictor;
  /** What sorts where the kustomization does not say: `legacy`, or nothing. */
  readonly reorder?: 'legacy' | 'none';
  /** `--reorder` was given: to be told where the kustomization says something else. */
  readonly reorderGiven?: boolean;
  readonly managedByLabel?: boolean;
  /** `--enable-helm`: charts are refused aloud, not for want of the flag. */
  readonly helm?: boolean;
}

/**
 * Builds the kustomization of a directory: its resources, in the order in which they are written. Throws KustomizeError with kustomize's
 * words. Models sigs.k8s.io/kustomize/api v0.20 (kustomize v5.7, which kubectl 1.34 to 1.36 hold).
 */
export function buildKustomization(files: Files, directory: string, options: BuildOptions = {}): Resource[] {
  const log = options.log ?? (() => {});
  const build: Build = { warn: options.warn ?? (() => {}), log, helm: options.helm ?? false };
  const target = Target.load(Loader.at(files, directory, options.restrictor), build);
  const { map } = target.make();
  const { sortOptions, buildMetadata = [] } = target.kustomization;
  if (sortOptions) {
    if (options.reorderGiven)
      log(
        "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.",
      );
    sortBy(map, sortOptions);
  } else if (options.reorder !== 'none') sortLegacy(map);
  if (options.managedByLabel || buildMetadata.includes('managedByLabel'))
    addEntries(map, { 'app.kubernetes.io/managed-by': `kustomize-${KUSTOMIZE_VERSION}` }, [{ path: 'metadata/labels', create: true }]);
  const keep = { origin: buildMetadata.includes('originAnnotations'), transformations: buildMetadata.includes('transformerAnnotations') };
  for (const resource of map.list) resource.removeNotes(keep);
  return map.list;
}
