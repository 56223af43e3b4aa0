import { CommandError } from '../errors';
import { parseGoDuration, type FlagValues } from '../flags/flag-values';

/** `--request-timeout` in milliseconds: whole seconds, or a duration; 0 for none (Models clientcmd.ParseTimeout). */
export function requestTimeout(flags: FlagValues): number {
  const text = flags.text('request-timeout') || '0';
  const ms = /^[-+]?\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (ms === undefined) {
    throw new CommandError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
  return Math.max(ms, 0);
}

/** Milliseconds as Go's time.Duration prints them: `1m30s`, `100ms`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return ms >= 1 ? `${trimmed(ms)}ms` : ms * 1e3 >= 1 ? `${trimmed(ms * 1e3)}µs` : `${Math.round(ms * 1e6)}ns`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = `${trimmed((ms % 60_000) / 1000)}s`;
  return hours > 0 ? `${hours}h${minutes}m${seconds}` : minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

const trimmed = (value: number): string => String(Number(value.toFixed(9)));
