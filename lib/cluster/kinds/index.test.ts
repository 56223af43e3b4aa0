import { describe, expect, it } from 'vitest';
import { schemaFor } from '@/lib/api/schema';
import { kinds } from './index';

describe('kinds', () => {
  it('name definitions that exist and match', () => {
    for (const kind of kinds) {
      for (const version of kind.versions) {
        expect(schemaFor(version.schema)?.gvk, version.schema).toEqual({ group: kind.group, version: version.name, kind: kind.kind });
      }
    }
  });

  it('are each there once', () => {
    const names = kinds.map((kind) => `${kind.plural}.${kind.group}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
