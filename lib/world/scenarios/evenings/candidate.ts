import { expect } from 'vitest';
import type { Terminal } from '../../terminal';
import type { Stage } from '../stage';

/** An evening is long: seconds on a quiet machine, a minute on a busy one. */
export const EVENING = { timeoutMs: 180_000 };

/** Virtual milliseconds between two looks at the screen. */
const GLANCE_MS = 100;
/** Virtual milliseconds after which a line that has not come back to a prompt is a failure. */
const PATIENCE_MS = 900_000;
/** Virtual milliseconds that a full-screen program gets for keys. */
const KEYS_MS = 400;
/** A full-screen program gives the screen back. */
const LEFT_SCREEN = /\x1b\[\?1049l/g;
/** Ubuntu's prompt, also where the output before it has no last newline. */
const PROMPT = /(?:root|ubuntu|[a-z]+(?=@base))@[\w.-]+:[^\n]*[$#] $/;
const CONTROL = /\x1b(?:\[[?>\d;]*[A-Za-z]|\][^\x07]*\x07|[=>()][0-9A-B]?)|\r/g;

/** Somebody who sits at a terminal of 240 columns: what is typed goes key by key through the tty and the line editor. */
export class Candidate {
  private readonly terminal: Terminal;
  private offset = 0;

  constructor(
    private readonly stage: Stage,
    options: { readonly host?: string; readonly user?: string } = {},
  ) {
    const { host = stage.world.defaultHost, user = 'root' } = options;
    this.terminal = stage.world.openTerminal({ host, user, columns: 240, rows: 40 });
    this.untilPrompt('login');
  }

  /**
   * Types a line (or several, as pasted one after the other) and waits for the prompt. Returns what was shown in between,
   * without control sequences and without the echo of a single line.
   */
  type(text: string): string {
    const lines = text.split('\n');
    this.terminal.input(`${lines.join('\r')}\r`);
    const shown = this.untilPrompt(text);
    const body = shown.slice(lines.length === 1 ? shown.indexOf('\n') + 1 : 0);
    return body.replace(PROMPT, '').replace(/\n$/, '');
  }

  /** Types a line and then `echo $?`: what was shown and the exit status. */
  status(line: string): { readonly shown: string; readonly exit: number } {
    const shown = this.type(line);
    return { shown, exit: Number(this.type('echo $?')) };
  }

  /** Keys for a program that fills the screen; they are not waited for. Returns what it drew. */
  keys(text: string): string {
    this.terminal.input(text);
    this.stage.world.sim.runUntil(this.stage.world.sim.now() + KEYS_MS);
    expect(this.stage.world.fault).toBeUndefined();
    return this.take();
  }

  /** Opens a program that fills the screen. Returns what it drew. */
  open(line: string): string {
    return this.keys(`${line}\r`);
  }

  /** The last keys for a program that fills the screen: waits for the prompt after it. Returns what was shown. */
  leave(keys: string): string {
    this.terminal.input(keys);
    return this.untilPrompt(JSON.stringify(keys));
  }

  private take(): string {
    const { text, offset } = this.terminal.read(this.offset);
    this.offset = offset;
    return text.replace(LEFT_SCREEN, '\n').replace(CONTROL, '');
  }

  private untilPrompt(what: string): string {
    const { sim } = this.stage.world;
    const end = sim.now() + PATIENCE_MS;
    let shown = '';
    for (let glance = 1; sim.now() < end; glance = Math.min(glance * 2, GLANCE_MS)) {
      sim.runUntil(sim.now() + glance);
      shown += this.take();
      if (PROMPT.test(shown)) break;
    }
    expect(this.stage.world.fault).toBeUndefined();
    expect({ what, shown, prompt: PROMPT.test(shown) }).toEqual({ what, shown, prompt: true });
    return shown;
  }
}
