import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MOST_INPUT, MOST_TERMINALS } from './live-session';
import type { ServerMessage } from './protocol';
import { SessionRegistry } from './session-registry';
import type { SessionTarget } from './session-target';
import { TerminalConnection, type Wire } from './terminal-connection';
import { EchoWorld } from './testing/echo-world';

const folders: string[] = [];
const fresh = () => {
  const folder = mkdtempSync(join(tmpdir(), 'nekala-sessions-'));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const source = { boot: () => new EchoWorld(), restore: (snapshot: unknown) => EchoWorld.restore(snapshot) };
const registryOf = (folder: string, limits = {}) => new SessionRegistry(folder, source, limits);
const lab: SessionTarget = { kind: 'lab', slug: 'pods', seed: 1 };
const screen = { host: 'h', user: 'root', columns: 80, rows: 24 };

class FakeWire implements Wire {
  readonly messages: ServerMessage[] = [];
  closed: number | undefined;
  bufferedAmount = 0;
  send(text: string): void {
    this.messages.push(JSON.parse(text) as ServerMessage);
  }
  close(code: number): void {
    this.closed ??= code;
  }
  get output(): string {
    return this.messages.map((message) => (message.type === 'output' ? message.data : '')).join('');
  }
  get offset(): number {
    return this.messages.reduce((offset, message) => (message.type === 'output' ? message.offset : offset), 0);
  }
}

const until = async (so: () => boolean) => {
  for (let i = 0; i < 300 && !so(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(so()).toBe(true);
};

describe('a session', () => {
  it('echoes what is typed, once it is on the disk, and goes on from an offset', async () => {
    const folder = fresh();
    const registry = registryOf(folder);
    const session = await registry.open('u', lab);
    const wire = new FakeWire();
    const connection = new TerminalConnection(session, 't1', wire, 0, screen);
    connection.receive(JSON.stringify({ type: 'input', data: '안녕\n' }));
    await until(() => wire.output.includes('[안녕]'));
    expect(readFileSync(join(folder, session.record.id, 'journal'), 'utf8')).toContain('"input":["t1","안녕\\n"]');
    connection.close();
    const later = new FakeWire();
    new TerminalConnection(session, 't1', later, wire.offset, screen);
    session.input('t1', 'x\n');
    await until(() => later.output.includes('[x]'));
    expect(later.output).not.toContain('안녕');
    expect(later.messages[0]).toEqual({ type: 'ready', terminal: 't1', fresh: false });
    await registry.shutdown();
  });

  it('loses nothing that was shown when the process is killed, even amid an endless loop', async () => {
    const folder = fresh();
    const session = await registryOf(folder).open('u', lab);
    const wire = new FakeWire();
    new TerminalConnection(session, 't1', wire, 0, screen);
    session.input('t1', 'one\nspin\n');
    await until(() => (wire.output.match(/\./g) ?? []).length > 3);
    session.input('t1', 'two\n');
    await until(() => wire.output.includes('[two]'));
    await until(() => wire.output.length > wire.output.indexOf('[two]') + 20);
    // No farewell: a second registry on the same folder sees what a process after kill -9 would.
    const shown = wire.output;
    appendFileSync(join(folder, session.record.id, 'journal'), '{"t":17,"inp');
    const again = await registryOf(folder).get('u', session.record.id);
    const text = again.terminal('t1')!.read(0).text;
    expect(text.slice(0, shown.length)).toBe(shown);
    await session.end(false);
  });

  it('skips ahead for a bounded time, and a replay stops at the same step', async () => {
    const folder = fresh();
    const session = await registryOf(folder).open('u', lab);
    session.openTerminal('t1', screen);
    session.input('t1', 'spin\n');
    const before = performance.now();
    expect(session.settle(600_000, 100)).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(session.terminal('t1')!.read(0).text).toContain('.');
    session.input('t1', 'two\n');
    await session.durable();
    const again = await registryOf(folder).get('u', session.record.id);
    expect(again.world.sim.now()).toBe(session.world.sim.now());
    expect(again.terminal('t1')!.read(0).text).toBe(session.terminal('t1')!.read(0).text);
    await session.end(false);
    await again.end(false);
  });

  it('comes back from a snapshot with its terminals and time', async () => {
    const folder = fresh();
    const first = registryOf(folder, { idleMs: -1 });
    const session = await first.open('u', lab);
    session.openTerminal('t1', screen);
    session.input('t1', 'a\n');
    session.settle(5_000, 1_000);
    const shown = session.terminal('t1')!.read(0).text;
    const now = session.world.sim.now();
    await first.sweep();
    expect(first.load.awake).toBe(0);
    const woken = await first.get('u', session.record.id);
    expect(woken).not.toBe(session);
    expect(woken.world.sim.now()).toBe(now);
    expect(woken.terminal('t1')!.read(0).text).toBe(shown);
    woken.input('t1', 'b\n');
    await first.shutdown();
    const last = await registryOf(folder).get('u', session.record.id);
    last.world.sim.run();
    expect(last.terminal('t1')!.read(0).text).toBe(`${shown}[b]`);
  });

  it('has no timer while nobody looks', async () => {
    const registry = registryOf(fresh());
    const session = await registry.open('u', lab);
    expect(registry.load).toMatchObject({ running: 0, timers: 0 });
    const leave = session.watch(() => {});
    expect(registry.load.running).toBe(1);
    leave();
    await session.end(true);
    expect(registry.load).toMatchObject({ running: 0, timers: 0 });
  });

  it('refuses what is forged, foreign or too much, and says why', async () => {
    const registry = registryOf(fresh(), { perUser: 2 });
    const session = await registry.open('u', lab);
    const refused = async (user: string, id: string) => expect(registry.get(user, id)).rejects.toMatchObject({ code: 'not-found' });
    await refused('other', session.record.id);
    await refused('u', '0'.repeat(32));
    await refused('u', '../../etc/passwd');
    const wire = new FakeWire();
    const connection = new TerminalConnection(session, 't1', wire, 0, screen);
    connection.receive('not json');
    connection.receive(JSON.stringify({ type: 'input', data: 'x'.repeat(MOST_INPUT + 1) }));
    expect(wire.messages.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'malformed' }, { code: 'too-large' }]);
    for (let i = 2; i <= MOST_TERMINALS; i++) session.openTerminal(`t${i}`, screen);
    expect(() => session.openTerminal('more', screen)).toThrow(`${MOST_TERMINALS} terminals at most`);
    const second = await registry.open('u', lab);
    await registry.open('u', lab);
    expect(registry.of('u').map(({ id }) => id)).not.toContain(second.record.id);
    await registry.shutdown();
  });

  it('says that a damaged session is damaged', async () => {
    const folder = fresh();
    const session = await registryOf(folder).open('u', lab);
    writeFileSync(join(folder, session.record.id, 'snapshot'), 'nonsense');
    await expect(registryOf(folder).get('u', session.record.id)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('gives every session its turn while one of them spins', async () => {
    const registry = registryOf(fresh());
    const [busy, calm] = [await registry.open('u', lab), await registry.open('v', lab)];
    const wires = [new FakeWire(), new FakeWire()] as const;
    new TerminalConnection(busy, 't1', wires[0], 0, screen);
    new TerminalConnection(calm, 't1', wires[1], 0, screen);
    busy.input('t1', 'spin\n');
    await until(() => wires[0].output.includes('.'));
    const start = performance.now();
    calm.input('t1', 'hello\n');
    await until(() => wires[1].output.includes('[hello]'));
    expect(performance.now() - start).toBeLessThan(1_000);
    await Promise.all([busy.end(false), calm.end(false)]);
  });
});
