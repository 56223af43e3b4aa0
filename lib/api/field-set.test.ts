import { expect, it } from 'vitest';
import { isFieldSet } from './field-set';

it('knows what reads as a set of fields', () => {
  expect(isFieldSet({ 'f:a': { '.': {}, 'k:{"name":"c"}': {}, 'v:1': {}, 'i:0': {} } })).toBe(true);
  for (const wrong of [null, [], 'x', { 'f:a': 'x' }, { 'f:a': null }, { 'k:{': {} }, { 'k:1': {} }, { 'i:x': {} }, { 'v:': {} }])
    expect(isFieldSet(wrong), JSON.stringify(wrong)).toBe(false);
});
