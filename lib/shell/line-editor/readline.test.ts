import { describe, expect, it } from 'vitest';
import { plain, terminal } from '../testing/terminal';

const PROMPT = 'root@controlplane:~# ';

describe('emacs keys', () => {
  it('kills, joins kills, yanks and goes round the ring', () => {
    const t = terminal();
    t.type('');
    expect(plain(t.type('echo one two\x17\x17\x19\r'))).toContain('\none two\n');
    expect(plain(t.type('echo a\x17echo b\x17\x19\x1by\r'))).toContain('\necho a\n');
    expect(plain(t.type('xx echo q\x01\x1bd\x1bf\x01\x04\r'))).toContain('\nq\n');
    expect(plain(t.type('ehco z\x01\x06\x06\x14\r'))).toMatch(/command not found|\nz\n/);
    expect(plain(t.type('echo b a\x1bt\r'))).toContain('\na b\n');
    expect(plain(t.type('echo abc\x1bb\x1bu\r'))).toContain('\nABC\n');
    expect(plain(t.type('echo mistake\x15echo ok\x1f\x1f\x05\r'))).toContain('\nmistake\n');
    expect(plain(t.type('echo \x1b5x\r'))).toContain('\nxxxxx\n');
    expect(plain(t.type('echo hidden\x1b#'))).toContain('#echo hidden\n' + PROMPT);
  });

  it('searches the history backward and forward and says where it is', () => {
    const t = terminal();
    for (const line of ['echo alpha', 'echo beta', 'echo alphabet']) t.type(line + '\r');
    expect(plain(t.type('\x12alp'))).toContain("(reverse-i-search)`alp': echo alphabet");
    expect(plain(t.type('\x12'))).toContain("(reverse-i-search)`alp': echo alpha");
    expect(plain(t.type('\x12'))).toContain("(failed reverse-i-search)`alp': ");
    expect(plain(t.type('\x13'))).toContain("(i-search)`alp': echo alphabet");
    expect(plain(t.type('\x07'))).toContain(PROMPT);
    expect(plain(t.type('\x12beta\r'))).toContain('\nbeta\n');
    expect(plain(t.type('half\x12zzz\x07'))).toContain(`${PROMPT}half`);
  });

  it('offers the next line of the history after Ctrl-O, and last words with Alt-.', () => {
    const t = terminal();
    for (const line of ['echo 1 one', 'echo 2 two', 'echo "3 three"']) t.type(line + '\r');
    t.type('\x1b[A\x1b[A\x1b[A');
    expect(plain(t.type('\x0f'))).toContain('\n1 one\n' + PROMPT);
    expect(plain(t.type('\r'))).toContain('\n2 two\n');
    expect(plain(t.type('echo \x1b.\r'))).toContain('\ntwo\n');
    t.type('echo "a b"\r');
    expect(plain(t.type('echo \x1b.\x1b.\r'))).toMatch(/\n(two|a b)\n/);
  });

  it('expands !!, !$, !*, !n, ^a^b and :s', () => {
    const t = terminal();
    t.type('echo first word\r');
    expect(plain(t.type('echo !$\r'))).toContain('\necho word\nword\n');
    expect(plain(t.type('echo !echo:1\r'))).toContain('\necho word\n');
    expect(plain(t.type('^word^phrase\r'))).toContain('\nphrase\n');
    expect(plain(t.type('!1\r'))).toContain('\necho first word\nfirst word\n');
    expect(plain(t.type('!1:*\r'))).toContain('\nfirst word\n');
    expect(plain(t.type("echo '!!' \\!x\r"))).toContain('\n!! !x\n');
    expect(plain(t.type('!ech:s/first/1st/\r'))).toContain('1st');
  });

  it('binds keys by bind and ~/.inputrc', () => {
    const inputrc =
      '"\\e[A": history-search-backward\n"\\e[B": history-search-forward\nControl-o: "echo macro\\n"\nset completion-query-items 3\n';
    const t = terminal(80, ['bash', '--norc'], 24, { '/root/.inputrc': inputrc });
    for (const line of ['echo one', 'ls /nope', 'echo two']) t.type(line + '\r');
    expect(plain(t.type('ech\x1b[A\x1b[A\r'))).toContain('\none\n');
    expect(plain(t.type('\x0f'))).toContain('\nmacro\n');
    t.type(`bind -x '"\\C-g": echo bound "$READLINE_LINE"; READLINE_LINE=changed; READLINE_POINT=7'\r`);
    expect(plain(t.type('half\x07'))).toContain('bound half');
    expect(plain(t.type('\r'))).toContain('bash: changed: command not found');
    expect(plain(t.type('bind -q yank; bind -p | while read -r a b; do [ "$b" = beginning-of-line ] && echo "$a"; done\r'))).toContain(
      '"\\C-a":',
    );
    expect(plain(t.type('\x18\x16'))).toContain('GNU bash, version 5.2');
  });
});

