import { CelMap, CelRuntimeError, compileCel, dynType, stringType, toCel, type CelProgram, type CelValue } from '@/lib/api/cel';
import { deviceType } from '../../kinds/devices/selector';
import type { Attribute, Device, Selector } from './model';

const programs = new Map<string, CelProgram>();
const PROGRAM_LIMIT = 1000;

function compiled(expression: string, variables: Parameters<typeof compileCel>[1]['variables']): CelProgram {
  const known = programs.get(expression);
  if (known) return known;
  const program = compileCel(expression, { variables });
  if (programs.size >= PROGRAM_LIMIT) programs.clear();
  programs.set(expression, program);
  return program;
}

/** A value that only a function of CEL makes. */
const made = (call: 'quantity' | 'semver', text: string): CelValue =>
  compiled(`${call}(text)`, { text: stringType }).evaluate({ text }).value;

/** Values by domain; a domain of which nothing is known is there, and empty. Models newStringInterfaceMapWithDefault. */
class ByDomain extends CelMap {
  constructor(private readonly domains: ReadonlyMap<string, Readonly<Record<string, CelValue>>>) {
    super();
  }

  get size() {
    return this.domains.size;
  }

  get(key: CelValue): CelValue | undefined {
    return typeof key === 'string' ? toCel(this.domains.get(key) ?? {}, dynType) : undefined;
  }

  keys(): CelValue[] {
    return [...this.domains.keys()];
  }
}

/** `domain/name` apart; a name alone is of the driver's domain. */
export function qualified(name: string, driver: string): readonly [domain: string, name: string] {
  const slash = name.indexOf('/');
  return slash < 0 ? [driver, name] : [name.slice(0, slash), name.slice(slash + 1)];
}

function byDomain<T>(values: Readonly<Record<string, T>>, driver: string, turn: (value: T) => CelValue): ByDomain {
  const domains = new Map<string, Record<string, CelValue>>();
  for (const [key, value] of Object.entries(values)) {
    const [domain, name] = qualified(key, driver);
    domains.set(domain, { ...domains.get(domain), [name]: turn(value) });
  }
  return new ByDomain(domains);
}

function attributeValue({ bool, int, string, version }: Attribute): CelValue {
  if (version !== undefined) return made('semver', version);
  return toCel(bool ?? string ?? int ?? null, dynType);
}

/** Whether a device is what all expressions ask for. Throws CelRuntimeError. */
export function isSelected(device: Device, selectors: readonly Selector[]): boolean {
  if (selectors.length === 0) return true;
  const value = {
    driver: device.driver,
    attributes: byDomain(device.attributes ?? {}, device.driver, attributeValue),
    capacity: byDomain(device.capacity ?? {}, device.driver, (each) => made('quantity', each.value)),
    allowMultipleAllocations: device.allowMultipleAllocations ?? false,
  };
  return selectors.every(({ cel }) => {
    const result = compiled(cel?.expression ?? '', { device: deviceType }).evaluate({ device: value }).value;
    if (typeof result !== 'boolean') throw new CelRuntimeError('no such overload');
    return result;
  });
}
