import { SIGNAL_NUMBERS } from '../process/program';
import type { Process } from '../process/process';
import { cpuTimeOf } from '../process/usage';
import { isMet } from './conditions';
import type { Definition } from './definition';
import { commandsOf, launchCommand } from './launch-command';
import { restartAllowed, startLimitHit, wantsRestart } from './restart';
import { isGone, isSuccess, removeAll, signalOf, startTimeout, stopTimeout, tellEnd, victims } from './service-rules';
import { formatTimespan } from './timespan';
import type { UnitHost } from './unit-host';
import { type ExecStatus, type ServiceStep, type UnitResult } from './unit-state';

type Phase = ServiceStep['phase'];

const SETTINGS: Readonly<Record<Phase, string>> = {
  'start-pre': 'ExecStartPre',
  start: 'ExecStart',
  'start-post': 'ExecStartPost',
  reload: 'ExecReload',
  stop: 'ExecStop',
  'stop-post': 'ExecStopPost',
};
const MOST_EXEC = 24;
/** Worth telling: a second of CPU. */
const MENTIONED_MS = 1000;

const usec = (ms: number): number => ms * 1000;
const mainId = (name: string): string => `${name} main`;
const stepId = (name: string): string => `${name} step`;

/** Starts a service. Models service_start(). */
export function startService(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const state = host.state(name);
  const condition = isMet(host, definition);
  if (condition) {
    host.set(name, { condition: { text: condition.text, at: host.now() }, active: 'inactive', sub: 'dead' });
    if (condition.assert) {
      host.say(name, `Starting ${definition.title} failed: assertion was not met (${condition.text}).`, 3);
      return host.finished(name, 'failed');
    }
    host.say(name, `${definition.title} was skipped because of an unmet condition check (${condition.text}).`);
    return host.finished(name, 'skipped');
  }
  if (startLimitHit(host, definition)) {
    host.say(name, `${name}: Start request repeated too quickly.`, 4);
    host.set(name, {
      active: 'failed',
      sub: 'failed',
      result: state.result && state.result !== 'success' ? state.result : 'start-limit-hit',
    });
    host.say(name, `${name}: Failed with result '${host.state(name).result ?? 'start-limit-hit'}'.`, 4);
    host.finished(name, 'failed');
    return host.ended(name);
  }
  const invocation = host.kernel.state.sim.random.text(32, '0123456789abcdef');
  host.set(name, {
    starts: [...(state.starts ?? []), host.now()].slice(-200),
    invocation,
    result: 'success',
    exec: [],
    step: undefined,
    pid: undefined,
    exitCode: undefined,
    signal: undefined,
    condition: undefined,
    status: undefined,
    stopping: false,
    cpuMs: undefined,
  });
  const type = definition.serviceType;
  const isSimple = (type === 'simple' || type === 'idle') && definition.raw('Service.ExecStartPre').length === 0;
  if (!isSimple) host.say(name, `Starting ${definition.title}...`);
  const limit = startTimeout(definition);
  if (limit !== Infinity && !isSimple) host.later('timeout', name, limit / 1000);
  enterPhase(host, definition, 'start-pre');
}

function enterPhase(host: UnitHost, definition: Definition, phase: Phase): void {
  if (phase === 'start' && definition.serviceType !== 'oneshot') return startMain(host, definition);
  runCommand(host, definition, phase, 0);
}

/** States that a service is in while the commands of a phase run. */
const STATES: Readonly<Record<Phase, readonly ['activating' | 'deactivating' | 'reloading', string]>> = {
  'start-pre': ['activating', 'start-pre'],
  start: ['activating', 'start'],
  'start-post': ['activating', 'start-post'],
  reload: ['reloading', 'reload'],
  stop: ['deactivating', 'stop'],
  'stop-post': ['deactivating', 'stop-post'],
};

function runCommand(host: UnitHost, definition: Definition, phase: Phase, index: number): void {
  const { name } = definition;
  const command = commandsOf(definition, SETTINGS[phase])[index];
  if (!command) return phaseOver(host, definition, phase);
  const [active, sub] = STATES[phase];
  host.set(name, { active, sub, step: { phase, index } });
  const launched = launchCommand(host, definition, SETTINGS[phase], command);
  if ('failed' in launched) return couldNotRun(host, definition, phase, launched.failed);
  remember(host, name, launched.exec);
  if (!('process' in launched)) return commandOver(host, definition, launched.exec);
  // A oneshot's commands are its main processes.
  host.set(name, {
    step: { phase, index, pid: launched.process.pid },
    ...(phase === 'start' ? { pid: launched.process.pid } : {}),
  });
  host.hooks.own(host.kernel.name, launched.process.pid, stepId(name));
}

