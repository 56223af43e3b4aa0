import { compareQuantities, parseQuantity } from '@/lib/api/quantity';
import type { Resources } from './resources';

const MILLI = 1_000_000n;
const WHOLE = 1_000_000_000n;

/** What is wrong with minAllowed and maxAllowed of a policy. Models validateResourceResolution. */
export function boundsComplaint(least: Resources, most: Resources): string | undefined {
  for (const [name, value] of Object.entries(least)) {
    const wrong = tooFine(name, value);
    if (wrong) return `minAllowed: ${wrong}`;
    const max = (most as Record<string, string>)[name];
    if (max !== undefined && compareQuantities(max, value) < 0) return `max resource for ${name} is lower than min`;
  }
  for (const [name, value] of Object.entries(most)) {
    const wrong = tooFine(name, value);
    if (wrong) return `maxAllowed: ${wrong}`;
  }
  return undefined;
}

function tooFine(name: string, value: string): string | undefined {
  const { nano } = parseQuantity(value);
  if (name === 'cpu' && nano % MILLI !== 0n) return `CPU [${value}] must be a whole number of milli CPUs`;
  return name === 'memory' && nano % WHOLE !== 0n ? `memory [${value}] must be a whole number of bytes` : undefined;
}
