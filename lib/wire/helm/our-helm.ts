import { dirname } from 'node:path';
import type { World } from '@/lib/world/world';
import type { HelmCase, Outcome } from './helm-case';

const LIMIT_MS = 600_000;
/** Virtual time between lines; for the real helm about so much passes while it works. */
const PAUSE_MS = 2_000;

/** Plays a case's lines in our shell, as root on the control plane. */
export function playOurs(world: World, { files = {}, lines }: HelmCase): Outcome[] {
  const tree = world.hosts.get('controlplane')!.tree();
  for (const [name, text] of Object.entries(files)) {
    tree.mkdirs(dirname(`/root/${name}`));
    tree.writeFile(`/root/${name}`, text);
  }
  return lines.map((line) => {
    const text = `export TZ=UTC LANG=C.UTF-8\nexec </dev/null\n${line}\n`;
    const { exit, stdout, stderr } = world.runScript({ host: 'controlplane', user: 'root', name: 'bash', text, limitMs: LIMIT_MS });
    world.sim.runUntil(world.sim.now() + PAUSE_MS);
    return { exit, stdout, stderr };
  });
}
