import type { World } from '@/lib/world/world';
import type { ScriptCheck } from '../types';
import { failed, invalid, passed, type Outcome } from './outcome';

const SHOWN = 400;
/** Exit codes with which bash says that the script itself is at fault: not executable, not found. */
const SCRIPT_FAULTS = new Set([126, 127]);

/** A script on a host exits 0, or prints what it should. Call it on a fork: the script may change things. */
export function runScriptCheck(world: World, check: ScriptCheck): Outcome {
  if (!world.hosts.get(check.host)) return invalid(`no host ${check.host}`);
  const result = world.runScript({ host: check.host, user: check.user ?? 'root', text: check.run, name: 'check.sh' });
  const printed = result.stdout.trim();
  if (check.stdout !== undefined && result.exit === 0) {
    if (printed === check.stdout.trim()) return passed;
    return failed({ ko: check.stdout.trim(), en: check.stdout.trim() }, { ko: shorten(printed), en: shorten(printed) });
  }
  if (result.exit === 0) return passed;
  const said = shorten(`${result.stdout}${result.stderr}`.trim());
  if (SCRIPT_FAULTS.has(result.exit)) return invalid(`exit ${result.exit}: ${said}`);
  return failed(
    { ko: '종료 코드 0', en: 'exit code 0' },
    { ko: `종료 코드 ${result.exit}\n${said}`.trim(), en: `exit code ${result.exit}\n${said}`.trim() },
  );
}

const shorten = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
