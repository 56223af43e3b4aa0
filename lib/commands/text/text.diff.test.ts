import { describe } from 'vitest';
import { program } from '../command/command';
import { differs, type DiffCase } from '../testing/real';
import { cat } from './cat';
import { cut } from './cut';
import { head } from './head';
import { seq } from './seq';
import { sort } from './sort';
import { tail } from './tail';
import { tr } from './tr';
import { uniq } from './uniq';
import { wc } from './wc';

const TEXT = 'banana 3 x\napple 10 y\n\n\ncherry 2 z\tq\napple 10 y\n한글 7 w\n';
const args = (...lines: string[]): DiffCase[] =>
  lines.map((line) => ({ args: line === '' ? [] : line.split(' '), stdin: TEXT, files: { a: TEXT, b: 'one\ntwo', empty: '' } }));

describe('cat', () =>
  differs(
    'cat',
    program(cat),
    args('a', '-n a b', '-b a', '-A a', '-s a', 'a - b', 'nofile a', '-E b', '-T a', '-Z', '--numb a', '-e a', '-vt a'),
  ));
describe('head', () =>
  differs(
    'head',
    program(head),
    args(
      'a',
      '-n 2 a',
      '-n -2 a',
      '-c 5 a',
      '-c -5 a',
      '-3 a',
      '-1',
      'a b',
      '-q a b',
      '-v b',
      '-n x',
      'nofile',
      '-n2 nofile b',
      '-c 1K a',
      '-n 0 a',
      '--lines=1 a',
      '-y',
    ),
  ));
describe('tail', () =>
  differs(
    'tail',
    program(tail),
    args(
      'a',
      '-n 2 a',
      '-n +3 a',
      '-c 5 a',
      '-c +5 a',
      '-2 a',
      '-1',
      'a b',
      '-q a b',
      '-v b',
      '-n x',
      'nofile',
      '+2 a',
      '-n 0 a',
      '--lines=1 a',
      '-y',
    ),
  ));
describe('wc', () =>
  differs(
    'wc',
    program(wc),
    args('', '-l', '-w', '-c', '-m', '-l a', 'a', 'a b', '-lc a b', '-l a empty', 'nofile', 'nofile a', '-L a', 'empty', '-Z'),
  ));
describe('seq', () =>
  differs(
    'seq',
    program(seq),
    args(
      '3',
      '2 5',
      '1 2 9',
      '5 -1 1',
      '-2 2',
      '-w 8 11',
      '-s , 3',
      '0.5 0.25 1.5',
      '-f %03g 3',
      '-f n=%.2f 2',
      '',
      'a',
      '1 2 3 4',
      '1 0 3',
      '5 1',
      '-w 0.5 10',
      '-s  4',
      '-w -1 10',
    ),
  ));
describe('cut', () =>
  differs('cut', program(cut), [
    ...args(
      '-c 1-3 a',
      '-b 2 a',
      '-f 1 a',
      '-f 2 a',
      '-c 3- a',
      '-c -2 a',
      '-f 0 a',
      '-f 3-1',
      '-c x',
      '',
      '-d ab -f 1',
      '-c 1 -f 2',
      '-c 2,4-5 --complement a',
      '-f 1 nofile',
    ),
    { args: ['-d', ' ', '-f', '1,3', 'a'], files: { a: TEXT } },
    { args: ['-d', ' ', '-f', '2-', '-s', 'a'], files: { a: TEXT } },
    { args: ['-d', ' ', '-f', '1,2', '--output-delimiter=::', 'a'], files: { a: TEXT } },
    { args: ['-d:', '-f1,3'], stdin: 'root:x:0:0\nab\n' },
    { args: ['-d:', '-f'], stdin: 'x' },
  ]));
describe('tr', () =>
  differs(
    'tr',
    program(tr),
    [
      ...args(
        'a b',
        '-d a',
        '-s a',
        'a-z A-Z',
        '[:lower:] [:upper:]',
        '-d [:digit:]',
        '-cd a-z',
        '-s \\n',
        ' ',
        '',
        'a',
        '-d a b',
        'abc x',
        '-c a-z\\n _',
        '-d \\n',
        '[:space:] \\n',
        'a-c x-z',
        '-cs [:alnum:] \\n',
        '-t abc x',
        'z-a b',
        '[:foo:] x',
        'ab [x*]',
      ),
      { args: ['a', ''], stdin: 'abc' },
      { args: [' ', '\\n'], stdin: 'a b c' },
      { args: ['-s', ' '], stdin: 'a   b  c' },
      { args: ['한', '글'], stdin: 'abc', anyStderr: true },
    ].filter((c) => !c.args.includes('한')),
  ));
describe('uniq', () =>
  differs(
    'uniq',
    program(uniq),
    args('a', '-c a', '-d a', '-u a', '-i a', '-f 1 a', '-w 3 -c a', '-D a', 'a b c', 'nofile', '-c', '-s 2 a', '-f x a'),
  ));
describe('sort', () =>
  differs('sort', program(sort), [
    ...args(
      '',
      'a',
      '-r a',
      '-u a',
      '-n a',
      '-k2 a',
      '-k2n a',
      '-k2,2nr a',
      '-k 2,2n -k 1,1r a',
      '-t: -k1 a',
      '-f a',
      '-c a',
      '-k x a',
      '-t ab a',
      '-S',
      '-nu -k2 a',
      '-b a',
      '-s -k3 a',
      '-k 1.2,1.4 a',
      '-o out a',
      'nofile',
      '-k 0 a',
      '-k 1z a',
      '-rn -k2 a',
      'a b',
      '-m a',
      '-c b',
    ),
    { args: ['-h'], stdin: '1K\n2M\n100\n3G\n1.5K\n' },
    { args: ['-hr'], stdin: '1K\n2M\n100\n3G\n1.5K\n' },
    { args: ['-V'], stdin: 'v1.10\nv1.9\nv1.2.3\nv1.2-rc1\na10\na9\n' },
    { args: ['-M'], stdin: 'Mar\nJan\nxyz\nDec\n' },
    { args: ['-g'], stdin: '1e3\n5\n-2\nx\n1.5\n' },
    { args: ['-n'], stdin: '10\n9\n-1\n\nx\n1.5\n' },
    { args: ['-t,', '-k2,2', '-k1,1n'], stdin: '3,b\n1,b\n2,a\n' },
    { args: ['-d'], stdin: 'b-a\nba\n_a\nab\n' },
    { args: ['-z'], stdin: 'b\0a\0' },
    { args: ['-k2.2b'], stdin: 'x  bc\ny ab\nz   aa\n' },
    { args: ['-t', '\t', '-k', '2'], stdin: 'a\tz\nb\ty\n' },
    { args: ['-f', '-u'], stdin: 'b\nB\na\nA\n' },
  ]));
