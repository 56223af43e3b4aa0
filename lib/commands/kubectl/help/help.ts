import type { Sys } from '@/lib/hosts/process/sys';
import { helpTexts } from '../flags/known-flags';

/** The text of `kubectl COMMAND --help`. */
export function helpFor(sys: Sys, command: string): string {
  // completion's examples are to be run by a shell, which knows its HOME.
  if (command === 'completion') return helpTexts[command] ?? '';
  return (helpTexts[command] ?? '').replaceAll('$HOME/.kube', `${sys.env()['HOME'] ?? ''}/.kube`);
}
