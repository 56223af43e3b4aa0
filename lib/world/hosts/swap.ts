import type { Kernel } from '@/lib/hosts/process/kernel';

/** What mkswap made of a file or device: kept with the disk. */
export interface SwapArea {
  readonly bytes: number;
  readonly uuid: string;
  readonly label?: string;
}

/** Setting of a machine: swap that is on, in the order in which it was switched on: `path\tKiB\tpriority` by line. */
export const SWAPS = 'swaps';
const AREA = 'disk/swap/';

export const swapArea = (kernel: Kernel, path: string): SwapArea | undefined => {
  const text = kernel.state.settings.get(AREA + path);
  return text === undefined ? undefined : (JSON.parse(text) as SwapArea);
};

export function makeSwap(kernel: Kernel, path: string, area: SwapArea): void {
  kernel.state.settings.set(AREA + path, JSON.stringify(area));
}

const swapsOn = (kernel: Kernel): string[] => (kernel.state.settings.get(SWAPS) ?? '').split('\n').filter(Boolean);

/** swapon and swapoff of one area. What went wrong, in the tools' words after their name; undefined: nothing. */
export function setSwap(kernel: Kernel, path: string, on: boolean): string | undefined {
  const { settings } = kernel.state;
  const lines = swapsOn(kernel);
  const isOn = lines.some((line) => line.startsWith(`${path}\t`));
  if (!on) {
    if (!isOn) return `swapoff: ${path}: swapoff failed: ${kernel.tree().tryFind(path) ? 'Invalid argument' : 'No such file or directory'}`;
    settings.set(SWAPS, lines.filter((line) => !line.startsWith(`${path}\t`)).join('\n'));
    return undefined;
  }
  if (!kernel.tree().tryFind(path)) return `swapon: cannot open ${path}: No such file or directory`;
  if (isOn) return `swapon: ${path}: swapon failed: Device or resource busy`;
  const area = swapArea(kernel, path);
  if (!area) return `swapon: ${path}: read swap header failed`;
  const kib = Math.floor(area.bytes / 1024) - 4;
  settings.set(SWAPS, [...lines, `${path}\t${kib}\t${-2 - lines.length}`].join('\n'));
  kernel.state.writeJournal('kernel', 0, `Adding ${kib}k swap on ${path}.  Priority:${-2 - lines.length} extents:1 across:${kib}k`, {
    identifier: 'kernel',
    transport: 'kernel',
  });
  return undefined;
}
