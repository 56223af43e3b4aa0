import { z } from 'zod';
import { bilingual, type Bilingual } from '../bilingual';

/** Where a cluster can be broken. */
export const AREAS = ['control-plane', 'node', 'network', 'dns', 'storage', 'rbac', 'scheduling', 'workload'] as const;

const pattern = z.string().refine(isPattern, 'no regular expression');
const sign = z.strictObject({
  /** Bash, run as root; what it prints (both streams) is looked at. */
  run: z.string().min(1),
  host: z.string().optional(),
  shows: pattern,
});

/** What a file of content/faults may hold. */
export const faultFile = z.strictObject({
  title: bilingual,
  /** Why this breaks what it breaks, told after the repair. */
  why: bilingual,
  profile: z.string().default('kubeadm'),
  host: z.string().default('controlplane'),
  /** Objects that the fault needs, brought about before it; while it is not broken the symptoms do not show. */
  prepare: z.string().optional(),
  break: z.string().min(1),
  repair: z.string().min(1),
  /** Virtual seconds until the symptoms show; and until they are gone after the repair. */
  within: z.number().int().min(0).max(900).default(60),
  recovers: z.number().int().min(0).max(900).default(120),
  /** What a user of the cluster notices first: shows while it is broken, and at no other time. */
  symptoms: z.array(sign).min(1),
  /** Where the cause can be seen. */
  clues: z.array(sign).min(1),
});

/** A shell command whose output shows something. */
export interface Sign {
  readonly run: string;
  readonly host?: string;
  /** Regular expression over the output; `^` and `$` mean a line. */
  readonly shows: string;
}

/** A way to break a cluster, with its symptom, where its cause shows, and the repair. Labs name it: `control-plane/api-server-port`. */
export interface Fault {
  readonly name: string;
  readonly area: (typeof AREAS)[number];
  readonly title: Bilingual;
  readonly why: Bilingual;
  readonly profile: string;
  readonly host: string;
  readonly prepare?: string;
  readonly break: string;
  readonly repair: string;
  readonly within: number;
  readonly recovers: number;
  readonly symptoms: readonly Sign[];
  readonly clues: readonly Sign[];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
  }
}
