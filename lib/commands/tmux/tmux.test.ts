import { describe, expect, it } from 'vitest';
import { newScreen, screenText, type Screen } from '@/lib/hosts/screen/screen';
import { writeScreen } from '@/lib/hosts/screen/write';
import { World } from '@/lib/world/world';
import type { Terminal } from '@/lib/world/terminal';

/** A person in front of a terminal. */
class Person {
  readonly terminal: Terminal;

  constructor(
    private readonly world: World,
    terminal?: Terminal,
  ) {
    this.terminal = terminal ?? world.openTerminal({ host: 'controlplane', user: 'root', columns: 80, rows: 24 });
    this.type('', 300);
  }

  type(text: string, ms = 800): Screen {
    this.terminal.input(text);
    this.world.sim.runUntil(this.world.sim.now() + ms);
    const screen = newScreen(80, 24);
    writeScreen(screen, this.terminal.read(0).text);
    return screen;
  }

  rows(text = '', ms?: number): string[] {
    return screenText(this.type(text, ms));
  }
}

const base = World.boot('kubeadm');

describe('tmux at a terminal', () => {
  it('splits, moves between panes, detaches while commands go on, and attaches again', () => {
    const person = new Person(base.fork());
    expect(person.rows('tmux new -s work\r', 1500)[23]).toMatch(/^\[work\] 0:bash\* +"controlplane" \d\d:\d\d \d\d-Jan-26$/);
    let rows = person.rows('\x02%');
    expect(rows[5]).toBe(`${' '.repeat(40)}│`);
    rows = person.rows('echo $((6*7)) $TMUX_PANE\r');
    expect(rows[2]).toBe(`${' '.repeat(40)}│42 %1`);
    rows = person.rows('\x02"');
    expect(rows[11]).toBe(`${' '.repeat(40)}├${'─'.repeat(39)}`);
    person.type('(sleep 5; echo late > /tmp/late) &\r');
    person.type('\x02\x1b[D');
    expect(person.rows('echo left\r')[1]).toMatch(/^left +│/);
    expect(person.rows('\x02z')[23]).toMatch(/^\[work\] 0:bash\*Z/);
    person.type('\x02z');
    expect(person.rows('\x02d').join('\n')).toContain('[detached (from session work)]');
    expect(person.rows('tmux ls\r').join('\n')).toMatch(/work: 1 windows \(created [\w :]+\)\n/);
    person.type('', 6000);
    expect(person.rows('cat /tmp/late\r').join('\n')).toMatch(/\nlate\n/);
    expect(person.rows('tmux attach\r', 1500)[2]).toMatch(/│42 %1$/);
  });

  it('has windows with names, a list to choose from, and questions before something ends', () => {
    const person = new Person(base.fork());
    person.type('tmux\r', 1500);
    person.type('\x02c');
    expect(person.rows('\x02,\x15logs\r')[23]).toMatch(/^\[0\] 0:bash- 1:logs\*/);
    expect(person.rows('\x02w')[2]).toMatch(/1: ?logs\*/);
    person.type('q');
    expect(person.rows('\x020')[23]).toMatch(/0:bash\* 1:logs-/);
    expect(person.rows('vi /etc/hosts\r', 1500)[23]).toMatch(/0:vi\*/);
    person.type(':q\r');
    expect(person.rows('\x02&')[23]).toBe('kill-window bash? (y/n)');
    expect(person.rows('y')[23]).toMatch(/^\[0\] 1:logs\*/);
    expect(person.rows('exit\r').join('\n')).toContain('[exited]');
  });

  it('looks back, copies and pastes in copy mode, with keys of vi where they are asked for', () => {
    const person = new Person(base.fork());
    person.type('tmux\r', 1500);
    person.type('tmux set -g mode-keys vi\r');
    person.type('clear; seq 100\r');
    expect(person.rows('\x02[')[0]).toMatch(/\[0\/\d+\]$/);
    expect(person.rows('g')[0]).not.toMatch(/\[0\//);
    person.type('G?50\r');
    person.type(' 2l\r');
    const rows = person.rows('echo \x02]\r');
    expect(rows.some((row) => row === '50')).toBe(true);
    expect(person.rows('tmux show-buffer\r').some((row) => row.startsWith('50'))).toBe(true);
  });

  it('obeys ~/.tmux.conf, says where it is wrong, and refuses to nest', () => {
    const world = base.fork();
    const text =
      'printf "set -g prefix C-a\\nunbind C-b\\nbind | split-window -h\\nset -g status-bg blue\\nset -g nope 1\\n" > ~/.tmux.conf';
    world.runScript({ host: 'controlplane', user: 'root', text });
    const person = new Person(world);
    expect(person.rows('tmux\r', 1500).join('\n')).toContain('/root/.tmux.conf:5: invalid option: nope');
    person.type('q');
    expect(person.rows('\x01|')[3]).toBe(`${' '.repeat(40)}│`);
    expect(
      person
        .rows('tmux new\r')
        .map((row) => row.slice(41))
        .join('\n'),
    ).toMatch(/sessions should be nested with care, un\nset \$TMUX to force/);
  });

  it('goes on in a copy of the world, and in a second terminal', () => {
    const world = base.fork();
    const person = new Person(world);
    person.type('tmux new -s shared\r', 1500);
    person.type('sleep 2; echo awake\r', 500);
    const copy = World.restore(JSON.parse(JSON.stringify(world.snapshot())) as ReturnType<World['snapshot']>);
    copy.sim.runUntil(copy.sim.now() + 4000);
    const other = new Person(copy);
    expect(other.rows('tmux attach -t shared\r', 1500).slice(0, 3)).toContain('awake');
    expect(other.rows('echo both\r').slice(0, 5)).toContain('both');
    expect(copy.fault).toBeUndefined();
  });

  it('scripts panes: send-keys, capture-pane, synchronize-panes', () => {
    const world = base.fork();
    const text = [
      'tmux new -d -s s; tmux split-window; tmux set synchronize-panes on; sleep 1',
      'tmux send-keys "echo at \\$TMUX_PANE" Enter; sleep 1',
      'for pane in 0 1; do tmux capture-pane -pt $pane | grep "^at"; done; tmux kill-session; tmux ls',
    ].join('\n');
    const { stdout, stderr } = world.runScript({ host: 'controlplane', user: 'root', text });
    expect(stdout).toBe('at %0\nat %1\n');
    expect(stderr).toMatch(/^(no server running on|error connecting to) \/tmp\/tmux-0\/default/);
  });
});
