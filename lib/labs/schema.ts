import { z } from 'zod';
import { bilingual } from './bilingual';
import { DOMAINS } from './types';

const id = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'lower-case letters, digits and dashes');
const points = z.number().int().min(1).max(100);
const base = { id, points, message: bilingual };

const objectRef = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  selector: z.string().optional(),
});

const check = z.union([
  z.strictObject({
    ...base,
    assert: z.looseObject({ apiVersion: z.string(), kind: z.string() }),
    absent: z.boolean().optional(),
    count: z.number().int().min(1).optional(),
  }),
  z.strictObject({ ...base, cel: z.strictObject({ objects: z.record(z.string(), objectRef), expression: z.string().min(1) }) }),
  z.strictObject({
    ...base,
    script: z.strictObject({ host: z.string(), user: z.string().optional(), run: z.string().min(1), stdout: z.string().optional() }),
  }),
  z.strictObject({
    ...base,
    reach: z.strictObject({
      from: z.union([
        z.strictObject({ host: z.string() }),
        z.strictObject({ namespace: z.string(), pod: z.string().optional(), selector: z.string().optional() }),
      ]),
      to: z.strictObject({ host: z.string(), port: z.number().int().min(1).max(65535) }),
      expect: z.enum(['open', 'closed']),
    }),
  }),
]);

const param = z.union([
  z.string(),
  z.strictObject({ pick: z.array(z.string()).min(1) }),
  z.strictObject({ int: z.tuple([z.number().int(), z.number().int()]) }),
]);

/** What `lab.yaml` may hold. */
export const labFile = z.strictObject({
  title: bilingual,
  track: id,
  chapter: id,
  domain: z.enum(DOMAINS),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  minutes: z.number().int().min(1).max(180),
  profile: z.string().default('kubeadm'),
  host: z.string().default('controlplane'),
  params: z.record(z.string().regex(/^[\w-]+$/), param).default({}),
  /** Names of content/faults, done to the cluster in this order after setup.sh. */
  faults: z.array(z.string()).default([]),
  tasks: z.array(z.strictObject({ id, checks: z.array(check).min(1) })).min(1),
});

export type LabFile = z.infer<typeof labFile>;
