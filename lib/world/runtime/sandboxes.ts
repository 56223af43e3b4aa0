import type { SandboxRecord } from './node-state';

/** A node's sandboxes by id, and the addresses that they have in the pod network. */
export class Sandboxes extends Map<string, SandboxRecord> {
  /** Derived when first asked for: forks that attach no pod never need it. */
  private taken: Set<string> | undefined;

  /** Addresses that pods of this node have; those in its own network have none. */
  get addresses(): ReadonlySet<string> {
    return (this.taken ??= new Set([...this.values()].flatMap(addressesOf)));
  }

  override set(id: string, record: SandboxRecord): this {
    this.release(id);
    for (const ip of addressesOf(record)) this.taken?.add(ip);
    return super.set(id, record);
  }

  override delete(id: string): boolean {
    this.release(id);
    return super.delete(id);
  }

  private release(id: string): void {
    const known = this.taken && this.get(id);
    if (known) for (const ip of addressesOf(known)) this.taken!.delete(ip);
  }
}

const addressesOf = ({ spec, ips }: SandboxRecord): readonly string[] => (spec.hostNetwork ? [] : ips);
