/**
 * What mutating plugins remember of one request, so that those that asked for it see what others have changed after them. The
 * whole chain runs a second time when one of them says so. Models admission.ReinvocationContext.
 */
export class Reinvocation {
  /** The second run. */
  isReinvoke = false;
  private requested = false;
  private readonly invoked = new Map<string, Set<string>>();
  private readonly required = new Map<string, Set<string>>();
  private readonly outputs = new Map<string, unknown>();

  get shouldReinvoke(): boolean {
    return this.requested;
  }

  request(): void {
    this.requested = true;
  }

  /** A hook or policy that wants to be asked again if the object changes after it. */
  addInvoked(plugin: string, uid: string): void {
    setOf(this.invoked, plugin).add(uid);
  }

  /** All that were asked so far, and want it, are to be asked again. */
  requirePrevious(plugin: string): void {
    const required = setOf(this.required, plugin);
    for (const uid of setOf(this.invoked, plugin)) required.add(uid);
    this.invoked.delete(plugin);
  }

  mustReinvoke(plugin: string, uid: string): boolean {
    return this.required.get(plugin)?.has(uid) ?? false;
  }

  lastOutput(plugin: string): unknown {
    return this.outputs.get(plugin);
  }

  setOutput(plugin: string, object: unknown): void {
    this.outputs.set(plugin, object);
  }
}

function setOf(map: Map<string, Set<string>>, plugin: string): Set<string> {
  let set = map.get(plugin);
  if (!set) map.set(plugin, (set = new Set()));
  return set;
}
