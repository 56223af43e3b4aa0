import { describe, expect, it } from 'vitest';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine, type TestMachine } from '@/lib/hosts/testing';
import { addCommands } from '../index';

function machine(): TestMachine {
  const programs = new ProgramTable();
  addCommands(programs);
  const m: TestMachine = testMachine(programs, {
    hostname: 'node01',
    hostCall: (call) => {
      if (call.call === 'module')
        return m.kernel.state.settings.set(`module/${String(call.name)}`, call.loaded ? 'loaded' : 'absent') && true;
      if (call.call === 'listeners')
        return [
          { port: 10250, protocol: 'tcp', pid: 5 },
          { port: 2379, protocol: 'tcp', address: '127.0.0.1', pid: 7 },
        ];
      throw new Error(call.call);
    },
  });
  return m;
}

describe('the kernel', () => {
  it('sets and forgets no sysctl', () => {
    const m = machine();
    expect(m.run(['sysctl', 'net.ipv4.ip_forward']).stdout).toBe('net.ipv4.ip_forward = 1\n');
    expect(m.run(['sysctl', '-w', 'net.ipv4.ip_forward=0'])).toEqual({ exit: 0, stdout: 'net.ipv4.ip_forward = 0\n', stderr: '' });
    expect(m.run(['cat', '/proc/sys/net/ipv4/ip_forward']).stdout).toBe('0\n');
    expect(m.fork().run(['sysctl', '-n', 'net.ipv4.ip_forward']).stdout).toBe('0\n');
    expect(m.run(['tee', '/proc/sys/net/ipv4/ip_forward'], { stdin: '1\n' }).exit).toBe(0);
    expect(m.run(['sysctl', '-n', 'net.ipv4.ip_forward']).stdout).toBe('1\n');
    expect(m.run(['sysctl', 'net.foo'])).toEqual({
      exit: 1,
      stdout: '',
      stderr: 'sysctl: cannot stat /proc/sys/net/foo: No such file or directory\n',
    });
    expect(m.run(['sysctl', '-w', 'net.ipv4.ip_forward=1'], { user: 'user' }).stderr).toBe(
      'sysctl: permission denied on key "net.ipv4.ip_forward"\n',
    );
    m.writeFile('/etc/sysctl.d/k8s.conf', '# x\nnet.ipv4.ip_forward = 0\n');
    expect(m.run(['sysctl', '--system']).stdout).toBe('* Applying /etc/sysctl.d/k8s.conf ...\nnet.ipv4.ip_forward = 0\n');
  });

  it('loads and unloads modules', () => {
    const m = machine();
    expect(m.run(['lsmod']).stdout).toMatch(/^Module {18}Size  Used by\n/);
    expect(m.run(['lsmod']).stdout).toContain('br_netfilter           32768  0\nbridge                421888  1 br_netfilter\n');
    expect(m.run(['modprobe', '-r', 'br_netfilter']).exit).toBe(0);
    expect(m.run(['sysctl', 'net.bridge.bridge-nf-call-iptables']).exit).toBe(1);
    expect(m.run(['modprobe', 'br_netfilter']).exit).toBe(0);
    expect(m.run(['sysctl', '-n', 'net.bridge.bridge-nf-call-iptables']).stdout).toBe('1\n');
    expect(m.run(['modprobe', 'nope']).stderr).toBe('modprobe: FATAL: Module nope not found in directory /lib/modules/6.8.0-90-generic\n');
  });

  it('shows memory, swap, time up, addresses and sockets', () => {
    const m = machine();
    expect(m.run(['free', '-m']).stdout).toMatch(
      /^ {15}total {8}used {8}free {6}shared  buff\/cache   available\nMem: {12}3934 +\d+ +\d+ +0 +12\d\d +\d+\nSwap: +0 +0 +0\n$/,
    );
    expect(m.run(['swapoff', '-a'])).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect(m.run(['uptime']).stdout).toMatch(/^ 09:00:00 up 0 min,  0 users,  load average: /);
    expect(m.run(['ip', '-br', 'addr']).stdout).toContain('eth0             UP             10.0.0.5/24 \n');
    expect(m.run(['ip', 'route']).stdout).toContain('10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5');
    expect(m.run(['netstat', '-tlnp']).stdout).toContain(
      'tcp        0      0 127.0.0.1:2379          0.0.0.0:*               LISTEN      7/',
    );
    expect(m.run(['ss', '-tln']).stdout).toMatch(/LISTEN 0 +4096 +127\.0\.0\.1:2379 +0\.0\.0\.0:\* +\n/);
  });
});
