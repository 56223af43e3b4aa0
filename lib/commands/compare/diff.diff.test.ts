import { describe } from 'vitest';
import { program } from '../command/command';
import { differs } from '../testing/real';
import { diff } from './diff';

const many = (change: (i: number) => string) => Array.from({ length: 40 }, (_, i) => change(i)).join('');
const files = {
  a: 'one\ntwo\nthree\nfour\n',
  b: 'one\n2\nthree\nfour\nfive\n',
  c: 'one\ntwo\nthree\nfour',
  e: '',
  s: 'one\n two\nTHREE\nfour\n',
  l1: many((i) => `line ${i}\n`),
  l2: many((i) => (i === 5 ? 'changed\n' : i === 30 ? '' : i === 33 ? `line ${i}\nnew\n` : `line ${i}\n`)),
  y1: 'spec:\n  replicas: 1\n  a: x\n  containers:\n  - name: a\n    image: a\n',
  y2: 'spec:\n  replicas: 3\n  a: x\n  containers:\n  - name: b\n    image: b\n  - name: a\n    image: a\n',
};
const given = (...all: string[][]) => all.map((args) => ({ args, files }));
const labels = ['-u', '--label', 'A', '--label', 'B'];

describe('diff', () =>
  differs(
    'diff',
    program(diff),
    given(
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'a'],
      ['a', 'c'],
      ['a', 'e'],
      ['e', 'a'],
      ['l1', 'l2'],
      ['y1', 'y2'],
      ['-q', 'a', 'b'],
      ['-s', 'a', 'a'],
      ['-iw', 'a', 's'],
      ['-b', 'a', 's'],
      [...labels, 'a', 'b'],
      [...labels, 'a', 'c'],
      [...labels, 'e', 'a'],
      [...labels, 'l1', 'l2'],
      [...labels, 'y1', 'y2'],
      ['-U1', '--label', 'A', '--label', 'B', 'l1', 'l2'],
      ['a', 'nope'],
      ['a'],
      [],
    ),
  ));
