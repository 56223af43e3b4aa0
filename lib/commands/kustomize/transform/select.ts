import { CelRuntimeError } from '@/lib/api/cel/errors';
import { compileRegex } from '@/lib/api/cel/regex';
import { matchesLabels, parseLabelSelector, SelectorError } from '@/lib/api/label-selector';
import { KustomizeError } from '../fault';
import type { Selector } from '../kustomization/kustomization';
import { effectiveNamespace } from '../resource/res-id';
import type { ResMap } from '../resource/res-map';
import type { Resource, Texts } from '../resource/resource';

/** A test by a pattern that must fit the whole text; an empty one fits all. */
function matcher(pattern: string | undefined): (text: string) => boolean {
  if (!pattern) return () => true;
  try {
    const regex = compileRegex(`^(?:${pattern})$`);
    return (text) => regex.test(text);
  } catch (error) {
    if (error instanceof CelRuntimeError) throw new KustomizeError(error.message);
    throw error;
  }
}

function labelMatcher(selector: string | undefined): (labels: Texts) => boolean {
  if (!selector) return () => true;
  try {
    const parsed = parseLabelSelector(selector);
    return (labels) => matchesLabels(parsed, labels);
  } catch (error) {
    if (error instanceof SelectorError) throw new KustomizeError(error.message);
    throw error;
  }
}

/** Whether labels and annotations of a resource are those asked for. */
export function matchesMetadata(resource: Resource, { labelSelector, annotationSelector }: Selector): boolean {
  return labelMatcher(labelSelector)(resource.labels) && labelMatcher(annotationSelector)(resource.annotations);
}

/** A test of group, version, kind, name and namespace by patterns. */
export function idMatcher(selector: Selector): {
  readonly gvk: (gvk: { group: string; version: string; kind: string }) => boolean;
  readonly name: (name: string) => boolean;
  readonly namespace: (namespace: string) => boolean;
} {
  const [group, version, kind] = [matcher(selector.group), matcher(selector.version), matcher(selector.kind)];
  return {
    gvk: (gvk) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    name: matcher(selector.name),
    namespace: matcher(selector.namespace),
  };
}

/** The resources that a patch's target selects; names and namespaces of before count too. */
export function select(map: ResMap, selector: Selector): Resource[] {
  const matches = idMatcher(selector);
  return map.list.filter((resource) => {
    const ids = [resource.originalId, resource.currentId];
    return (
      ids.some((id) => matches.namespace(effectiveNamespace(id))) &&
      ids.some((id) => matches.name(id.name)) &&
      matches.gvk(resource.gvk) &&
      matchesMetadata(resource, selector)
    );
  });
}
