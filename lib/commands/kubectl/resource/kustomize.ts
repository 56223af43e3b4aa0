import { buildKustomization, type BuildOptions } from '@/lib/commands/kustomize/build';
import { KustomizeError } from '@/lib/commands/kustomize/fault';
import type { Resource } from '@/lib/commands/kustomize/resource/resource';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { klog } from '../klog';

/** The resources that a kustomization builds, as the kustomize inside kubectl does. Throws CommandError. */
export function kustomized(k: Invocation, directory: string, options: BuildOptions = {}): Resource[] {
  try {
    return buildKustomization(k.sys, directory, {
      warn: (text) => k.err(text),
      log: (text) => k.err(klog(k.sys, 'I', 'log.go:244', text)),
      ...options,
    });
  } catch (error) {
    if (error instanceof KustomizeError) throw new CommandError(error.message.replace(/\n$/, ''));
    throw error;
  }
}
