import { Errno } from '@/lib/hosts/process/sys';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { HOST } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { Core } from '../core';

/** Years that the clocks of a world may be set forward in all. */
const MOST_YEARS = 50;
const YEAR_MS = 365.25 * 86_400_000;

/**
 * Sets the clock (settimeofday): the hosts of a world keep one time, so that all of them have it. What is due in so many seconds
 * still is; what compares dates (certificates, tokens) sees another day. Throws EPERM for everybody but root of a host, and says
 * so where it is not simulated: backwards, and very far.
 */
export function setClock(core: Core, kernel: Kernel, process: Process, to: number): void {
  if (process.uid !== 0 || process.ns !== HOST) throw new Errno('EPERM', 'Operation not permitted');
  const { sim } = core;
  const ms = Math.floor(to) - sim.now();
  if (!Number.isFinite(ms)) throw new Errno('EINVAL', 'Invalid argument');
  // Within the second that it is already: nothing to set.
  if (ms <= 0 && ms > -1000) return;
  if (ms < 0) throw new Errno('EINVAL', 'setting the clock back is not simulated here');
  if (sim.leapt + ms > MOST_YEARS * YEAR_MS) {
    throw new Errno('EINVAL', `setting the clock forward by more than ${MOST_YEARS} years is not simulated here`);
  }
  sim.leap(ms);
  kernel.state.writeJournal('systemd-timesyncd', 1, 'System clock has been set forward.');
}
