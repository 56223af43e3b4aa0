import { describe, expect } from 'vitest';
import { Candidate } from '../evenings/candidate';
import { scenario } from '../stage';

describe('users: accounts and their files', () => {
  scenario('useradd writes passwd, shadow and group; the home comes from /etc/skel', (stage) => {
    stage.ok("useradd -m -s /bin/bash -c 'Jane Roe' -G sudo,adm jane");
    expect(stage.ok('getent passwd jane; getent group jane sudo')).toBe(
      'jane:x:1001:1001:Jane Roe:/home/jane:/bin/bash\njane:x:1001:\nsudo:x:27:ubuntu,jane',
    );
    expect(stage.ok('getent shadow jane | cut -d: -f2,4-7; stat -c "%a %U" /home/jane; ls -A /home/jane')).toBe(
      '!:0:99999:7:\n750 jane\n.bashrc\n.profile',
    );
    expect(stage.fails('useradd jane')).toBe("useradd: user 'jane' already exists");
    expect(stage.sh('useradd jane').exit).toBe(9);
    expect(stage.fails('useradd -g nosuch bob')).toBe("useradd: group 'nosuch' does not exist");
    expect(stage.fails("useradd 'Bad!'")).toContain('invalid user name');
  });

  scenario('usermod -aG adds, -G alone replaces, -rG takes away, and groups hold from the next login on', (stage) => {
    stage.ok('groupadd ops; groupadd dev; useradd -m bob; usermod -aG ops,dev bob');
    expect(stage.ok('id -nG bob')).toBe('bob ops dev');
    stage.ok('usermod -G dev bob');
    expect(stage.ok('id -nG bob')).toBe('bob dev');
    stage.ok('usermod -rG dev bob');
    expect(stage.ok('id -nG bob; groups bob')).toBe('bob\nbob : bob');
    expect(stage.sh('usermod -aG nosuch bob')).toMatchObject({ exit: 6, stderr: "usermod: group 'nosuch' does not exist\n" });
  });

  scenario('groupmod renames, gpasswd adds and removes, groupdel refuses a primary group', (stage) => {
    stage.ok('groupadd -g 3000 ops && useradd -m bob && gpasswd -a bob ops && groupmod -n operators -g 3001 ops');
    expect(stage.ok('getent group operators')).toBe('operators:x:3001:bob');
    expect(stage.ok('gpasswd -d bob operators')).toBe('Removing user bob from group operators');
    expect(stage.fails('groupdel bob')).toBe("groupdel: cannot remove the primary group of user 'bob'");
    stage.ok('groupdel operators');
    expect(stage.fails('getent group operators')).toBe('');
  });

  scenario('adduser and deluser tell what they do', (stage) => {
    expect(stage.ok("adduser --disabled-password --gecos '' tom")).toContain("info: Creating home directory `/home/tom' ...");
    expect(stage.ok('adduser tom sudo')).toBe("info: Adding user `tom' to group `sudo' ...");
    expect(stage.fails('adduser tom')).toBe("adduser: fatal: The user `tom' already exists.");
    expect(stage.ok('deluser --remove-home tom')).toContain("info: Removing user `tom' ...");
    expect(stage.fails('ls /home/tom; id tom')).toContain('no such user');
  });

  scenario('nobody but root changes accounts', (stage) => {
    const as = (text: string) => stage.fails(`su - ubuntu -c '${text}'`);
    expect(as('/usr/sbin/useradd eve')).toContain('useradd: Permission denied.\n');
    expect(as('passwd root')).toContain('You may not view or modify password information for root.');
    expect(as('chage -l root')).toContain('chage: Permission denied.');
    expect(as('cat /etc/shadow')).toBe('cat: /etc/shadow: Permission denied');
  });

  scenario('userdel refuses somebody who is at work', (stage) => {
    stage.ok('useradd -m bob; su bob -c "sleep 600" & sleep 1; true');
    expect(stage.fails('userdel bob')).toMatch(/^userdel: user bob is currently used by process \d+$/);
    stage.ok('pkill -u bob sleep; sleep 1; userdel -r bob 2>/dev/null; ! id bob 2>/dev/null');
  });
});

