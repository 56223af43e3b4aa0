import { describe } from 'vitest';
import { program } from '../command/command';
import { differs } from '../testing/real';
import { sshKeygen } from './ssh-keygen';

const ED = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGLWPkxUt64dfuyRnL/uPYK0nO5qoR4JU3izumJOMQXV';
const EC =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBLLeqZSHv6eFv2mt1+ENXvo3AsJwnfZ3jD0crBM0R/2w/ScoNzFkYL3axpIMRUdsFeftlFFrA5TLdyCB9Si4PD8=';
const files = {
  'ed.pub': `${ED} me@x\n`,
  'bare.pub': `${ED}\n`,
  'two.pub': `${ED} one two\n# words\n${EC} three\n`,
  known: `web,10.0.0.1 ${ED}\n# words\nother ${EC}\n*.example.com ${ED}\n|1|ybu4f0eF2gHM7o98y7ZW9pIW8Zw=|Lx7bVdKukDch6kXVUNmnlDv+9pY= ${EC}\n`,
  junk: 'no key at all\n',
};
const CASES = [
  ['-lf', 'ed.pub'],
  ['-lvf', 'ed.pub'],
  ['-l', '-E', 'md5', '-f', 'ed.pub'],
  ['-lv', '-E', 'md5', '-f', 'two.pub'],
  ['-lf', 'bare.pub'],
  ['-lf', 'two.pub'],
  ['-lf', 'known'],
  ['-lf', 'junk'],
  ['-lf', 'missing'],
  ['-E', 'foo', '-lf', 'ed.pub'],
  ['-y', '-f', 'missing'],
  ['-F', 'web', '-f', 'known'],
  ['-F', '10.0.0.1', '-f', 'known'],
  ['-F', 'other', '-f', 'known'],
  ['-F', 'a.example.com', '-f', 'known'],
  ['-lF', 'web', '-f', 'known'],
  ['-F', 'nope', '-f', 'known'],
  ['-F', 'web', '-f', 'missing'],
  ['-R', 'web', '-f', 'known'],
  ['-R', 'other', '-f', 'known'],
  ['-R', 'nope', '-f', 'known'],
  ['-R', 'web', '-f', 'missing'],
  ['-t', 'foo', '-f', 'x', '-N', ''],
  ['-t', 'rsa', '-b', '512', '-f', 'x', '-N', ''],
  ['-t', 'rsa', '-b', '99999', '-f', 'x', '-N', ''],
  ['-t', 'ecdsa', '-b', '300', '-f', 'x', '-N', ''],
];

describe('ssh-keygen beside the real one', () => {
  differs(
    'ssh-keygen',
    program(sshKeygen),
    CASES.map((args) => ({ args, files })),
  );
});