function remember(host: UnitHost, name: string, exec: ExecStatus): void {
  const others = (host.state(name).exec ?? []).filter(({ pid }) => pid !== exec.pid);
  host.set(name, { exec: [...others, exec].slice(-MOST_EXEC) });
}

function couldNotRun(host: UnitHost, definition: Definition, phase: Phase | 'main', why: string): void {
  const { name } = definition;
  host.say(name, `${name}: ${why}`, 4);
  host.say(name, `${name}: Failed to run '${phase === 'main' ? 'start' : phase}' task: No such file or directory`, 4);
  fail(host, definition, 'resources');
}

/** Starts what Type= says is the service itself. */
function startMain(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const command = commandsOf(definition, 'ExecStart')[0];
  if (!command) return fail(host, definition, 'resources');
  const type = definition.serviceType;
  host.set(name, { active: 'activating', sub: 'start', step: undefined });
  const launched = launchCommand(host, definition, 'ExecStart', command);
  if ('failed' in launched) return couldNotRun(host, definition, 'main', launched.failed);
  remember(host, name, launched.exec);
  const { pid } = launched.exec;
  if (type === 'forking') {
    if (!('process' in launched)) return commandOver(host, definition, launched.exec, 'start');
    host.set(name, { step: { phase: 'start', index: 0, pid } });
    return host.hooks.own(host.kernel.name, pid, stepId(name));
  }
  host.set(name, { pid });
  const isSimple = type === 'simple' || type === 'idle';
  if (!('process' in launched)) {
    // What is simple counts as started once it is forked; only then is it found out that it cannot be executed.
    if (isSimple) isRunning(host, definition);
    return mainOver(host, definition, launched.exec);
  }
  const { process } = launched;
  host.hooks.own(host.kernel.name, pid, mainId(name));
  const unit = name.replace(/\.service$/, '');
  const isStandIn = process.program === 'host-daemon';
  const refused = isStandIn ? host.hooks.refusal(host.kernel, unit, launched.process.argv) : undefined;
  if (refused !== undefined) {
    if (isSimple) isRunning(host, definition, false);
    host.kernel.state.writeJournal(unit, pid, refused, { identifier: unit });
    return host.kernel.end(process, 1);
  }
  // A daemon of the simulation is ready when it runs; what a shell runs says so by systemd-notify.
  if (isSimple || type === 'exec' || isStandIn || !SCRIPTS.has(process.program)) return isRunning(host, definition);
}

const SCRIPTS: ReadonlySet<string> = new Set(['bash', 'sh', 'systemd-notify', 'env']);

function isRunning(host: UnitHost, definition: Definition, tell = true): void {
  const { name } = definition;
  const process = host.kernel.state.process(host.state(name).pid ?? 0);
  if (process && tell) host.hooks.started(host.kernel, name.replace(/\.service$/, ''), process);
  enterPhase(host, definition, 'start-post');
}