describe('users: passwords', () => {
  scenario('passwd asks a user for the present password, then twice for the new one', (stage) => {
    stage.ok('echo ubuntu:old-secret | chpasswd');
    const candidate = new Candidate(stage, { user: 'ubuntu' });
    expect(candidate.open('passwd')).toContain('Changing password for ubuntu.\nCurrent password: ');
    expect(candidate.keys('old-secret\r')).toContain('New password: ');
    expect(candidate.keys('abc\r')).toContain('You must choose a longer password.\nNew password: ');
    expect(candidate.keys('new-secret\r')).toContain('Retype new password: ');
    expect(candidate.leave('new-secret\r')).toContain('passwd: password updated successfully');
    expect(stage.ok('getent shadow ubuntu | cut -c1-10')).toBe('ubuntu:$6$');
  });

  scenario('a locked password lets nobody in by su, and is unlocked again', (stage) => {
    stage.ok('useradd -m jane; useradd -m bob; echo jane:secret99 | chpasswd');
    const su = 'su bob -c "echo secret99 | su jane -c whoami"';
    expect(stage.ok(`${su} 2>/dev/null`)).toBe('jane');
    stage.ok('passwd -l jane');
    expect(stage.ok('passwd -S jane')).toMatch(/^jane L 2026-01-15 0 99999 7 -1$/);
    expect(stage.fails(su)).toBe('Password: su: Authentication failure');
    stage.ok('passwd -u jane');
    expect(stage.ok(`${su} 2>/dev/null`)).toBe('jane');
    expect(stage.sh('passwd -u bob')).toMatchObject({ exit: 3, stderr: expect.stringContaining('would result in a passwordless account') });
  });

  scenario('su asks for the password of the one it becomes, and - makes it a login', (stage) => {
    stage.ok('useradd -m -s /bin/bash jane; echo jane:secret99 | chpasswd');
    const candidate = new Candidate(stage, { user: 'ubuntu' });
    expect(candidate.open('su jane -c "id -un"')).toMatch(/Password: $/);
    expect(candidate.leave('nope\r')).toContain('su: Authentication failure');
    candidate.open('su - jane -c "pwd; echo $HOME"');
    expect(candidate.leave('secret99\r')).toContain('/home/jane\n/home/ubuntu');
    expect(stage.ok("cd /tmp; su jane -c 'pwd; echo $USER'")).toBe('/tmp\njane');
  });

  scenario('chage sets and lists when passwords and accounts end', (stage) => {
    stage.ok('useradd -m jane; chage -M 90 -W 14 -E 2026-12-31 -d 2026-01-01 jane');
    expect(stage.ok('chage -l jane')).toBe(
      [
        'Last password change\t\t\t\t\t: Jan 01, 2026',
        'Password expires\t\t\t\t\t: Apr 01, 2026',
        'Password inactive\t\t\t\t\t: never',
        'Account expires\t\t\t\t\t\t: Dec 31, 2026',
        'Minimum number of days between password change\t\t: 0',
        'Maximum number of days between password change\t\t: 90',
        'Number of days of warning before password expires\t: 14',
      ].join('\n'),
    );
    expect(stage.fails('chage -E tomorrow jane')).toBe("chage: invalid date 'tomorrow'");
  });

  scenario('useradd -p takes what openssl passwd -6 makes', (stage) => {
    stage.ok('useradd -m -p "$(openssl passwd -6 -salt grain s3cret-pw)" jane; useradd -m bob');
    expect(stage.ok('su bob -c "echo s3cret-pw | su jane -c whoami" 2>/dev/null')).toBe('jane');
  });
});

describe('users: sudo', () => {
  scenario('sudo asks on the terminal for the password of who calls, and remembers it for a while', (stage) => {
    stage.ok(
      'useradd -m -s /bin/bash -G sudo jane; echo jane:secret99 | chpasswd; usermod -s /bin/bash jane; rm /etc/sudoers.d/*; echo ubuntu:u-secret | chpasswd',
    );
    const candidate = new Candidate(stage, { user: 'ubuntu' });
    expect(candidate.open('sudo id -u')).toContain('[sudo] password for ubuntu: ');
    expect(candidate.keys('wrong\r')).not.toContain('Sorry');
    stage.pass(3);
    expect(candidate.leave('u-secret\r')).toContain('Sorry, try again.\n[sudo] password for ubuntu: \n0\n');
    expect(candidate.type('sudo id -u')).toBe('0');
    stage.pass(16 * 60);
    expect(candidate.status('sudo -n id -u')).toEqual({ shown: 'sudo: a password is required', exit: 1 });
    expect(stage.fails("su - jane -c 'sudo id'")).toContain('sudo: a terminal is required to read the password');
    expect(stage.ok("su - jane -c 'echo secret99 | sudo -S id -u' 2>/dev/null")).toBe('0');
  });

  scenario('sudo -l lists, -u and -i become somebody else, -k forgets', (stage) => {
    stage.ok('useradd -m -s /bin/bash jane');
    expect(stage.ok("su - ubuntu -c 'sudo -l'")).toContain(
      'User ubuntu may run the following commands on controlplane:\n    (ALL : ALL) ALL\n    (ALL) NOPASSWD: ALL',
    );
    expect(stage.ok("su - ubuntu -c 'sudo -u jane whoami; sudo -iu jane pwd; sudo -k; sudo whoami'")).toBe('jane\n/home/jane\nroot');
    expect(stage.ok("su - ubuntu -c 'X=1 sudo env | grep -c ^X= ; X=1 sudo -E env | grep ^X='")).toContain('0\nX=1');
    expect(stage.fails("su - jane -c 'sudo -l'")).toContain('Sorry, user jane may not run sudo on controlplane.');
  });

  scenario('aliases in sudoers.d stand for users and commands; visudo -c finds mistakes and wrong modes', (stage) => {
    stage.ok('useradd -m bob; useradd -m eve');
    stage.ok(
      "printf 'User_Alias OPS = bob, eve\\nCmnd_Alias KUBELET = /usr/bin/systemctl restart kubelet, /usr/bin/systemctl status kubelet\\nOPS ALL=(root) NOPASSWD: KUBELET\\n' > /etc/sudoers.d/ops; chmod 440 /etc/sudoers.d/ops; visudo -c",
    );
    stage.ok("su - eve -c 'sudo systemctl restart kubelet'");
    expect(stage.fails("su - bob -c 'sudo cat /etc/shadow'")).toContain('bob is not allowed to execute');
    stage.ok('chmod 644 /etc/sudoers.d/ops');
    expect(stage.fails('visudo -c')).toContain('/etc/sudoers.d/ops: bad permissions, should be mode 0440');
    stage.ok("chmod 440 /etc/sudoers.d/ops; echo 'bob ALL=' > /etc/sudoers.d/bad");
    expect(stage.fails('visudo -c')).toContain('/etc/sudoers.d/bad:1:');
    // What is wrong is told, and passed over.
    expect(stage.sh("su - bob -c 'sudo systemctl restart kubelet'")).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('syntax error'),
    });
  });
});
