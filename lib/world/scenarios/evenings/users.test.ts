import { describe, expect } from 'vitest';
import { scenario } from '../stage';

describe('evenings: users of a host', () => {
  scenario('a new administrator logs in with a home, a group and sudo by password', (stage) => {
    stage.ok('useradd -m -s /bin/bash -G sudo jane && echo jane:secret1 | chpasswd');
    expect(stage.ok('id jane')).toBe('uid=1001(jane) gid=1001(jane) groups=1001(jane),27(sudo)');
    expect(stage.ok('passwd -S jane')).toMatch(/^jane P /);
    expect(stage.ok("su - jane -c 'whoami; pwd'")).toBe('jane\n/home/jane');
    expect(stage.fails("su - jane -c 'sudo -n id'")).toBe('sudo: a password is required');
    expect(stage.ok("su - jane -c 'echo secret1 | sudo -S id -u'")).toBe('0');
    expect(stage.fails("su - jane -c 'yes wrong | sudo -S id'")).toContain('sudo: 3 incorrect password attempts');
  });

  scenario('an operator may restart the kubelet and nothing else', (stage) => {
    stage.ok('useradd -m bob');
    stage.ok(
      "echo 'bob ALL=(root) NOPASSWD: /usr/bin/systemctl restart kubelet' > /etc/sudoers.d/bob && chmod 440 /etc/sudoers.d/bob && visudo -c",
    );
    stage.ok("su - bob -c 'sudo systemctl restart kubelet'");
    expect(stage.fails("su - bob -c 'sudo cat /etc/shadow'")).toBe(
      `Sorry, user bob is not allowed to execute '/usr/bin/cat /etc/shadow' as root on controlplane.`,
    );
    expect(stage.ok("su - bob -c 'sudo -l'")).toContain('    (root) NOPASSWD: /usr/bin/systemctl restart kubelet');
    stage.ok('echo oops > /etc/sudoers.d/bad');
    expect(stage.fails('visudo -c')).toContain('/etc/sudoers.d/bad:1:4: syntax error');
  });

  scenario('who is in no sudoers file gets no root, and groups decide who reads a file', (stage) => {
    stage.ok('useradd -m eve && groupadd ops && echo eve:abcd1234 | chpasswd');
    expect(stage.fails("su - eve -c 'echo abcd1234 | sudo -S id'")).toContain('eve is not in the sudoers file.');
    stage.ok('echo plan > /srv/plan && chown root:ops /srv/plan && chmod 640 /srv/plan');
    expect(stage.fails("su - eve -c 'cat /srv/plan'")).toContain('Permission denied');
    stage.ok('usermod -aG ops eve');
    expect(stage.ok("su - eve -c 'cat /srv/plan'")).toBe('plan');
    stage.ok('userdel -r eve');
    expect(stage.fails('ls /home/eve')).toContain('No such file or directory');
    expect(stage.fails('id eve')).toBe('id: ‘eve’: no such user');
  });
});
