import { describe, expect, it } from 'vitest';
import { testMachine } from '@/lib/hosts/testing';
import { ProgramTable } from '@/lib/hosts/process/program';
import { addCommands } from './index';

function machine() {
  const programs = new ProgramTable();
  addCommands(programs);
  return testMachine(programs, { hostname: 'controlplane' });
}

describe('commands on a simulated machine', () => {
  it('makes, copies, moves and removes files', () => {
    const m = machine();
    expect(m.run(['mkdir', '-p', 'a/b/c'])).toEqual({ exit: 0, stdout: '', stderr: '' });
    m.writeFile('/root/a/x', 'hello\n');
    expect(m.run(['cp', '-rv', 'a', 'd']).stdout).toContain("'a/x' -> 'd/x'");
    expect(m.readFile('/root/d/x')).toBe('hello\n');
    expect(m.run(['mv', 'd/x', 'd/y']).exit).toBe(0);
    expect(m.run(['ls', 'd'])).toEqual({ exit: 0, stdout: 'b\ny\n', stderr: '' });
    expect(m.run(['rm', 'd'])).toEqual({ exit: 1, stdout: '', stderr: "rm: cannot remove 'd': Is a directory\n" });
    expect(m.run(['rm', '-rf', 'd'])).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect(m.run(['ls', 'd'])).toEqual({ exit: 2, stdout: '', stderr: "ls: cannot access 'd': No such file or directory\n" });
  });

  it('shows long listings with owners, sizes and dates', () => {
    const m = machine();
    m.writeFile('/root/f', '0123456789');
    m.run(['chmod', '640', 'f']);
    m.run(['ln', '-s', 'f', 'l']);
    const { stdout } = m.run(['ls', '-l']);
    expect(stdout).toMatch(/^total 4\n-rw-r----- 1 root root 10 Jan 15 09:00 f\nlrwxrwxrwx 1 root root  1 Jan 15 09:00 l -> f\n$/);
  });

  it('finds files and runs commands on them', () => {
    const m = machine();
    m.writeFile('/root/t/a.yaml', 'x\n');
    m.writeFile('/root/t/s/b.yaml', 'y\n');
    m.writeFile('/root/t/c.txt', '');
    expect(m.run(['find', 't', '-name', '*.yaml']).stdout).toBe('t/a.yaml\nt/s/b.yaml\n');
    expect(m.run(['find', 't', '-type', 'f', '-exec', 'cat', '{}', ';']).stdout).toBe('x\ny\n');
    expect(m.run(['xargs', '-n1', 'echo', 'got'], { stdin: 'a b\n' }).stdout).toBe('got a\ngot b\n');
    expect(m.run(['find', 't', '-empty', '-delete']).exit).toBe(0);
    expect(m.run(['find', 't', '-name', '*.txt']).stdout).toBe('');
    expect(m.run(['find', '-foo'])).toEqual({ exit: 1, stdout: '', stderr: "find: unknown predicate `-foo'\n" });
  });

  it('sleeps in virtual time and stops a command that takes too long', () => {
    const m = machine();
    const before = m.sim.now();
    expect(m.run(['sleep', '90']).exit).toBe(0);
    expect(m.sim.now() - before).toBeGreaterThanOrEqual(90_000);
    expect(m.run(['timeout', '2', 'sleep', '100']).exit).toBe(124);
  });

  it('edits in place and keeps the mode', () => {
    const m = machine();
    m.writeFile('/etc/kubernetes/manifests/x.yaml', 'image: a:1\n');
    m.run(['chmod', '600', '/etc/kubernetes/manifests/x.yaml']);
    expect(m.run(['sed', '-i', 's/a:1/a:2/', '/etc/kubernetes/manifests/x.yaml']).exit).toBe(0);
    expect(m.readFile('/etc/kubernetes/manifests/x.yaml')).toBe('image: a:2\n');
    expect(m.run(['stat', '-c', '%a', '/etc/kubernetes/manifests/x.yaml']).stdout).toBe('600\n');
  });

  it('runs as another user', () => {
    const m = machine();
    expect(m.run(['sudo', '-u', 'user', 'id', '-un']).stdout).toBe('user\n');
    expect(m.run(['sudo', 'nosuch']).stderr).toBe('sudo: nosuch: command not found\n');
    expect(m.run(['sudo', '-n', 'whoami'], { user: 'user' }).stderr).toContain('a password is required');
  });

  it('tells why a connection failed', () => {
    const m = machine();
    const r = m.run(['curl', '-s', '-S', 'http://127.0.0.1:8080/']);
    expect(r.exit).toBe(7);
    expect(r.stderr).toMatch(/^curl: \(7\) Failed to connect to 127\.0\.0\.1 port 8080 after \d+ ms: Couldn't connect to server\n$/);
  });

  it('lets a tight loop neither freeze the machine nor go on after a signal', () => {
    const m = machine();
    expect(m.run(['timeout', '1', 'awk', 'BEGIN { while (1) n++ }']).exit).toBe(124);
    expect(m.run(['timeout', '1', 'sed', ':a;ba'], { stdin: 'x\n' }).exit).toBe(124);
  });

  it('says loudly what is not simulated', () => {
    expect(machine().run(['python3', 'x.py'])).toEqual({ exit: 127, stdout: '', stderr: 'python3: not simulated here\n' });
  });
});
