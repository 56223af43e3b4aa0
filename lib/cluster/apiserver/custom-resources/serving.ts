import type { KubeObject } from '@/lib/api/object';
import type { Sim } from '@/lib/sim/sim';
import { customKindOf } from '../../kinds/custom-resource';
import { isServed, isTrue, type Definition } from '../../kinds/custom-resource-definition/definition';
import type { KindTable } from '../../kinds/kind-table';
import { storeChannel, type Store } from '../../store';

export const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' } as const;

/** What of a definition decides how its resources are served. */
interface Served {
  readonly definition: KubeObject;
  readonly spec: unknown;
  readonly names: unknown;
  readonly served: boolean;
  readonly terminating: boolean;
}

/**
 * Keeps the kinds of custom resources in step with the definitions in the store, from which they are derived: a fork or a restored
 * server has them as soon as it is made. Models apiextensions-apiserver's crdHandler.
 */
export class CustomResourceKinds {
  private stale = true;
  private readonly known = new Map<string, Served>();

  constructor(
    sim: Sim,
    private readonly store: Store,
    private readonly kinds: KindTable,
  ) {
    sim.listen(storeChannel(DEFINITIONS), () => {
      this.stale = true;
    });
    this.refresh();
  }

  /** Takes up what has changed; quick when nothing has. */
  refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const gone = new Set(this.known.keys());
    for (const object of this.store.list(DEFINITIONS)) {
      gone.delete(object.metadata.name);
      this.take(object as Definition);
    }
    for (const name of gone) {
      const { definition } = this.known.get(name)!;
      this.known.delete(name);
      this.drop(definition as Definition);
    }
  }

  private take(definition: Definition): void {
    const { name } = definition.metadata;
    const before = this.known.get(name);
    if (before?.definition === definition) return;
    const now: Served = {
      definition,
      spec: definition.spec,
      names: definition.status?.acceptedNames,
      served: isServed(definition),
      terminating: isTrue(definition, 'Terminating'),
    };
    this.known.set(name, now);
    const same =
      before !== undefined &&
      before.spec === now.spec &&
      before.names === now.names &&
      before.served === now.served &&
      before.terminating === now.terminating;
    if (same) return;
    const kind = customKindOf(definition);
    if (!kind) return this.drop(definition);
    const current = this.kinds.resource(kind.group, kind.plural);
    if (current === kind || (current && !current.faces)) return;
    this.kinds.add(kind);
  }

  private drop({ spec }: Definition): void {
    if (this.kinds.resource(spec.group, spec.names.plural)?.faces) this.kinds.remove(spec.group, spec.names.plural);
  }
}
