import { buildKustomization, type BuildOptions } from '@/lib/commands/kustomize/build';
import { KustomizeError } from '@/lib/commands/kustomize/fault';
import { asYaml } from '@/lib/commands/kustomize/output';
import type { Resource } from '@/lib/commands/kustomize/resource/resource';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { klog } from '../klog';

/** Builds a kustomization as the kustomize inside kubectl does, and does something with its resources. Throws CommandError. */
export function kustomized<T>(k: Invocation, directory: string, options: BuildOptions, what: (resources: readonly Resource[]) => T): T {
  try {
    return what(
      buildKustomization(k.sys, directory, {
        warn: (text) => k.err(text),
        log: (text) => k.err(klog(k.sys, 'I', 'log.go:244', text)),
        ...options,
      }),
    );
  } catch (error) {
    if (error instanceof KustomizeError) throw new CommandError(error.message.replace(/\n$/, ''));
    throw error;
  }
}

/** The manifests of `-k`. */
export const kustomizedText = (k: Invocation, directory: string): string => kustomized(k, directory, {}, asYaml);
