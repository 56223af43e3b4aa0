import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nextElapse, parseCalendar, showCalendar } from './calendar';
import { formatTimespan, parseTimespan } from './timespan';
import { parseTimestamp } from './timestamp';

const ENV = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
const isThere = spawnSync('systemd-analyze', ['--version']).status === 0;
const analyze = (...args: string[]) => {
  const { stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8', env: ENV });
  const line = (name: string) => new RegExp(`^\\s*${name}: (.*)$`, 'm').exec(stdout)?.[1];
  return line;
};
const stamp = (ms: number) => `${new Date(ms).toUTCString().slice(0, 3)} ${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const NOW = Date.UTC(2026, 0, 15, 9, 0, 0);

const CALENDARS = [
  ...['minutely', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'semiannually', 'yearly', 'annually'],
  ...['Mon..Fri 10:00', 'Mon,Wed *-*-* 00:00:00', 'Sat,Sun 20:30', 'Mon,Tue,Wed,Thu 3:00', 'Fri', 'monday 7:00'],
  ...['*-*-1..7 18:00', '*:0/5', '*:*:10,20/15', '*:0/15:30', '00..05/2:00', '0/6:00', '*-*-* 00/2:00:00', '*-*-01/5', '*-2,4,6-1'],
  ...[
    '2026-*-01 4:00 UTC',
    '2027-01-15',
    '2026-01-15 10:00',
    '*-02-29',
    'Sat *-*~07/1 12:00',
    '*-*~1',
    '*-02~01',
    '10:30',
    '03:00:15',
    '26-02-01',
  ],
  ...['Thu *-*-* 09:00:00', '*-*-15 09:00', '9..17:30', 'Mon..Sun 5:00', '*-*-31', '*:30', '12,14,13,12:20'],
];
const REFUSED = ['foo', '25:00', 'Mon..', '*-13-01', '1:2:3:4', '*:60', '*-*-32', 'Mon Tue', '5..3:00', '*:0/0', 'Sun..Tue 1:00', '*:0/90'];
const SPANS = [
  '5min 20s',
  '1.5h',
  '90',
  '1y 2month 3w',
  '100ms',
  '1500us',
  '2 weeks 3 h',
  '0',
  'infinity',
  '1h1m',
  '3.25s',
  '59.9',
  '61.5s',
  '1M',
];
const MORE_SPANS = ['1d', '36h', '7days', '10 minutes', '1hr', '999ms', '1.001ms', '3d4h5min6s', '2s500ms'];
const NO_SPANS = ['xx', '5 foo', 'min', '', '1..5s', '-5s'];

describe.skipIf(!isThere)('times as systemd-analyze reads them', () => {
  it.each(CALENDARS)('calendar %s', (text) => {
    const real = analyze('calendar', text, '--base-time=2026-01-15 09:00:00 UTC');
    const ours = parseCalendar(text);
    expect(ours && showCalendar(ours)).toBe(real('Normalized form'));
    const next = ours && nextElapse(ours, NOW);
    expect(next === undefined ? 'never' : stamp(next)).toBe(real('Next elapse'));
  });

  it.each(REFUSED)('calendar %s is refused', (text) => {
    expect(spawnSync('systemd-analyze', ['calendar', text], { env: ENV }).status).toBe(1);
    expect(parseCalendar(text)).toBeUndefined();
  });

  it.each([...SPANS, ...MORE_SPANS])('span %s', (text) => {
    const real = analyze('timespan', text);
    const ours = parseTimespan(text);
    expect(ours === undefined ? undefined : formatTimespan(ours)).toBe(real('Human'));
    if (ours !== Infinity) expect(String(ours)).toBe(real('[μµ]s'));
  });

  it.each(NO_SPANS)('span %j is refused', (text) => {
    expect(spawnSync('systemd-analyze', ['timespan', text], { env: ENV }).status).toBe(1);
    expect(parseTimespan(text)).toBeUndefined();
  });

  it.each(['2026-01-15 10:11:12', '2026-01-15', '26-01-15 10:00', '@1768467600', 'Thu 2026-01-15 10:00:00 UTC'])('timestamp %s', (text) => {
    const real = analyze('timestamp', text)('Normalized form');
    const ours = parseTimestamp(text, NOW);
    expect(ours === undefined ? undefined : stamp(ours)).toBe(real);
  });

  it.each(['foo', '2026-13-01', '25:00', '@x', ''])('timestamp %j is refused', (text) => {
    expect(spawnSync('systemd-analyze', ['timestamp', text], { env: ENV }).status).toBe(1);
    expect(parseTimestamp(text, NOW)).toBeUndefined();
  });
});

describe('relative times', () => {
  it('counts from the clock', () => {
    expect(parseTimestamp('1h ago', NOW)).toBe(NOW - 3_600_000);
    expect(parseTimestamp('-15min', NOW)).toBe(NOW - 900_000);
    expect(parseTimestamp('+1d', NOW)).toBe(NOW + 86_400_000);
    expect(parseTimestamp('yesterday', NOW)).toBe(Date.UTC(2026, 0, 14));
    expect(parseTimestamp('08:30', NOW)).toBe(Date.UTC(2026, 0, 15, 8, 30));
  });
});
