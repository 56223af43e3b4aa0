import { describe } from 'vitest';
import { program } from '../command/command';
import { dumpCommands } from '../dump/dump';
import { differs } from '../testing/real';
import { cmp } from './cmp';
import { comm } from './comm';
import { expr } from './expr';
import { join } from './join';
import { pieceCommands } from './pieces';

const files = {
  a: 'apple\nbanana\ncherry\n',
  b: 'banana\ncherry\ndate\n',
  e: '',
  u: 'b\na\n',
  j1: '1 x\n2 y\n3 z\n',
  j2: '1 p q\n3 r\n4 s\n',
};
const bytes = 'Hello, world!\n\t\0\x01äö and more text to fill several rows of bytes, all of it\n';
const zeros = `${'\0'.repeat(64)}x`;
const given = (...all: string[][]) => all.map((args) => ({ args, files }));

describe('cmp', () =>
  differs(
    'cmp',
    program(cmp),
    given(['a', 'b'], ['a', 'a'], ['-s', 'a', 'b'], ['a', 'nope'], ['a', 'e'], ['-l', 'a', 'b'], ['u', 'a'], ['-b', 'a', 'b']),
  ));
describe('comm', () =>
  differs(
    'comm',
    program(comm),
    given(['a', 'b'], ['-12', 'a', 'b'], ['-3', 'a', 'b'], ['-23', 'a', 'b'], ['a', 'nope'], ['a'], ['--total', 'a', 'b'], ['u', 'a']),
  ));
describe('join', () =>
  differs(
    'join',
    program(join),
    given(
      ['j1', 'j2'],
      ['-a1', 'j1', 'j2'],
      ['-v2', 'j1', 'j2'],
      ['-o', '1.2,2.2', 'j1', 'j2'],
      ['-a1', '-a2', '-e', '-', '-o', '0,1.2,2.2', 'j1', 'j2'],
    ),
  ));
describe('expr', () =>
  differs(
    'expr',
    program(expr),
    given(
      ['1', '+', '2'],
      ['7', '/', '2'],
      ['2', '*', '(', '3', '+', '4', ')'],
      ['5', '>', '10'],
      ['abc', '<', 'abd'],
      ['length', 'hello'],
      ['substr', 'hello', '2', '3'],
      ['index', 'hello', 'l'],
      ['nginx:1.25', ':', '.*:\\(.*\\)'],
      ['abc', ':', 'a.'],
      ['1', '/', '0'],
      ['a', '+', '1'],
      ['1', '+'],
      ['1', '2'],
      [],
      ['0', '|', 'x'],
      ['', '&', 'x'],
      ['(', '1'],
    ),
  ));
describe('split', () =>
  differs(
    'split',
    program(pieceCommands[0]!),
    given(['-l', '1', 'a'], ['-b', '4', 'a', 'p.'], ['-d', '-l2', 'a', 'n'], ['nope'], ['-n', '2', 'a'], ['-l', 'x', 'a']),
  ));
describe('hexdump', () =>
  differs(
    'hexdump',
    program(dumpCommands[0]!),
    [['-C'], [], ['-b'], ['-c'], ['-d'], ['-x'], ['-n', '5', '-C']].flatMap((args) => [
      { args, stdin: bytes },
      { args, stdin: zeros },
      { args, stdin: '' },
    ]),
  ));
describe('od', () =>
  differs(
    'od',
    program(dumpCommands[1]!),
    [
      [],
      ['-c'],
      ['-An', '-tx1'],
      ['-x'],
      ['-tx1z'],
      ['-Ax', '-tx1', '-c'],
      ['-td1'],
      ['-tu2', '-v'],
      ['-An', '-N4', '-tu4'],
      ['-a'],
      ['-b'],
      ['-j3', '-N10', '-c'],
    ].flatMap((args) => [
      { args, stdin: bytes },
      { args, stdin: zeros },
    ]),
  ));
describe('xxd', () =>
  differs('xxd', program(dumpCommands[2]!), [
    ...[[], ['-p'], ['-g1'], ['-c', '8'], ['-b'], ['-u'], ['-l', '5'], ['-s', '4']].map((args) => ({ args, stdin: bytes })),
    { args: ['-r', '-p'], stdin: '68656c6c6f0a\n' },
    { args: ['-r'], stdin: '00000000: 6865 6c6c 6f0a                           hello.\n' },
  ]));
