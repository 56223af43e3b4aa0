import { describe, expect, it } from 'vitest';
import type { Pod } from '@/lib/api/models';
import { restartsText, summarizePod } from './columns';

const pod = (status: object, more: object = {}, spec: object = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...more },
    spec: { containers: [{ name: 'c' }], ...spec },
    status,
  }) as unknown as Pod;
const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };

describe('summarizePod', () => {
  it.each([
    ['Pending', pod({ phase: 'Pending' })],
    ['Running', pod({ phase: 'Running', containerStatuses: [running] })],
    [
      'CrashLoopBackOff',
      pod({ phase: 'Running', containerStatuses: [{ ...running, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
    ],
    [
      'Completed',
      pod({
        phase: 'Succeeded',
        containerStatuses: [{ ...running, ready: false, state: { terminated: { reason: 'Completed', exitCode: 0 } } }],
      }),
    ],
    ['ExitCode:3', pod({ phase: 'Failed', containerStatuses: [{ ...running, state: { terminated: { exitCode: 3 } } }] })],
    ['Signal:9', pod({ phase: 'Failed', containerStatuses: [{ ...running, state: { terminated: { exitCode: 137, signal: 9 } } }] })],
    ['Terminating', pod({ phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['SchedulingGated', pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] })],
    [
      'Init:0/1',
      pod({ phase: 'Pending', initContainerStatuses: [{ ...running, name: 'i', ready: false }] }, {}, { initContainers: [{ name: 'i' }] }),
    ],
    [
      'Init:CrashLoopBackOff',
      pod(
        { phase: 'Pending', initContainerStatuses: [{ ...running, name: 'i', state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
        {},
        { initContainers: [{ name: 'i' }] },
      ),
    ],
    ['Evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
  ])('says %s', (status, object) => {
    expect(summarizePod(object).status).toBe(status);
  });

  it('counts sidecars as containers', () => {
    const summary = summarizePod(
      pod(
        { phase: 'Running', initContainerStatuses: [{ ...running, name: 's', started: true }], containerStatuses: [running] },
        {},
        { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      ),
    );
    expect([summary.ready, summary.total]).toEqual([2, 2]);
  });

  it('tells when the last restart was', () => {
    const lastState = { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:00Z' } };
    const summary = summarizePod(pod({ phase: 'Running', containerStatuses: [{ ...running, restartCount: 3, lastState }] }));
    expect(restartsText(summary, Date.parse('2026-01-01T00:00:05Z'))).toBe('3 (5s ago)');
  });
});
