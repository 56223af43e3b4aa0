import { describe, expect, it } from 'vitest';
import { program } from '../command/command';
import { differs } from '../testing/real';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine } from '@/lib/hosts/testing';
import { addCommands } from '../index';
import { file } from './file';

const files = {
  t: 'hello\n',
  e: '',
  s: '#!/bin/bash\necho hi\n',
  j: '{"a": 1}\n',
  u: 'grün\n',
  n: 'no newline',
  c: 'a\r\nb\r\n',
  longername: 'x\n',
};

describe('file', () =>
  differs(
    'file',
    program(file),
    [['t'], ['e'], ['s'], ['j'], ['u'], ['n'], ['c'], ['t', 'longername'], ['-b', 't'], ['nope']].map((args) => ({ args, files })),
  ));

describe('the host', () => {
  const programs = new ProgramTable();
  addCommands(programs);
  const m = testMachine(programs, { hostname: 'node01' });
  m.writeFile('/etc/os-release', 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\n');

  it('names its release, mounts and processors', () => {
    expect(m.run(['lsb_release', '-cs']).stdout).toBe('noble\n');
    expect(m.run(['lsb_release', '-a']).stdout).toBe(
      'Distributor ID:\tUbuntu\nDescription:\tUbuntu 24.04.3 LTS\nRelease:\t24.04\nCodename:\tnoble\n',
    );
    expect(m.run(['hostnamectl']).stdout).toContain(' Static hostname: node01\n');
    expect(m.run(['nproc']).stdout).toBe('2\n');
    expect(m.run(['mount']).stdout).toContain('/dev/vda1 on / type ext4 (rw,relatime)\n');
    expect(m.run(['umount', '/tmp'])).toEqual({ exit: 32, stdout: '', stderr: 'umount: /tmp: not mounted.\n' });
    expect(m.run(['df', '-h', '/']).stdout).toBe(
      'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1        19G  6.0G   13G  32% /\n',
    );
    expect(m.run(['tput', 'bold'], { env: { TERM: 'xterm' } }).stdout).toBe('\x1b[1m');
    expect(m.run(['stty', 'size']).stderr).toBe("stty: 'standard input': Inappropriate ioctl for device\n");
    expect(m.run(['less', '/etc/hostname']).stdout).toBe('node01\n');
  });
});
