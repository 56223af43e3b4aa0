import { goJson } from '@/lib/api/go-json';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of any kind */

/**
 * Upstream validates objects of internal types, and prints those in some of its messages: Go's field names, in Go's
 * order, with what is absent shown as null, "" or 0. A layout says how such a struct looks, one field a word:
 *
 * `Name` a string · `Name:int` · `Name:bool` · `Name:qty` a quantity · `Name:port` an IntOrString · `Name:*` a pointer to
 * a scalar · `Name:[]` a list of scalars · `Name:{}` a map · `Name:raw` a pointer to a struct with JSON names of its own
 * (a label selector) · `Name:X` a struct · `Name:*X` a pointer to one · `Name:[]X` a list · `:X` an embedded struct.
 * `Name=key` gives the key in the API when it is not the name with its first letters in lower case.
 */
export type Layouts = Readonly<Record<string, string>>;

interface Field {
  readonly name: string;
  readonly key: string;
  readonly type: string;
}

/** `DNSPolicy` → `dnsPolicy`, `TTY` → `tty`, `Name` → `name`. */
function apiName(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0] ?? '';
  if (capitals.length === name.length) return name.toLowerCase();
  const lower = capitals.length > 1 ? capitals.length - 1 : capitals.length;
  return name.slice(0, lower).toLowerCase() + name.slice(lower);
}

function fieldsOf(layout: string): Field[] {
  return layout
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [left = '', type = ''] = word.split(':', 2);
      const [name = '', key] = left.split('=', 2);
      return { name, key: key ?? apiName(name), type };
    });
}

const sortedMap = (map: any) =>
  Object.fromEntries(
    Object.keys(map as object)
      .sort()
      .map((key) => [key, map[key]]),
  );

const isStruct = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads values of the API as structs of upstream's internal types. */
export class InternalTypes {
  private readonly parsed = new Map<string, readonly Field[]>();

  constructor(private readonly layouts: Layouts) {}

  /** `value` as the struct `type`, with its fields in order; absent values are their type's zero. */
  struct(type: string, value: unknown): Record<string, unknown> {
    const from = isStruct(value) ? value : {};
    const out: Record<string, unknown> = {};
    for (const field of this.fields(type)) {
      if (field.name === '') Object.assign(out, this.struct(field.type, from));
      else out[field.name] = this.field(field.type, from[field.key] ?? undefined);
    }
    return out;
  }

  private fields(type: string): readonly Field[] {
    let fields = this.parsed.get(type);
    if (!fields) this.parsed.set(type, (fields = fieldsOf(this.layouts[type] ?? '')));
    return fields;
  }

  private field(type: string, value: unknown): unknown {
    switch (type) {
      case '':
        return value ?? '';
      case 'int':
        return value ?? 0;
      case 'port':
        return value ?? 0;
      case 'bool':
        return value ?? false;
      case 'qty':
        return value ?? '0';
      case '*':
      case '[]':
        return value ?? null;
      case 'raw':
        return value ?? null;
      case '{}':
        return isStruct(value) ? sortedMap(value) : null;
      default:
    }
    if (type.startsWith('[]')) return Array.isArray(value) ? value.map((item) => this.struct(type.slice(2), item)) : null;
    if (type.startsWith('*')) return value === undefined ? null : this.struct(type.slice(1), value);
    return this.struct(type, value);
  }

  /** The struct as MarshalIndent prints it with one space. */
  text(type: string, value: unknown): string {
    return goJson(this.struct(type, value), { indent: ' ', sorted: false });
  }
}
