import { describe, expect, it } from 'vitest';
import { completers } from './index';
import { plain, terminal } from './testing/terminal';

describe('bash at a terminal', () => {
  it('shows a prompt, runs a command, shows the prompt again', () => {
    const it_ = terminal();
    expect(plain(it_.type(''))).toBe('root@controlplane:~# ');
    expect(plain(it_.type('echo hi\r')).endsWith('\nhi\nroot@controlplane:~# ')).toBe(true);
    expect(plain(it_.type('cd /etc\r'))).toContain('root@controlplane:/etc# ');
    expect(plain(it_.type('nosuch\r'))).toContain('\nbash: nosuch: command not found\n');
    expect(plain(it_.type('echo $?\r'))).toContain('\n127\n');
  });

  it('edits with the emacs keys', () => {
    const t = terminal();
    t.type('');
    expect(plain(t.type('cho one two\x01e\x05 three\x17four\r'))).toContain('\none two four\n');
    expect(plain(t.type('echo abc\x1b[D\x1b[D\x7fX\r'))).toContain('\nXbc\n');
    expect(plain(t.type('echo a b c\x1bb\x1bb\x0b\x19\x19\r'))).toContain('\na b cb c\n');
    expect(plain(t.type('echo 한글ab\x02\x02\x7f\r'))).toContain('\n한ab\n');
  });

  it('recalls, searches and expands history', () => {
    const t = terminal();
    t.type('echo first\r');
    t.type('echo second\r');
    expect(plain(t.type('\x1b[A\x1b[A\r'))).toContain('\nfirst\n');
    expect(plain(t.type('\x12sec\r'))).toContain('\nsecond\n');
    expect(plain(t.type('!!\r'))).toContain('\necho second\nsecond\n');
    expect(plain(t.type('echo x !$\r'))).toContain('\nx second\n');
    expect(plain(t.type('history 2\r'))).toMatch(/ +\d+ {2}echo x second\n +\d+ {2}history 2\n/);
    expect(plain(t.type('!nope\r'))).toContain('bash: !nope: event not found');
  });

  it('asks for more with PS2 and takes a paste as one edit', () => {
    const t = terminal();
    t.type('');
    expect(plain(t.type('for i in 1 2; do\r'))).toContain('\n> ');
    expect(plain(t.type('echo $i; done\r'))).toContain('\n1\n2\n');
    expect(plain(t.type('\x1b[200~echo a\necho b\x1b[201~'))).not.toContain('\na\nb\n');
    expect(plain(t.type('\r'))).toContain('\na\nb\n');
    const big = t.type(`\x1b[200~${'x'.repeat(60_000)}`) + t.type(`${'x'.repeat(10_000)}\x1b[201~`);
    expect(big).toContain('\x07');
    expect(plain(t.type('\x15echo ok\r'))).toContain('\nok\n');
  });

  it('gives up on Ctrl-C and ends on Ctrl-D', () => {
    const t = terminal();
    t.type('');
    expect(plain(t.type('echo never\x03'))).toContain('^C\nroot@controlplane:~# ');
    expect(plain(t.type('echo $?\r'))).toContain('\n130\n');
    expect(plain(t.type('nap\r', 100)).endsWith('nap\n')).toBe(true);
    expect(plain(t.type('\x03'))).toContain('root@controlplane:~# ');
    expect(plain(t.type('while :; do :; done\r', 100)).endsWith('done\n')).toBe(true);
    expect(plain(t.type('\x03', 100))).toContain('root@controlplane:~# ');
    expect(plain(t.type('\x04'))).toContain('exit\n');
    expect(t.machine.kernel.state.process(t.process.pid)).toBeUndefined();
    expect(t.machine.readFile('/root/.bash_history')).toContain('echo $?\n');
  });

  it('controls jobs', () => {
    const t = terminal();
    t.type('');
    t.type('nap\r', 100);
    expect(plain(t.type('\x1a'))).toContain('\n[1]+  Stopped                 nap\n');
    expect(plain(t.type('bg\r'))).toContain('[1]+ nap &\n');
    expect(plain(t.type('jobs\r'))).toContain('[1]+  Running                 nap &\n');
    t.type('', 15_000);
    expect(plain(t.type('\r'))).toContain('[1]+  Done                    nap\n');
    expect(plain(t.type('nap &\r'))).toMatch(/\[1\] \d+\n/);
    expect(plain(t.type('kill %1; wait\r'))).toContain('Terminated');
  });

  it('completes files, commands, variables and by function', () => {
    const t = terminal();
    t.machine.writeFile('/root/manifest one.yaml', '');
    t.machine.writeFile('/root/dir/x', '');
    t.type('');
    expect(plain(t.type('echo man\t\r'))).toContain('\nmanifest one.yaml\n');
    expect(plain(t.type('cd di\t'))).toContain('cd dir/');
    t.type('\x15');
    expect(plain(t.type('echo $HOM\t\r'))).toMatch(/\n\/root\n|HOME/);
    t.type('_f() { COMPREPLY=($(compgen -W "get describe delete" -- "$2")); }\r');
    t.type('complete -F _f kc\r');
    expect(plain(t.type('kc g\t'))).toContain('kc get ');
    expect(plain(t.type('\x15kc de\t\t'))).toContain('delete    describe');
    completers.set('__own', (_, { words }) => ({ words: words.length === 2 ? ['pods', 'nodes'] : ['x'] }));
    t.type('\x15complete -F __own own\r');
    expect(plain(t.type('own p\t'))).toContain('own pods ');
    completers.delete('__own');
  });

  it('keeps the cursor right over wrapped lines and after a resize', () => {
    const t = terminal(30);
    t.type('');
    expect(plain(t.type('echo 가나다라마바사아자차카타파하\x01\x1bf\x0b hi\r'))).toContain('\nhi\n');
    t.resize(60);
    expect(plain(t.type('echo after\r'))).toContain('\nafter\n');
  });

  it('goes on after a fork of the machine in the middle of a line and of a loop', () => {
    const t = terminal();
    t.type('');
    t.type('f() { for i in 1 2; do read x; echo "$i-$x"; done; }\r');
    t.type('f\r');
    t.type('a\r');
    const other = t.machine.fork();
    other.kernel.type('pts/0', 'b\r');
    other.sim.runUntil(other.sim.now() + 20);
    expect(plain(other.kernel.readTty('pts/0', 0).text)).toContain('2-b');
    expect(plain(t.type('c\r'))).toContain('2-c');
  });
});
