import { describe, expect, it } from 'vitest';
import { httpAllowed } from './layer7';
import { matchesName } from './names';

const request = { method: 'GET', path: '/api/v1', query: { q: ['1'] }, headers: { host: 'web.shop', 'x-key': '42' } };

describe('httpAllowed', () => {
  it.each([
    [{}, true],
    [{ method: 'GET' }, true],
    [{ method: 'GET|HEAD', path: '/api/.*' }, true],
    [{ path: '/api' }, false],
    [{ path: '/api/v1' }, false],
    [{ path: '/api/v1\\?q=[0-9]' }, true],
    [{ host: 'web\\.shop' }, true],
    [{ host: 'shop' }, false],
    [{ headers: ['X-Key: 42'] }, true],
    [{ headers: ['X-Key'] }, true],
    [{ headers: ['X-Key: 43'] }, false],
    [{ headerMatches: [{ name: 'X-Key', value: '43' }] }, false],
    [{ headerMatches: [{ name: 'X-Key', value: '43', mismatch: 'LOG' as const }] }, true],
    [{ path: '/(a+)+x' }, false],
  ])('%j: %s', (rule, expected) => {
    expect(httpAllowed([rule], request)).toBe(expected);
  });
});

it('takes time in proportion to the text', () => {
  expect(httpAllowed([{ path: '/(a+)+x' }], { ...request, path: `/${'a'.repeat(5_000)}` })).toBe(false);
  expect(matchesName({ matchPattern: `${'a*'.repeat(100)}b` }, 'a'.repeat(250))).toBe(false);
});

describe('matchesName', () => {
  it.each([
    [{ matchName: 'Example.com' }, 'example.com.', true],
    [{ matchName: 'example.com' }, 'www.example.com', false],
    [{ matchPattern: '*' }, 'a.b.c', true],
    [{ matchPattern: '*.example.com' }, 'www.example.com', true],
    [{ matchPattern: '*.example.com' }, 'a.www.example.com', false],
    [{ matchPattern: '*.example.com' }, 'example.com', false],
    [{ matchPattern: '**.example.com' }, 'a.www.example.com', true],
    [{ matchPattern: 'sub*.example.com' }, 'sub1.example.com', true],
    [{ matchPattern: 'example.com' }, 'examplexcom', false],
  ])('%j takes %s: %s', (rule, name, expected) => {
    expect(matchesName(rule, name)).toBe(expected);
  });
});
