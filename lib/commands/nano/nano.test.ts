import { expect, it } from 'vitest';
import { World } from '@/lib/world/world';

it('edits with nano, pages with less, and queries with yq', () => {
  const world = World.boot('kubeadm');
  const terminal = world.openTerminal({ host: 'controlplane', user: 'root', columns: 80, rows: 24 });
  const type = (text: string) => {
    terminal.input(text);
    world.sim.runUntil(world.sim.now() + 500);
    return terminal.read(0).text;
  };
  type('nano f.yaml\r');
  type('a:\r  b: 1\r');
  type('junk\x0b');
  expect(type('\x18')).toContain('Save modified buffer? ');
  type('y');
  type('\r');
  const sh = (text: string) => world.runScript({ host: 'controlplane', user: 'root', text });
  expect(sh('cat f.yaml').stdout).toBe('a:\n  b: 1\n');
  expect(sh("yq '.a.b' f.yaml; yq -o json . f.yaml; yq -i '.a.c = \"x\"' f.yaml; cat f.yaml").stdout).toBe(
    '1\n{\n  "a": {\n    "b": 1\n  }\n}\na:\n  b: 1\n  c: x\n',
  );
  type('seq 100 | less\r');
  type(' ');
  const paged = type('G');
  expect(paged).toMatch(/\r\n100\x1b\[m\x1b\[K\r+\n\x1b\[7m\(END\)/);
  type('q');
  expect(type('echo do""ne\r')).toMatch(/done\r?\n/);
  expect(world.fault).toBeUndefined();
});
