import { kinds } from '@/lib/cluster/kinds';
import type { Resource } from '../client/discovery';

/** Name of the kind's definition, for kinds that the API itself defines. */
export function schemaNameOf(resource: Resource): string | undefined {
  const kind = kinds.find((each) => each.group === resource.group && each.kind === resource.kind);
  return kind?.versions.find(({ name }) => name === resource.version)?.schema;
}
