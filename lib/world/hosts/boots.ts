import { uuidOf } from '@/lib/cluster/kubelet/node-status';
import type { Kernel } from '@/lib/hosts/process/kernel';

/** A boot of a machine. */
export interface Boot {
  /** As /proc/sys/kernel/random/boot_id has it. */
  readonly id: string;
  /** Virtual milliseconds since the epoch. */
  readonly from: number;
}

/** Setting of a machine that outlives its boots. */
const BOOTS = 'disk/boots';

/** All boots of a machine, oldest first. */
export function bootsOf(kernel: Kernel): readonly Boot[] {
  const text = kernel.state.settings.get(BOOTS);
  return text === undefined ? [{ id: uuidOf(`boot-${kernel.name}`), from: kernel.state.bootedAt }] : (JSON.parse(text) as Boot[]);
}

/** Writes down that a machine has come up anew. */
export function newBoot(kernel: Kernel): Boot {
  const { sim, settings } = kernel.state;
  const hex = sim.random.text(32, '0123456789abcdef');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  const boot = { id, from: sim.now() };
  settings.set(BOOTS, JSON.stringify([...bootsOf(kernel), boot].slice(-50)));
  return boot;
}
