import { describe, expect, it } from 'vitest';
import { parseCron } from './cron';

const next = (schedule: string, after: string, zone?: string) => {
  const at = parseCron(schedule, zone).next(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 19);
};

describe('parseCron', () => {
  it.each([
    ['* * * * *', '2026-11-21T00:00:00Z', '2026-11-21T00:01:00'],
    ['*/15 * * * *', '2026-11-21T00:00:30Z', '2026-11-21T00:15:00'],
    ['30 5 * * mon', '2026-11-21T00:00:00Z', '2026-11-23T05:30:00'],
    ['0 0 29 feb *', '2026-11-21T00:00:00Z', '2028-02-29T00:00:00'],
    ['0 0 13 * 5', '2026-11-21T00:00:00Z', '2026-11-27T00:00:00'],
    ['0 0 */2 * 5', '2026-11-21T00:00:00Z', '2026-11-23T00:00:00'],
    ['5/20 1-3 * * *', '2026-11-21T01:45:00Z', '2026-11-21T02:05:00'],
    ['@hourly', '2026-11-21T23:10:00Z', '2026-11-22T00:00:00'],
    ['@every 1h30m', '2026-11-21T00:00:00.500Z', '2026-11-21T01:30:00'],
  ])('%s after %s is %s', (schedule, after, expected) => expect(next(schedule, after)).toBe(expected));

  it('knows zones and leaves out times that clock changes skip', () => {
    expect(next('0 9 * * *', '2026-11-21T00:30:00Z', 'Asia/Seoul')).toBe('2026-11-22T00:00:00');
    expect(next('30 2 * * *', '2026-03-08T00:00:00-08:00', 'America/Los_Angeles')).toBe('2026-03-09T09:30:00');
    expect(next('TZ=Asia/Seoul 0 9 * * *', '2026-11-20T23:30:00Z')).toBe('2026-11-21T00:00:00');
  });

  it('finds no time that never comes', () => expect(next('0 0 30 2 *', '2026-11-21T00:00:00Z')).toBeUndefined());
  it('refuses an unknown zone', () => expect(() => parseCron('* * * * *', 'Nowhere/City')).toThrow(RangeError));
});
