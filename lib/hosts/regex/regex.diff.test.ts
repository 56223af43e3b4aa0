import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { boundedRegExp } from './bounded';
import { compilePerl } from './perl';
import { compilePosix, PatternError } from './posix';

function ours(pattern: string, text: string): string[] {
  const found = [...text.matchAll(compilePosix(pattern, { extended: true, flags: 'g' }))].map(([match]) => match);
  return found.filter((match) => match !== '');
}

function grep(pattern: string, text: string): string[] {
  try {
    return execFileSync('grep', ['-oE', '--', pattern], { input: text, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
      .split('\n')
      .slice(0, -1);
  } catch {
    return [];
  }
}

describe('POSIX patterns', () => {
  it.each([
    ['a|ab', 'abab aab'],
    ['(a|ab)(c|bcd)', 'abcd abc'],
    ['(foo|foobar)+', 'foobarfoo foofoobar'],
    ['x*|xy', 'xxy xy'],
    ['^(#|$)', '# a'],
    ['(a|ab)(c|bcd)?(d*)', 'abcd'],
    ['([0-9]+\\.)+[0-9]+', '10.96.0.1 and 1.2'],
    ['([^,]*,)*end', 'a,b,end,c'],
    ['(한|한글)+', '한글한 한한글'],
    ['(error|err|e)[0-9]*', 'error12 err3 e4'],
    ['((a+)+b|a)', 'aaaa aaab'],
    ['(a{2,3}|b){2,}', 'aaabaa'],
    ['\\<(in|inside|in-side)\\>', 'in inside in-side'],
    ['(😀|😀😀)x?', '😀😀x'],
  ])('takes the longest of the leftmost matches of %s', (pattern, text) => {
    expect(ours(pattern, text)).toEqual(grep(pattern, text));
  });

  it('gives what groups hold, as sed shows them', () => {
    const pattern = '(a|ab)(c|bcd)(d*)';
    const sed = execFileSync('sed', ['-E', `s/${pattern}/[\\1][\\2][\\3]/g`], { input: 'abcd acdd', encoding: 'utf8' });
    expect('abcd acdd'.replace(compilePosix(pattern, { extended: true, flags: 'g' }), '[$1][$2][$3]')).toBe(sed.replace(/\n$/, ''));
  });

  it('splits and copies like any RegExp', () => {
    expect('1, 2;;3'.split(compilePosix('(,|, |;+)', { extended: true }))).toEqual(['1', ', ', '2', ';;', '3']);
  });
});

describe('a pattern that would try for ever', () => {
  const text = `${'a'.repeat(5000)}!`;

  it.each(['^(a+)+$', '(a|aa)+$', '^(a*)*b', '(.*)*x', '(a?){40}b', 'a.*a.*a.*a.*a.*b', '^(([a-z])+.)+[A-Z]$'])('ends: %s', (pattern) => {
    expect(compilePosix(pattern, { extended: true }).test(text)).toBe(false);
    expect(compilePerl(pattern, 'g').test(text)).toBe(false);
  });

  it('is refused while it runs when back references keep it busy', () => {
    const pattern = compilePosix('^(a+)+\\1b$', { extended: true });
    expect(() => pattern.test(text)).toThrow(PatternError);
  });

  it('is refused when it is too large', () => {
    expect(() => compilePosix('((a|ab){1000}){1000}', { extended: true })).toThrow('Regular expression too big');
  });
});

describe('the bounded engine', () => {
  it.each([
    ['(a|ab)(c|bcd)?', 'xabcd abc'],
    ['(?<n>a+?)(b|(?:ba)+)*', 'aababa'],
    ['((a)|b)+?c', 'abac'],
    ['(?:a|b)*?(?=c)', 'ababc'],
    ['(?:(x+)y?)+z', 'xxyxz xz'],
  ])('finds what the native one finds: %s', (source, text) => {
    const bounded = boundedRegExp(`(?:${source}|(?:(?:~*)*)*~)`, 'gu', false);
    const native = new RegExp(source, 'gu');
    const show = (regex: RegExp) => [...text.matchAll(regex)].map((m) => [m.index, m[0], m[1], m.groups?.n]);
    expect(bounded.constructor).not.toBe(RegExp);
    expect(show(bounded)).toEqual(show(native));
  });
});
