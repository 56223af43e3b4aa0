import type { Sys } from '@/lib/hosts/process/sys';
import { unitName } from '@/lib/hosts/systemd/unit-name';
import type { Io, Task } from '../command/stdio';
import { actOn, unitOf, type UnitAnswer } from './unit-calls';

export const NO_INSTALL = `The unit files have no installation config (WantedBy=, RequiredBy=, UpheldBy=,
Also=, or Alias= settings in the [Install] section, and DefaultInstance= for
template units). This means they are not meant to be enabled or disabled using systemctl.
 
Possible reasons for having these kinds of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/, .requires/, or .upholds/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
`;

/** Exit status of a refused verb. Models translate_bus_error_to_exit_status(). */
const exitOf = ({ code }: UnitAnswer): number =>
  code === 'no-such-unit' ? 5 : code === 'not-applicable' ? 3 : code === 'no-isolation' ? 4 : 1;

export interface VerbOptions {
  readonly quiet: boolean;
  readonly noBlock: boolean;
  readonly now: boolean;
  readonly force: boolean;
  readonly runtime: boolean;
  readonly noWarn: boolean;
  readonly signal?: string;
  readonly whom?: string;
}

const WORD: Readonly<Record<string, string>> = {
  'try-restart': 'try-restart',
  'reload-or-restart': 'reload-or-restart',
  'try-reload-or-restart': 'try-reload-or-restart',
  isolate: 'start',
};

/** `Interactive authentication required.`, as everybody but root hears it. */
function* denied(io: Io, verb: string, name: string): Task<number> {
  yield* io.stderr(`Failed to ${verb} ${name}: Interactive authentication required.\n`);
  if (!/^(enable|disable|mask|unmask|daemon-reload|set-default|link|preset|reenable|kill|reset-failed)$/.test(verb))
    yield* io.stderr(`See system logs and 'systemctl status ${name}' for details.\n`);
  return 1;
}

/** A verb that puts jobs on the queue; waits for them unless told not to. */
export function* runJobs(io: Io, sys: Sys, verb: string, names: readonly string[], options: VerbOptions): Task<number> {
  if (sys.uid() !== 0) return yield* denied(io, verb, unitName(names[0] ?? ''));
  let code = 0;
  const before = names.map((name) => unitOf(sys, name));
  const waiting: { unit: string; id: number }[] = [];
  for (const [i, name] of names.entries()) {
    const answer = actOn(sys, verb, [name]);
    if (before[i]?.needsReload && !options.quiet)
      yield* io.stderr(
        `Warning: The unit file, source configuration file or drop-ins of ${before[i]!.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`,
      );
    waiting.push(...(answer.jobs ?? []));
    if (answer.ok) {
      if (
        verb === 'stop' &&
        before[i]!.triggeredBy.some((one) => unitOf(sys, one).activeState === 'active') &&
        !options.quiet &&
        !options.noWarn
      )
        yield* io.stderr(
          `Stopping '${before[i]!.name}', but its triggering units are still active:\n${before[i]!.triggeredBy.join(', ')}\n`,
        );
      continue;
    }
    code = exitOf(answer);
    yield* io.stderr(`Failed to ${WORD[verb] ?? verb} ${unitName(name)}: ${answer.error}\n`);
    if (answer.code !== 'no-such-unit' && !/masked/.test(answer.error ?? '') && !/may not be isolated/.test(answer.error ?? ''))
      yield* io.stderr(`See system logs and 'systemctl status ${unitName(name)}' for details.\n`);
  }
  if (options.noBlock) return code;
  for (const { unit, id } of waiting) code = (yield* waitForJob(io, sys, unit, id, options.quiet)) || code;
  return code;
}

const WHY: Readonly<Record<string, string>> = {
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  timeout: 'a timeout was exceeded',
  protocol: 'the service did not take the steps required by its unit configuration',
  resources: 'of unavailable resources or another system error',
  'start-limit-hit': 'start of the service was attempted too often',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
};

/** Models check_wait_response() and log_job_error_with_service_result(). */
function* waitForJob(io: Io, sys: Sys, unit: string, id: number, quiet: boolean): Task<number> {
  for (;;) {
    const status = unitOf(sys, unit);
    if (status.job?.id === id) {
      yield { channels: [status.channel] };
      continue;
    }
    const done = status.done?.id === id ? status.done.result : 'done';
    if (done === 'done' || done === 'skipped') return 0;
    if (quiet) return 1;
    const details = `See "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`;
    if (done === 'canceled') yield* io.stderr(`Job for ${unit} canceled.\n`);
    else if (done === 'dependency') yield* io.stderr(`A dependency job for ${unit} failed. See 'journalctl -xe' for details.\n`);
    else {
      yield* io.stderr(
        `Job for ${unit} failed${unit.endsWith('.service') ? ` because ${WHY[status.result] ?? 'the control process exited with error code'}` : ''}.\n${details}`,
      );
      if (status.result === 'start-limit-hit')
        yield* io.stderr(`To force a start use "systemctl reset-failed ${unit}"\nfollowed by "systemctl start ${unit}" again.\n`);
    }
    return 1;
  }
}

/** enable, disable, mask and their kin. */
export function* changeLinks(io: Io, sys: Sys, verb: string, names: readonly string[], options: VerbOptions): Task<number> {
  if (sys.uid() !== 0) return yield* deniedUnit(io, verb);
  const answer = actOn(sys, verb, names, { force: options.force, runtime: options.runtime });
  if (answer.output && !options.quiet) yield* io.stderr(answer.output);
  if (!answer.ok) {
    yield* io.stderr(`${answer.error}\n`);
    return 1;
  }
  if (answer.nothing && !options.quiet && (verb === 'enable' || verb === 'disable')) yield* io.stderr(NO_INSTALL);
  if (!options.now) return 0;
  const action =
    verb === 'enable' || verb === 'reenable'
      ? verb === 'enable'
        ? 'start'
        : 'restart'
      : verb === 'disable' || verb === 'mask'
        ? 'stop'
        : undefined;
  const there = names
    .map((name) => name.slice(name.lastIndexOf('/') + 1))
    .filter((name) => action !== 'stop' || unitOf(sys, name).activeState !== 'inactive');
  return action && there.length > 0 ? yield* runJobs(io, sys, action, there, { ...options, now: false }) : 0;
}

function* deniedUnit(io: Io, verb: string): Task<number> {
  yield* io.stderr(`Failed to ${verb} unit: Interactive authentication required.\n`);
  return 1;
}

/** kill, reset-failed, daemon-reload: what is done at once. */
export function* actAtOnce(io: Io, sys: Sys, verb: string, names: readonly string[], options: VerbOptions): Task<number> {
  if (sys.uid() !== 0) {
    yield* io.stderr(
      `Failed to ${verb === 'daemon-reload' ? 'reload daemon' : `${verb} ${unitName(names[0] ?? 'units')}`}: Interactive authentication required.\n`,
    );
    return 1;
  }
  const answer = actOn(sys, verb, names, { signal: options.signal, whom: options.whom });
  if (answer.ok) return 0;
  const what = verb === 'kill' ? 'kill unit' : verb === 'reset-failed' ? 'reset failed state of unit' : verb;
  yield* io.stderr(`Failed to ${what} ${answer.unit ?? ''}: ${answer.error}\n`);
  return exitOf(answer) === 5 ? 5 : 1;
}
