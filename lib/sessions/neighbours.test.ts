import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import type { ServerMessage } from './protocol';
import { SessionRegistry } from './session-registry';
import type { SessionTarget } from './session-target';
import { TerminalConnection, type Wire } from './terminal-connection';

/** What one learner may do to the server: `message` is what their shell says of it, where there is a limit to meet. */
const ABUSE: readonly { readonly name: string; readonly text: string; readonly message?: RegExp }[] = [
  { name: 'a fork bomb', text: ':(){ :|:& };:\n', message: /fork: retry: Resource temporarily unavailable/ },
  { name: 'a sort without end', text: 'yes | sort > /dev/null\n' },
  { name: 'a hundred busy loops', text: 'for i in {1..100}; do while :; do :; done & done\n' },
  { name: 'a file of a gigabyte', text: 'dd if=/dev/zero of=big bs=1M count=1024\n', message: /File too large|No space left/ },
  { name: 'a string without end', text: 'x=a; while :; do x=$x$x; done\n', message: /cannot allocate memory/ },
  { name: 'a long listing, again and again', text: 'while :; do find / > /dev/null; done\n' },
];

const KEYS = 30;
/** Milliseconds. Echo is promised within 50; the test leaves room for a busy machine, since a turn once took seconds. */
const PATIENCE = 400;

const folder = mkdtempSync(join(tmpdir(), 'nekala-neighbours-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Screen implements Wire {
  output = '';
  bufferedAmount = 0;
  send(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === 'output') this.output += message.data;
  }
  close(): void {}
}

const playground: SessionTarget = { kind: 'playground', slug: 'kubeadm', seed: 1 };
const screen = { host: 'controlplane', user: 'root', columns: 80, rows: 24 };

it.each(ABUSE)(
  '$name by one learner leaves the echo of another alone',
  async ({ name, text, message }) => {
    const source = {
      boot: () => World.boot('kubeadm', { seed: 1, now: Date.now() }),
      restore: (saved: unknown) => World.restore(saved as Parameters<typeof World.restore>[0]),
    };
    const registry = new SessionRegistry(join(folder, name.replaceAll(' ', '-')), source, {});
    const [bad, good] = [new Screen(), new Screen()];
    const villain = await registry.open('villain', playground);
    const neighbour = await registry.open('neighbour', playground);
    new TerminalConnection(villain, 't1', bad, 0, screen);
    new TerminalConnection(neighbour, 't1', good, 0, screen);
    for (let i = 0; i < 200 && !(bad.output.includes('# ') && good.output.includes('# ')); i++) await pause(10);
    villain.input('t1', text);
    await pause(300);
    const waits: number[] = [];
    for (let i = 0; i < KEYS; i++) {
      const before = good.output.length;
      const start = performance.now();
      neighbour.input('t1', 'x');
      while (good.output.length === before && performance.now() - start < 5_000) await pause(1);
      waits.push(performance.now() - start);
      await pause(10);
    }
    waits.sort((a, b) => a - b);
    if (message) {
      for (let i = 0; i < 500 && !message.test(bad.output); i++) await pause(10);
      expect(bad.output).toMatch(message);
    }
    await registry.shutdown();
    if (process.env.NEKALA_SHOW_ECHO)
      console.log(
        name,
        'median',
        waits[KEYS >> 1]!.toFixed(1),
        'p90',
        waits[Math.floor(KEYS * 0.9)]!.toFixed(1),
        'worst',
        waits[KEYS - 1]!.toFixed(1),
      );
    expect(waits[KEYS >> 1]).toBeLessThan(PATIENCE);
  },
  60_000,
);
