import type { Node } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { deviceKey, devicesOn, isTainted, type ClaimSpec, type Device, type DeviceRequest, type Result } from './model';
import { isSelected, qualified } from './selectors';

/** What is there to be given away. */
export interface Inventory {
  readonly slices: readonly KubeObject[];
  classOf(name: string): KubeObject | undefined;
  /** Devices of claims that are allocated, by key. */
  readonly inUse: ReadonlySet<string>;
}

/** `status.allocation` of a claim. */
export interface Allocation {
  readonly devices: { readonly results: readonly Result[]; readonly config?: readonly object[] };
  readonly nodeSelector?: object;
}

/** AllocationResultsMaxSize */
const MOST_RESULTS = 32;
/** Combinations that are looked at for one pod on one node. */
const MOST_TRIES = 20_000;

/** A request as it is searched for: a name, and the alternatives in order of preference. */
interface Wanted {
  readonly name: string;
  readonly alternatives: readonly (DeviceRequest & { readonly label: string })[];
}

/**
 * Devices for all of a pod's claims on a node, by the claims' names; undefined when there are not enough. Models
 * structured.Allocator. Throws CelRuntimeError where an expression cannot be evaluated.
 */
export function allocate(claims: readonly KubeObject[], node: Node, inventory: Inventory): ReadonlyMap<string, Allocation> | undefined {
  const devices = devicesOn(node, inventory.slices);
  const taken = new Set(inventory.inUse);
  const found = new Map<string, Allocation>();
  for (const claim of claims) {
    const chosen = new Search(claim.spec as ClaimSpec, devices, inventory, taken).run();
    if (!chosen) return undefined;
    for (const { request, device } of chosen) if (!request.adminAccess) taken.add(deviceKey(device, device.name));
    found.set(claim.metadata.name, allocationOf(claim.spec as ClaimSpec, chosen, inventory));
  }
  return found;
}

interface Chosen {
  readonly request: DeviceRequest & { readonly label: string };
  readonly device: Device;
}

function allocationOf(spec: ClaimSpec, chosen: readonly Chosen[], inventory: Inventory): Allocation {
  const results = chosen.map(({ request, device }): Result => ({
    request: request.label,
    driver: device.driver,
    pool: device.pool,
    device: device.name,
    ...(request.adminAccess && { adminAccess: true }),
  }));
  const labels = [...new Map(chosen.map(({ request }) => [request.label, request])).values()];
  const fromClass = labels.flatMap(({ label, deviceClassName }) =>
    ((inventory.classOf(deviceClassName)?.spec?.config ?? []) as readonly object[]).map((config) => ({
      source: 'FromClass',
      requests: [label],
      ...config,
    })),
  );
  const config = [...fromClass, ...(spec.devices?.config ?? []).map((each) => ({ source: 'FromClaim', ...each }))];
  const selector = chosen.find(({ device }) => device.nodeSelector)?.device.nodeSelector;
  return { devices: { results, ...(config.length > 0 && { config }) }, ...(selector && { nodeSelector: selector }) };
}

/** Looks for the devices of one claim, trying again with others where constraints or later requests are not met. */
class Search {
  private readonly wanted: readonly Wanted[];
  private tries = 0;

  constructor(
    private readonly spec: ClaimSpec,
    private readonly devices: readonly Device[],
    private readonly inventory: Inventory,
    private readonly taken: ReadonlySet<string>,
  ) {
    this.wanted = (spec.devices?.requests ?? []).map(({ name, exactly, firstAvailable = [] }) => ({
      name,
      alternatives: exactly ? [{ ...exactly, label: name }] : firstAvailable.map((sub) => ({ ...sub, label: `${name}/${sub.name}` })),
    }));
  }

  run(): readonly Chosen[] | undefined {
    return this.request(0, []);
  }

  private request(at: number, chosen: readonly Chosen[]): readonly Chosen[] | undefined {
    const wanted = this.wanted[at];
    if (!wanted) return chosen.length <= MOST_RESULTS ? chosen : undefined;
    for (const request of wanted.alternatives) {
      const fitting = this.devices.filter((device) => this.fits(device, request));
      const all = request.allocationMode === 'All';
      if (all && fitting.length === 0) continue;
      const found = this.pick(at, request, all ? fitting.length : (request.count ?? 1), fitting, 0, chosen);
      if (found) return found;
    }
    return undefined;
  }

  private pick(
    at: number,
    request: Chosen['request'],
    left: number,
    fitting: readonly Device[],
    from: number,
    chosen: readonly Chosen[],
  ): readonly Chosen[] | undefined {
    if (left === 0) return this.request(at + 1, chosen);
    if (chosen.length >= MOST_RESULTS) return undefined;
    for (let i = from; i < fitting.length && ++this.tries < MOST_TRIES; i++) {
      const device = fitting[i]!;
      const next = [...chosen, { request, device }];
      if (!this.isFree(device, request, chosen) || !this.satisfies(next)) {
        if (request.allocationMode === 'All') return undefined;
        continue;
      }
      const found = this.pick(at, request, left - 1, fitting, i + 1, next);
      if (found) return found;
    }
    return undefined;
  }

  /** Shares of devices (counters) are not simulated: devices that consume them are not given away. */
  private fits(device: Device, request: DeviceRequest): boolean {
    if (device.consumesCounters?.length || isTainted(device, request.tolerations)) return false;
    const ofClass = this.inventory.classOf(request.deviceClassName)?.spec?.selectors ?? [];
    return isSelected(device, [...ofClass, ...(request.selectors ?? [])]);
  }

  private isFree(device: Device, request: DeviceRequest, chosen: readonly Chosen[]): boolean {
    if (request.adminAccess) return true;
    const key = deviceKey(device, device.name);
    return (
      !this.taken.has(key) && !chosen.some((other) => !other.request.adminAccess && deviceKey(other.device, other.device.name) === key)
    );
  }

  private satisfies(chosen: readonly Chosen[]): boolean {
    return (this.spec.devices?.constraints ?? []).every(({ requests = [], matchAttribute, distinctAttribute }) => {
      const concerned = chosen.filter(
        ({ request: { label } }) => requests.length === 0 || requests.some((name) => name === label || label.startsWith(`${name}/`)),
      );
      const values = concerned.map(({ device }) => attributeText(device, matchAttribute ?? distinctAttribute ?? ''));
      if (values.includes(undefined)) return false;
      return matchAttribute !== undefined ? new Set(values).size <= 1 : new Set(values).size === values.length;
    });
  }
}

function attributeText(device: Device, name: string): string | undefined {
  const wanted = qualified(name, '').join('/');
  const entry = Object.entries(device.attributes ?? {}).find(([key]) => qualified(key, device.driver).join('/') === wanted);
  return entry && JSON.stringify(entry[1]);
}
