import { Sim, type SimSnapshot } from '@/lib/sim/sim';
import type { TerminalOptions, TerminalPort, WorldPort } from '../world-port';

interface Screen {
  line: string;
  output: string;
  queue: string[];
  spins: boolean;
}

/** A world of nothing but terminals: answers `line` by `[line]`; `spin` never ends and writes a dot every 1,000 steps. */
export class EchoWorld implements WorldPort {
  private spins = 0;
  readonly screens = new Map<string, Screen>();

  constructor(readonly sim = new Sim({ seed: 1, now: 1_000 })) {
    sim.on('line', (id) => {
      const screen = this.screens.get(id)!;
      const line = screen.queue.shift();
      if (line === 'spin') {
        screen.spins = true;
        sim.enqueue('spin', id);
      } else if (line !== undefined) screen.output += `[${line}]`;
    });
    sim.on('spin', (id) => {
      this.spins++;
      if (this.sim.random.int(1000) === 0) this.screens.get(id)!.output += '.';
      if (this.spins % 100 === 0) sim.after('spin', id, 1);
      else sim.enqueue('spin', id);
    });
  }

  openTerminal(_options: TerminalOptions): TerminalPort {
    const id = `pts/${this.screens.size}`;
    this.screens.set(id, { line: '', output: '$ ', queue: [], spins: false });
    return this.terminal(id)!;
  }

  terminal(id: string): TerminalPort | undefined {
    const screen = this.screens.get(id);
    if (!screen) return undefined;
    return {
      id,
      channel: id,
      closed: false,
      input: (text) => {
        for (const character of text) {
          if (character !== '\n') screen.line += character;
          else {
            screen.queue.push(screen.line);
            screen.line = '';
            this.sim.enqueue('line', id);
            this.sim.after('line', id, 5);
          }
        }
      },
      resize: () => {},
      read: (offset) => ({ text: screen.output.slice(offset), offset: screen.output.length }),
    };
  }

  settle(options: { limitMs?: number }): void {
    this.sim.settle(options);
  }

  snapshot(): unknown {
    return { sim: this.sim.snapshot(), screens: structuredClone(this.screens), count: this.spins };
  }

  static restore(snapshot: unknown): EchoWorld {
    const { sim, screens, count } = snapshot as { sim: SimSnapshot; screens: Map<string, Screen>; count: number };
    const world = new EchoWorld(Sim.restore(sim));
    for (const [id, screen] of structuredClone(screens)) world.screens.set(id, screen);
    world.spins = count;
    return world;
  }
}
