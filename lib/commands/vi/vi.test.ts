import { expect, it } from 'vitest';
import { World } from '@/lib/world/world';

it('edits on a terminal: drawing, shell commands, read-only files, .vimrc, pasting', () => {
  const world = World.boot('kubeadm');
  const terminal = world.openTerminal({ host: 'controlplane', user: 'root', columns: 80, rows: 24 });
  const sh = (text: string) => world.runScript({ host: 'controlplane', user: 'root', text }).stdout;
  const type = (text: string) => {
    const { text: before } = terminal.read(0);
    terminal.input(text);
    world.sim.runUntil(world.sim.now() + 500);
    return terminal.read(0).text.slice(before.length);
  };
  sh("printf 'c\\nb\\na\\n' >f");
  type('vi f\r');
  expect(type('ix')).toContain('-- INSERT --');
  type('\x1b');
  expect(type(':q\r')).toContain('E37: No write since last change (add ! to override)');
  expect(type(':bogus\r')).toContain('E492: Not an editor command: bogus');
  expect(type('/nowhere\r')).toContain('E486: Pattern not found: nowhere');
  expect(type('Vj')).toContain('-- VISUAL LINE --');
  type('\x1bu');
  expect(type(':!echo shell-$((6*7))\r')).toMatch(/shell-42[^]*Press ENTER or type command to continue/);
  type('\r');
  type(':%!sort\r');
  type(':$r !echo read\r');
  expect(type(':w\r')).toContain('"f" 4L, 11B written');
  expect(sh('cat f')).toBe('a\nb\nc\nread\n');
  type(':w !tee g >/dev/null\r\r');
  expect(sh('cat g')).toBe('a\nb\nc\nread\n');
  expect(type('ggqaA!\x1b')).toContain('recording @a');
  type('jq');
  type('2@aZZ');
  expect(sh('cat f')).toBe('a!\nb!\nc!\nread\n');
  type('view f\r');
  expect(type('x:w\r')).toContain("E45: 'readonly' option is set (add ! to override)");
  type(':q!\r');
  // Without a .vimrc the YAML file type sets the indent; pasted text stands as it is.
  type('vim p.yaml\r');
  type('ia:\rb:\r\tc: 1\x1bo\x1b[200~  x: 1\r  y: 2\x1b[201~\x1b:wq\r');
  expect(sh('cat p.yaml')).toBe('a:\n  b:\n      c: 1\n        x: 1\n  y: 2\n'.replace('        x', '        x'));
  sh("printf 'set ai et sw=2 ts=2 nu \" mine\\n' >~/.vimrc");
  type('vim q.yaml\r');
  expect(type('ia:\r\tb: 1\r\x04c\x1b')).toContain('  1 ');
  type(':x\r');
  expect(sh('cat q.yaml')).toBe('a:\n  b: 1\nc\n');
  sh('rm ~/.vimrc');
  expect(type('echo $((40+2))\r')).toContain('42');
  expect(world.fault).toBeUndefined();
});

it('is a script editor with ex', () => {
  const world = World.boot('kubeadm');
  const ran = world.runScript({
    host: 'controlplane',
    user: 'root',
    text: "printf 'a\\nb\\n' >f; printf '%%s/a/A/\\n2p\\nwq\\n' | ex -s f; cat f; vim -es -c '%s/b/B/' -c wq f; cat f; printf 'bogus\\n' | ex -s f; echo $?",
  });
  expect(ran.stdout).toBe('b\nA\nb\nA\nB\n1\n');
});
