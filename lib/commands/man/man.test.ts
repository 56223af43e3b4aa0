import { expect, it } from 'vitest';
import { World } from '@/lib/world/world';

it('shows what a command says about itself, also of builtins, and refuses what is not there', () => {
  const world = World.boot('kubeadm');
  const sh = (text: string) => world.runScript({ host: 'controlplane', user: 'root', text });
  expect(sh('man vi').stdout).toMatch(/^VI\(1\)\n\nNAME\n {7}vi\n[^]*-R\t+Readonly mode/);
  expect(sh('man read').stdout).toContain('READ(1)');
  expect(sh('man nosuch; echo $?')).toMatchObject({ stdout: '16\n', stderr: 'No manual entry for nosuch\n' });
});
