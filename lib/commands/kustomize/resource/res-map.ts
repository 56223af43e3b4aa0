import { KustomizeError } from '../fault';
import { sameId, idDump, idText, type ResId } from './res-id';
import type { Resource } from './resource';

/** Resources in the order in which they came; no two of them have the same id when they are put in. */
export class ResMap {
  constructor(public list: Resource[] = []) {}

  append(resource: Resource): void {
    const id = resource.currentId;
    if (this.list.some((each) => sameId(each.currentId, id)))
      throw new KustomizeError(`may not add resource with an already registered id: ${idText(id)}`);
    this.list.push(resource);
  }

  appendAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.append(resource);
  }

  dropEmpty(): void {
    this.list = this.list.filter((each) => !each.isEmpty);
  }

  byCurrentId(id: ResId): Resource[] {
    return this.list.filter((each) => sameId(id, each.currentId));
  }

  /** Those that match now or did before. */
  byAnyId(matches: (id: ResId) => boolean): Resource[] {
    return this.list.filter((each) => !each.isEmpty && [...each.previousIds, each.currentId].some(matches));
  }

  /** The one that a patch is for. */
  forPatch(id: ResId): Resource {
    const found = this.byAnyId((each) => sameId(id, each));
    if (found.length === 1) return found[0]!;
    const count = found.length === 0 ? 'no matches' : 'multiple matches';
    throw new KustomizeError(`${count} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
  }

  /** Puts in what a generator made: anew, over one that is there, or into it. */
  absorb(resources: readonly Resource[]): void {
    for (const resource of resources) {
      const id = resource.currentId;
      const found = this.byAnyId((each) => sameId(id, each));
      const { behavior } = resource;
      if (found.length === 0) {
        if (behavior === 'merge' || behavior === 'replace')
          throw new KustomizeError(`id ${idDump(id)} does not exist; cannot merge or replace`);
        this.append(resource);
        continue;
      }
      if (found.length > 1)
        throw new KustomizeError(
          `found multiple objects [${found.map((each) => each.json()).join(' ')}] that could accept merge of ${idText(id)}`,
        );
      const old = found[0]!;
      if (behavior !== 'merge' && behavior !== 'replace')
        throw new KustomizeError(`id ${idDump(id)} exists; behavior must be merge or replace`);
      resource.takeMetadataOf(old);
      if (behavior === 'merge') resource.takeDataOf(old);
      this.list[this.list.indexOf(old)] = resource;
    }
  }
}
