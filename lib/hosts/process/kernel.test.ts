import { describe, expect, it } from 'vitest';
import { testMachine } from '../testing';
import { lines, print, printError, read, readAll, sleep, waitFor, write } from './blocking';
import { ProgramTable } from './program';
import { Errno } from './sys';

const programs = () =>
  new ProgramTable()
    .add('cat', function* (sys) {
      for (;;) {
        const text = yield* read(sys, 0);
        if (text === null) return 0;
        yield* print(sys, text);
      }
    })
    .add('yes', function* (sys) {
      for (;;) yield* print(sys, 'y\n');
    })
    .add('head1', function* (sys) {
      yield* lines(sys, 0, function* (line) {
        yield* print(sys, `${line}\n`);
        return true;
      });
      return 0;
    })
    .add('sleep', function* (sys, argv) {
      yield* sleep(sys, Number(argv[1]) * 1000);
      return 0;
    })
    .add('pipeline', function* (sys, argv) {
      const [r, w] = sys.pipe();
      const left = sys.spawn({ argv: [argv[1]!], fds: { 0: 0, 1: w, 2: 2 } });
      const right = sys.spawn({ argv: [argv[2]!], fds: { 0: r, 1: 1, 2: 2 } });
      sys.close(r);
      sys.close(w);
      const a = yield* waitFor(sys, left);
      const b = yield* waitFor(sys, right);
      yield* print(sys, `${a.code} ${b.code}\n`);
      return 0;
    })
    .add('killer', function* (sys) {
      const child = sys.spawn({ argv: ['sleep', '100'] });
      sys.kill(child, 'TERM');
      const status = yield* waitFor(sys, child);
      yield* print(sys, `${status.code} ${status.signal} ${sys.now()}\n`);
      return 0;
    })
    .add('try', function* (sys, argv) {
      try {
        sys.spawn({ argv: argv.slice(1) });
      } catch (error) {
        yield* printError(sys, `${(error as Errno).code}\n`);
        return 1;
      }
      const status = yield* waitFor(sys, sys.pid + 1);
      return status.code;
    })
    .add('bomb', function* (sys) {
      let children = 0;
      try {
        for (;;) {
          sys.spawn({ argv: ['sleep', '1'] });
          children++;
        }
      } catch (error) {
        yield* print(sys, `${(error as Errno).message} ${children > 500}\n`);
      }
      return 0;
    })
    .add('replace', function* (sys) {
      sys.exec({ argv: ['cat'] });
      return 1;
    })
    .add('count', function* (sys) {
      for (let i = 0; i < 5; i++) {
        yield* print(sys, `${i} ${sys.random() < 1} ${sys.pid}\n`);
        yield* sleep(sys, 1000);
      }
      return 7;
    })
    .add('whole', function* (sys) {
      const text = yield* readAll(sys, 0);
      yield* write(sys, 1, String(text.length));
      return 0;
    });

describe('Kernel', () => {
  it('runs a program to its end with standard input and output', () => {
    expect(testMachine(programs()).run(['cat'], { stdin: 'one\ntwo' })).toEqual({ exit: 0, stdout: 'one\ntwo', stderr: '' });
  });

  it('ends a writer with SIGPIPE when its reader is gone', () => {
    expect(testMachine(programs()).run(['pipeline', 'yes', 'head1']).stdout).toBe('y\n141 0\n');
  });

  it('lets a program fill a pipe beyond its capacity', () => {
    expect(testMachine(programs()).run(['whole'], { stdin: 'x'.repeat(300_000) }).stdout).toBe('300000');
  });

  it('reports the signal that ended a child', () => {
    const machine = testMachine(programs());
    const started = machine.sim.now();
    expect(machine.run(['killer']).stdout).toBe(`143 TERM ${started}\n`);
  });

  it('refuses to execute what is not there, not executable, or no program', () => {
    const machine = testMachine(programs());
    machine.writeFile('/tmp/plain', 'text');
    expect(machine.run(['try', 'nothing-here']).stderr).toBe('ENOENT\n');
    expect(machine.run(['try', '/tmp/plain']).stderr).toBe('EACCES\n');
    machine.kernel.tree().chmod('/tmp/plain', 0o755);
    expect(machine.run(['try', '/tmp/plain']).stderr).toBe('ENOEXEC\n');
  });

  it('runs the interpreter that #! names', () => {
    const machine = testMachine(programs());
    machine.writeFile('/tmp/script', '#!/usr/bin/sleep 2\n');
    machine.kernel.tree().chmod('/tmp/script', 0o755);
    const started = machine.sim.now();
    expect(machine.run(['/tmp/script']).exit).toBe(0);
    expect(machine.sim.now() - started).toBe(2000);
  });

  it('has a limit on processes', () => {
    expect(testMachine(programs()).run(['bomb']).stdout).toBe('Resource temporarily unavailable true\n');
  });

  it('goes on as another program after exec', () => {
    expect(testMachine(programs()).run(['replace'], { stdin: 'hi' }).stdout).toBe('hi');
  });

  it('copies a running generator by replay', () => {
    const machine = testMachine(programs());
    const { kernel, sim } = machine;
    const process = kernel.launch({ argv: ['count'], background: false, files: { 1: kernel.openFile(file(machine, '/tmp/out')) } });
    sim.runUntil(sim.now() + 2500);
    const other = machine.fork();
    other.sim.settle();
    sim.settle();
    expect(other.readFile('/tmp/out')).toBe(machine.readFile('/tmp/out'));
    expect(machine.readFile('/tmp/out')).toBe([0, 1, 2, 3, 4].map((i) => `${i} true ${process.pid}\n`).join(''));
  });

  it('reads computed files of /proc through a descriptor', () => {
    const machine = testMachine(
      programs().add('show', function* (sys) {
        const fd = sys.open('/proc/self/status', { read: true });
        yield* print(sys, (yield* readAll(sys, fd)).split('\n')[0]!);
        return 0;
      }),
    );
    expect(machine.run(['show']).stdout).toBe('Name:\tshow');
  });

  it('goes apart after a fork', () => {
    const machine = testMachine(programs());
    const other = machine.fork();
    other.writeFile('/tmp/a', 'there');
    expect(() => machine.readFile('/tmp/a')).toThrow('No such file or directory');
    expect(other.readFile('/tmp/a')).toBe('there');
  });
});

function file(machine: ReturnType<typeof testMachine>, path: string) {
  machine.writeFile(path, '');
  const found = machine.kernel.tree().find(path);
  return { kind: 'file', fs: found.mount.fs, key: found.key, path, offset: 0, read: true, write: true, append: false } as never;
}
