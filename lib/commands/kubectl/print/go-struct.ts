import { inGoOrder } from '@/lib/api/go-order';
import { podSpecHolder } from '../resource/find';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** Fields of workloads' specs that Go writes even when they are empty. */
const ALWAYS: Readonly<Record<string, string>> = {
  Deployment: 'strategy',
  DaemonSet: 'updateStrategy',
  StatefulSet: 'updateStrategy',
};

/**
 * An object as kubectl prints it where it holds it as a Go struct instead of as decoded JSON: fields in their order, and those that are
 * written even when they are empty (`status: {}`, `resources: {}`).
 */
export function asGoStruct(object: any): any {
  const copy = structuredClone(object);
  const holder = podSpecHolder(copy);
  const always = ALWAYS[copy.kind as string];
  if (always && copy.spec) copy.spec[always] ??= {};
  if (holder) {
    holder.metadata ??= {};
    for (const field of ['initContainers', 'containers']) for (const container of holder.spec?.[field] ?? []) container.resources ??= {};
  }
  if (holder) copy.status ??= {};
  if (copy.kind === 'Service') {
    copy.status ??= { loadBalancer: {} };
    for (const port of copy.spec?.ports ?? []) port.targetPort ??= 0;
  }
  const { kind, apiVersion, ...rest } = inGoOrder(copy) as any;
  return { kind, apiVersion, ...rest };
}
