import type { JournalEntry } from '@/lib/hosts/process/machine-state';
import { identifierOf } from './journal';

const SUPPORT = 'Support: http://www.ubuntu.com/support';

/** Explanations that `journalctl -x` adds to messages of systemd: which message, its subject, what it means. */
const CATALOG: readonly (readonly [pattern: RegExp, subject: string, text: (unit: string, match: RegExpExecArray) => string])[] = [
  [
    /^Started (\S+)|^Finished (\S+)|^Reached target (\S+)|^Mounted (\S+)/,
    'A start job for unit UNIT has finished successfully',
    (unit) => `A start job for unit ${unit} has finished successfully.`,
  ],
  [/^Starting (\S+)/, 'A start job for unit UNIT has begun execution', (unit) => `A start job for unit ${unit} has begun execution.`],
  [/^Failed to start (\S+)/, 'A start job for unit UNIT has failed', (unit) => `A start job for unit ${unit} has finished with a failure.`],
  [
    /^Dependency failed for (\S+)/,
    'A start job for unit UNIT has failed',
    (unit) => `A start job for unit ${unit} has finished with a failure.\n-- The job result is dependency.`,
  ],
  [/^Stopping (\S+)/, 'A stop job for unit UNIT has begun execution', (unit) => `A stop job for unit ${unit} has begun execution.`],
  [/^Stopped (\S+)/, 'A stop job for unit UNIT has finished', (unit) => `A stop job for unit ${unit} has finished.`],
  [
    /^(\S+): Main process exited, code=(\w+), status=(\S+)/,
    'Unit process exited',
    (unit, match) =>
      `An ExecStart= process belonging to unit ${unit} has exited.\n-- \n-- The process' exit code is '${match[2]}' and its exit status is ${/^\d+/.exec(match[3]!)?.[0]}.`,
  ],
  [
    /^(\S+): Failed with result '([\w-]+)'/,
    'Unit failed',
    (unit, match) => `The unit ${unit} has entered the 'failed' state with result '${match[2]}'.`,
  ],
  [/^(\S+): Deactivated successfully/, 'Unit succeeded', (unit) => `The unit ${unit} has successfully entered the 'dead' state.`],
  [
    /^(\S+): Scheduled restart job/,
    'Automatic restarting of a unit has been scheduled',
    (unit) =>
      `Automatic restarting of the unit ${unit} has been scheduled, as the result for\n-- the configured Restart= setting for the unit.`,
  ],
];

/** The explanation of an entry; empty: there is none. */
export function catalogText(entry: JournalEntry): string {
  if (identifierOf(entry) !== 'systemd') return '';
  for (const [pattern, subject, text] of CATALOG) {
    const match = pattern.exec(entry.text);
    if (!match) continue;
    const unit = (match.slice(1).find(Boolean) ?? entry.unit).replace(/[:.]*$/, '');
    const lines = `Subject: ${subject.replace('UNIT', unit)}\nDefined-By: systemd\n${SUPPORT}\n\n${text(unit, match)}`;
    return `${lines
      .split('\n')
      .map((line) => (line.startsWith('-- ') ? `░░ ${line.slice(3)}` : `░░ ${line}`))
      .join('\n')}\n`;
  }
  return '';
}
