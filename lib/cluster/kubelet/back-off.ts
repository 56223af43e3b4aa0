import type { BackOff } from './pod-record';

const INITIAL_MS = 10_000;
export const MAX_MS = 300_000;

const expired = (entry: BackOff, at: number): boolean => at - entry.updated > 2 * MAX_MS;

/** Milliseconds still to wait after something that happened at `at`; 0: try now. Models Backoff.IsInBackOffSince. */
export function backOffLeft(entry: BackOff | undefined, at: number, now: number): number {
  if (!entry || expired(entry, at)) return 0;
  return Math.max(0, entry.ms - (now - at));
}

/** The entry after one more failure. Models Backoff.Next: 10 s, doubled up to 5 min, anew after 10 quiet minutes. */
export const nextBackOff = (entry: BackOff | undefined, at: number, now: number): BackOff => ({
  ms: !entry || expired(entry, at) ? INITIAL_MS : Math.min(entry.ms * 2, MAX_MS),
  updated: now,
});

/** `10s`, `1m20s`, `5m0s`, as Go prints the durations of back-offs. */
export function goSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** A duration rounded to milliseconds as Go prints it: `308ms`, `1.2s`, `1m3.5s`. */
export function goDuration(ms: number): string {
  if (ms <= 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const seconds = Number(((ms % 60_000) / 1000).toFixed(3));
  return ms < 60_000 ? `${seconds}s` : `${Math.floor(ms / 60_000)}m${seconds}s`;
}