/** What a service has told by sd_notify: `READY=1`, `STATUS=…`, `MAINPID=…`. */
export function notified(host: UnitHost, definition: Definition, text: string): void {
  const { name } = definition;
  for (const line of text.split('\n')) {
    const [key, value = ''] = [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
    const state = host.state(name);
    if (key === 'STATUS') host.set(name, { status: value });
    else if (key === 'MAINPID' && host.kernel.state.process(Number(value))) host.set(name, { pid: Number(value) });
    else if (key === 'READY' && state.active === 'activating' && state.sub === 'start') isRunning(host, definition);
    else if (key === 'STOPPING' && state.active === 'active') host.set(name, { active: 'deactivating', sub: 'stop-sigterm' });
  }
}

/** All commands of a phase have ended well. */
function phaseOver(host: UnitHost, definition: Definition, phase: Phase): void {
  const { name } = definition;
  host.set(name, { step: undefined });
  switch (phase) {
    case 'start-pre':
      return enterPhase(host, definition, 'start');
    case 'start':
      return enterPhase(host, definition, 'start-post');
    case 'start-post':
      host.never('timeout', name);
      return running(host, definition);
    case 'reload':
      host.set(name, { active: 'active', sub: host.state(name).pid ? 'running' : 'exited' });
      host.say(name, `Reloaded ${definition.title}.`);
      return host.finished(name, 'done');
    case 'stop':
      return terminate(host, definition);
    case 'stop-post':
      return dead(host, definition);
  }
}

function running(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const { pid } = host.state(name);
  const isOneshot = definition.serviceType === 'oneshot';
  if (pid !== undefined && host.kernel.state.process(pid) && !isOneshot) {
    host.set(name, { active: 'active', sub: 'running' });
    host.say(name, `Started ${definition.title}.`);
    const limit = definition.span('Service.RuntimeMaxSec', Infinity);
    if (limit !== Infinity) host.later('runtime', name, limit / 1000);
    return host.finished(name, 'done');
  }
  if (definition.flag('Service.RemainAfterExit', false)) {
    host.set(name, { active: 'active', sub: 'exited' });
    host.say(name, `${isOneshot ? 'Finished' : 'Started'} ${definition.title}.`);
    return host.finished(name, 'done');
  }
  if (!isOneshot) {
    // A simple one whose main process is gone already: its end is told of next.
    host.set(name, { active: 'active', sub: 'running' });
    host.say(name, `Started ${definition.title}.`);
    return host.finished(name, 'done');
  }
  terminate(host, definition);
}

/** Models service_sigchld_event(): a process that a service started has ended. */
export function serviceProcessEnded(host: UnitHost, definition: Definition, process: Process, role: string): void {
  const { name } = definition;
  const known = host.state(name).exec?.find(({ pid }) => pid === process.pid);
  const change = process.change;
  const signal = change?.signal ? SIGNAL_NUMBERS[change.signal] : undefined;
  const text = process.argv.join(' ');
  const exec: ExecStatus = {
    ...(known ?? { setting: 'ExecStart', text, path: process.exe, pid: process.pid, startedAt: process.startedAt }),
    endedAt: host.now(),
    ...(signal ? { signal } : { code: change?.code ?? 0 }),
  };
  host.set(name, { cpuMs: (host.state(name).cpuMs ?? 0) + cpuTimeOf(host.kernel.state, process).usedMs });
  remember(host, name, exec);
  if (role === 'main') mainOver(host, definition, exec);
  else if (role === 'step') commandOver(host, definition, exec);
  processGone(host, definition);
}

/** Something of the control group has ended: what waits for it to be empty goes on. */
export function processGone(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const { sub, active } = host.state(name);
  if ((sub === 'stop-sigterm' || sub === 'stop-sigkill') && isGone(host, definition)) return afterKill(host, definition);
  if (active === 'active' && sub === 'running' && host.state(name).pid === undefined && host.processes(name).length === 0)
    enterStop(host, definition);
}

function mainOver(host: UnitHost, definition: Definition, exec: ExecStatus): void {
  const { name } = definition;
  const success = isSuccess(definition, exec) || commandsOf(definition, 'ExecStart')[0]?.ignoreFailure === true;
  const { sub, active } = host.state(name);
  host.set(name, { exitCode: exec.code, signal: exec.signal, pid: undefined });
  if (!success) tellEnd(host, name, 'Main process exited', exec, 5);
  const result: UnitResult = success ? 'success' : exec.signal === undefined ? 'exit-code' : 'signal';
  if (result !== 'success' && (host.state(name).result ?? 'success') === 'success') host.set(name, { result });
  host.never('runtime', name);
  host.hooks.stopped(host.kernel, name.replace(/\.service$/, ''));
  if (active === 'deactivating') return;
  if (active === 'activating' && sub === 'start') {
    // It ended before it said that it is ready.
    if (success && definition.serviceType !== 'oneshot') host.set(name, { result: 'protocol' });
    return success && definition.serviceType === 'exec' ? enterStop(host, definition) : stopAfterFailure(host, definition);
  }
  if (active === 'activating' && sub === 'start-post') return stopAfterFailure(host, definition);
  if (active === 'active' || active === 'reloading') {
    if (definition.flag('Service.RemainAfterExit', false) && success) return host.set(name, { active: 'active', sub: 'exited' });
    enterStop(host, definition, success);
  }
}

function commandOver(host: UnitHost, definition: Definition, exec: ExecStatus, forced?: Phase): void {
  const { name } = definition;
  const { step } = host.state(name);
  const phase = forced ?? step?.phase;
  if (!phase) return;
  const index = step?.index ?? 0;
  const command = commandsOf(definition, SETTINGS[phase])[index];
  const isMain = phase === 'start' && definition.serviceType !== 'forking';
  const success = isSuccess(definition, exec) || command?.ignoreFailure === true;
  if (isMain) host.set(name, { exitCode: exec.code, signal: exec.signal, pid: undefined });
  host.set(name, { step: step ? { phase: step.phase, index } : undefined });
  if (success) {
    if (phase === 'start' && definition.serviceType === 'forking') return forked(host, definition);
    return runCommand(host, definition, phase, index + 1);
  }
  tellEnd(host, name, isMain ? 'Main process exited' : 'Control process exited', exec, 5);
  const result: UnitResult = exec.signal === undefined ? 'exit-code' : 'signal';
  if (phase === 'reload') {
    host.set(name, { active: 'active', sub: host.state(name).pid ? 'running' : 'exited', step: undefined });
    host.say(name, `Reload failed for ${definition.title}.`, 3);
    return host.finished(name, 'failed');
  }
  host.set(name, { result });
  if (phase === 'stop') return terminate(host, definition);
  if (phase === 'stop-post') return dead(host, definition);
  stopAfterFailure(host, definition);
}

/** The parent of a forking service has gone: its PIDFile=, or the one process that is left, is the main one. */
function forked(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const file = definition.own('PIDFile');
  const path = file === undefined ? undefined : file.startsWith('/') ? file : `/run/${file}`;
  const written = path === undefined ? undefined : Number.parseInt(host.kernel.tree().tryFind(path)?.inode.text ?? '', 10);
  if (path !== undefined && !(written && host.kernel.state.process(written))) {
    host.say(name, `${name}: Can't open PID file ${path} (yet?) after start: No such file or directory`, 4);
    host.set(name, { result: 'protocol' });
    return stopAfterFailure(host, definition);
  }
  const pid = written ?? host.processes(name)[0]?.pid;
  if (pid === undefined) {
    host.set(name, { result: 'protocol' });
    return stopAfterFailure(host, definition);
  }
  host.set(name, { pid, step: undefined });
  host.hooks.own(host.kernel.name, pid, mainId(name));
  isRunning(host, definition);
}

function stopAfterFailure(host: UnitHost, definition: Definition): void {
  host.never('timeout', definition.name);
  terminate(host, definition);
}

function fail(host: UnitHost, definition: Definition, result: UnitResult): void {
  host.set(definition.name, { result });
  stopAfterFailure(host, definition);
}

/** Stops a service that runs. Models service_stop(). */
export function stopService(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const { active, sub } = host.state(name);
  host.set(name, { stopping: true });
  if (sub === 'auto-restart') {
    host.never('restart', name);
    host.say(name, `Stopped ${definition.title}.`);
    host.set(name, { active: 'inactive', sub: 'dead' });
    return host.finished(name, 'done');
  }
  if (active === 'inactive' || active === 'failed') return host.finished(name, 'done');
  host.say(name, `Stopping ${definition.title}...`);
  if (active === 'activating') return terminate(host, definition);
  enterStop(host, definition);
}

function enterStop(host: UnitHost, definition: Definition, runStop = true): void {
  const limit = stopTimeout(definition);
  if (limit !== Infinity) host.later('timeout', definition.name, limit / 1000);
  if (runStop && commandsOf(definition, 'ExecStop').length > 0) return runCommand(host, definition, 'stop', 0);
  terminate(host, definition);
}

/** SIGTERM for what is left, SIGKILL when the time is over. */
function terminate(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const limit = stopTimeout(definition);
  if (limit !== Infinity) host.later('timeout', name, limit / 1000);
  host.set(name, { active: 'deactivating', sub: 'stop-sigterm', step: undefined });
  const mixed = definition.value('Service.KillMode') === 'mixed';
  const main = host.state(name).pid;
  for (const process of victims(host, definition)) {
    host.kernel.kill(process, mixed && process.pid !== main ? 'KILL' : signalOf(definition));
    host.kernel.kill(process, 'CONT');
  }
  if (host.state(name).sub === 'stop-sigterm' && isGone(host, definition)) afterKill(host, definition);
}

function afterKill(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  host.never('timeout', name);
  if (commandsOf(definition, 'ExecStopPost').length > 0) return runCommand(host, definition, 'stop-post', 0);
  dead(host, definition);
}

/** Models service_enter_dead(). */
function dead(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  host.never('timeout', name);
  const { result = 'success', stopping, cpuMs = 0, job } = host.state(name);
  const asked = stopping === true;
  host.set(name, { step: undefined, pid: undefined });
  for (const directory of definition.words('Service.RuntimeDirectory')) {
    if (!/^(yes|restart)$/.test(definition.value('Service.RuntimeDirectoryPreserve') ?? 'no')) removeAll(host, `/run/${directory}`);
  }
  if (result === 'success') host.say(name, `${name}: Deactivated successfully.`);
  else host.say(name, `${name}: Failed with result '${result}'.`, 4);
  const restart = !asked && wantsRestart(definition, result, host.state(name));
  const wasStarting = job?.type === 'start' || job?.type === 'restart';
  host.set(
    name,
    restart
      ? { active: 'activating', sub: 'auto-restart' }
      : result === 'success'
        ? { active: 'inactive', sub: 'dead' }
        : { active: 'failed', sub: 'failed' },
  );
  const isOneshot = definition.serviceType === 'oneshot';
  if (asked) host.say(name, `Stopped ${definition.title}.`);
  else if (wasStarting && result === 'success' && isOneshot) host.say(name, `Finished ${definition.title}.`);
  else if (wasStarting) host.say(name, `Failed to start ${definition.title}.`, 3);
  if (cpuMs >= MENTIONED_MS) host.say(name, `${name}: Consumed ${formatTimespan(usec(cpuMs), 1000)} CPU time.`);
  if (restart) host.later('restart', name, definition.span('Service.RestartSec', 100_000) / 1000);
  host.finished(name, asked || (result === 'success' && isOneshot) ? 'done' : 'failed');
  if (!restart) host.ended(name);
}

/** RestartSec= is over. */
export function restartService(host: UnitHost, name: string): void {
  const state = host.state(name);
  if (state.sub !== 'auto-restart') return;
  const restarts = (state.restarts ?? 0) + 1;
  host.say(name, `${name}: Scheduled restart job, restart counter is at ${restarts}.`);
  host.set(name, { restarts, active: 'inactive', sub: 'dead' });
  restartAllowed(host, name);
}

/** A time limit of systemd's has passed. */
export function serviceTimedOut(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const { active, sub } = host.state(name);
  if (active === 'activating') {
    host.say(name, `${name}: ${sub === 'start' ? 'start' : sub} operation timed out. Terminating.`, 4);
    return fail(host, definition, 'timeout');
  }
  if (sub === 'stop') {
    host.say(name, `${name}: Stopping timed out. Terminating.`, 4);
    return terminate(host, definition);
  }
  if (sub !== 'stop-sigterm' && sub !== 'stop-post') return;
  host.say(name, `${name}: State '${sub}' timed out. Killing.`, 4);
  const left = host.processes(name);
  host.set(name, { sub: 'stop-sigkill', result: 'timeout' });
  for (const process of left) {
    host.say(name, `${name}: Killing process ${process.pid} (${process.argv[0]?.split('/').pop()}) with signal SIGKILL.`, 5);
    host.kernel.kill(process, 'KILL');
  }
  if (host.state(name).sub === 'stop-sigkill') afterKill(host, definition);
}

/** RuntimeMaxSec= is over. */
export function serviceTooLong(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  if (host.state(name).active !== 'active') return;
  host.say(name, `${name}: Service reached runtime time limit. Stopping.`, 4);
  host.set(name, { result: 'timeout' });
  enterStop(host, definition);
}

/** Runs ExecReload=. False when there is none. */
export function reloadService(host: UnitHost, definition: Definition): boolean {
  if (commandsOf(definition, 'ExecReload').length === 0) return false;
  host.say(definition.name, `Reloading ${definition.title}...`);
  runCommand(host, definition, 'reload', 0);
  return true;
}
