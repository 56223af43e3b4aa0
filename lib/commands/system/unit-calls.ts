import type { Sys } from '@/lib/hosts/process/sys';
import type { UnitFileStatus, UnitStatus } from '@/lib/hosts/systemd/units';

/** A verb's outcome, as the world tells it. */
export interface UnitAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly unit?: string;
  readonly code?: 'no-such-unit' | 'not-applicable' | 'denied' | 'no-isolation';
  readonly output?: string;
  readonly jobs?: readonly { readonly unit: string; readonly id: number }[];
  readonly nothing?: boolean;
}

export const unitOf = (sys: Sys, name: string): UnitStatus => sys.host({ call: 'unit', name, any: true }) as UnitStatus;
export const unitsOf = (sys: Sys, all: boolean): readonly UnitStatus[] => sys.host({ call: 'units', all }) as readonly UnitStatus[];
export const unitFilesOf = (sys: Sys): readonly UnitFileStatus[] => sys.host({ call: 'unit-files' }) as readonly UnitFileStatus[];
export const propertiesOf = (sys: Sys, name: string): Readonly<Record<string, readonly string[]>> =>
  sys.host({ call: 'unit-properties', name }) as Readonly<Record<string, readonly string[]>>;
export const actOn = (sys: Sys, action: string, names: readonly string[], more: object = {}): UnitAnswer =>
  sys.host({ call: 'unit-action', action, names, ...more }) as UnitAnswer;
