import type { KubeObject } from '@/lib/api/object';

/** Status, message and error of a component's Healthy condition. */
export function componentCondition(component: KubeObject): { status: string; message: string; error: string } {
  const found = (component.conditions ?? []).find((c: { type: string }) => c.type === 'Healthy') as
    { status: string; message?: string; error?: string } | undefined;
  const status = found?.status === 'True' ? 'Healthy' : found?.status === 'False' ? 'Unhealthy' : 'Unknown';
  return { status, message: found?.message ?? '', error: found?.error ?? '' };
}
