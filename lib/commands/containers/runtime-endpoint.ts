import type { Sys } from '@/lib/hosts/process/sys';

/** containerd takes its socket with it when it stops. */
export function runtimeIsDown(sys: Sys): boolean {
  const unit = sys.host({ call: 'unit', name: 'containerd' }) as { readonly activeState?: string } | undefined;
  return unit !== undefined && unit.activeState !== 'active';
}
