import type { Sys } from '@/lib/hosts/process/sys';

/** A line of klog's: `E0115 09:00:00.000000    1234 file.go:1] text`. */
export function klog(sys: Sys, level: 'I' | 'W' | 'E' | 'F', place: string, text: string): string {
  const iso = new Date(sys.now()).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000 ${String(sys.pid).padStart(7)} ${place}] ${text}\n`;
}