describe('lists of candidates', () => {
  const files = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`/root/many/file-${String(i).padStart(3, '0')}`, '']));

  it('asks before many are shown, and stops after each screen', () => {
    const t = terminal(60, ['bash', '--norc'], 10, files);
    t.type('');
    expect(plain(t.type('echo many/file-\t\t'))).toContain('Display all 120 possibilities? (y or n)');
    expect(plain(t.type('y'))).toContain('--More--');
    expect(plain(t.type(' '))).toContain('--More--');
    expect(plain(t.type('q'))).toContain(`${PROMPT}echo many/file-`);
    t.type('\x15echo many/file-\t\t');
    expect(plain(t.type('n'))).toContain(`${PROMPT}echo many/file-`);
    expect(plain(t.type('\x15echo many/file-00\x1b*\r'))).toContain('many/file-000 many/file-001');
    expect(plain(t.type('echo many/file-11\x1b?'))).toContain('file-110');
  });
});

describe('set -o vi', () => {
  it('edits in command mode', () => {
    const t = terminal();
    t.type('set -o vi\r');
    expect(plain(t.type('echo one two three\x1bbdwx\r'))).toMatch(/\none tw\n|\none two\n/);
    expect(plain(t.type('echo abc\x1b0wD\r'))).toContain('\n\n');
    expect(plain(t.type('xcho hi\x1b0re\r'))).toContain('\nhi\n');
    expect(plain(t.type('echo a b c\x1bbbcwX\x1b\r'))).toContain('\nX b c\n');
    expect(plain(t.type('echo foo bar\x1bFfdtbAz\r'))).toContain('\nbarz\n');
    expect(plain(t.type('echo up\r'))).toContain('\nup\n');
    expect(plain(t.type('\x1bkk\r'))).toContain('\nbarz\n');
    expect(plain(t.type('echo 123\x1bhh3x\r'))).toContain('\n\n');
    expect(plain(t.type('echo ab\x1b0yyA; \x1bpA\r'))).toContain('ab');
    expect(plain(t.type('set -o emacs; shopt -o vi\r'))).toContain('vi             \toff');
  });
});

describe('history and prompts', () => {
  it('keeps HISTCONTROL, HISTSIZE and the file', () => {
    const t = terminal();
    t.type('HISTCONTROL=ignoreboth HISTSIZE=3\r');
    t.type(' echo secret\r');
    t.type('echo a\r');
    t.type('echo a\r');
    t.type('echo b\r');
    const shown = plain(t.type('history\r'));
    expect(shown).not.toContain('secret');
    expect(shown.match(/echo a/g)).toHaveLength(1);
    expect(shown.match(/^ +\d+ /gm)).toHaveLength(3);
    t.type('history -a; exit\r');
    expect(t.machine.readFile('/root/.bash_history')).toContain('echo b\n');
  });

  it('decodes PS1 and runs PROMPT_COMMAND', () => {
    const t = terminal();
    t.type('');
    expect(plain(t.type("PS1='[\\u@\\h \\W \\j \\!]\\$ '\r"))).toMatch(/\[root@controlplane ~ 0 \d+\]# $/);
    expect(plain(t.type("PROMPT_COMMAND='echo pc $?'\r"))).toContain('\npc 0\n');
    expect(plain(t.type('false\r'))).toContain('\npc 1\n');
    expect(plain(t.type("PROMPT_COMMAND=; PS1='$(echo dyn) \\[\\e[1m\\]>\\[\\e[0m\\] '\r"))).toContain('dyn > ');
    expect(plain(t.type("PS1='$PWD\\n% '; cd /etc\r"))).toContain('/etc\n% ');
  });

  it('tells its size and keeps up with the window', () => {
    const t = terminal(100);
    expect(plain(t.type('echo $COLUMNS $LINES\r'))).toContain('\n100 24\n');
    t.resize(60);
    expect(plain(t.type('echo $COLUMNS\r'))).toContain('\n60\n');
    t.type("trap 'echo winch $COLUMNS' WINCH\r");
    t.resize(50);
    expect(plain(t.type(''))).toContain('winch 50');
  });
});

describe('limits', () => {
  it('ulimit -f ends who writes too much, ulimit -n and -t too', () => {
    const t = terminal();
    t.type('');
    expect(
      plain(t.type('(ulimit -f 1; while :; do echo 0123456789012345678901234567890123456789; done > big); echo "s $?"\r', 2000)),
    ).toContain('File size limit exceeded');
    expect(t.machine.readFile('/root/big')).toHaveLength(1024);
    expect(plain(t.type('(ulimit -n 6; exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null)\r', 100))).toContain('Too many open files');
    expect(plain(t.type('(ulimit -t 1; while :; do :; done)\r', 5000))).toContain('CPU time limit exceeded');
  });
});
