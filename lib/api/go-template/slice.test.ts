import { expect, it } from 'vitest';
import { renderGoTemplate } from './index';

it('slices as text/template does', () => {
  expect(renderGoTemplate('{{slice .a 1 2}} {{slice .b 1}}', { a: 'xyz', b: [1, 2] })).toBe('y [2]');
  expect(() => renderGoTemplate('{{slice}}', {})).toThrow('error calling slice: slice of untyped nil');
  expect(() => renderGoTemplate('{{slice .a 9}}', { a: 'xyz' })).toThrow('error calling slice: index out of range: 9');
  expect(() => renderGoTemplate('{{slice .a 2 1}}', { a: 'xyz' })).toThrow('error calling slice: invalid slice index: 2 > 1');
});

it('leaves only ranges early', () => {
  expect(() => renderGoTemplate('{{break}}', {})).toThrow('{{break}} outside {{range}}');
});
