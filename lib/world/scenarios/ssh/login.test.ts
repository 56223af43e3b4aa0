import { describe, expect } from 'vitest';
import { Candidate } from '../evenings/candidate';
import { scenario, type Stage } from '../stage';

const KNOWN = '/root/.ssh/known_hosts';
/** The lines of sshd in a host's journal. */
const journal = (stage: Stage, host = 'node01') => stage.ok('journalctl -u ssh --no-pager', host);
const passwords = (stage: Stage, host = 'node01') =>
  stage.ok(
    "echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/10-passwords.conf && systemctl restart ssh && echo ubuntu:let-me-in | chpasswd",
    host,
  );

describe('ssh: the first connection and known_hosts', () => {
  scenario('a host that is not known is asked about, and yes adds it with all its keys', (stage) => {
    const candidate = new Candidate(stage);
    const question = candidate.open('ssh 172.30.2.2 hostname');
    expect(question).toContain("The authenticity of host '172.30.2.2 (172.30.2.2)' can't be established.\n");
    const shown = stage.ok('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', 'node01').split(' ')[1];
    expect(question).toContain(`ED25519 key fingerprint is ${shown}.\n`);
    expect(question).toContain('This host key is known by the following other names/addresses:\n    /etc/ssh/ssh_known_hosts:');
    expect(question).toMatch(/Are you sure you want to continue connecting \(yes\/no\/\[fingerprint\]\)\? $/);
    expect(candidate.keys('perhaps\r')).toContain("Please type 'yes', 'no' or the fingerprint: ");
    expect(candidate.leave('yes\r')).toContain("Warning: Permanently added '172.30.2.2' (ED25519) to the list of known hosts.\nnode01\n");
    expect(stage.ok(`wc -l < ${KNOWN}`)).toBe('3');
    expect(candidate.type('ssh 172.30.2.2 hostname')).toBe('node01');
  });

  scenario('the fingerprint is as good as yes, and no ends it', (stage) => {
    const candidate = new Candidate(stage);
    const print = stage.ok('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', 'node01').split(' ')[1]!;
    candidate.open('ssh 172.30.2.2 hostname');
    expect(candidate.leave('no\r')).toContain('Host key verification failed.');
    candidate.open('ssh 172.30.2.2 hostname');
    expect(candidate.leave(`${print}\r`)).toContain('Permanently added');
  });

  scenario('a script without a terminal cannot answer: Host key verification failed', (stage) => {
    expect(stage.fails('ssh 172.30.2.2 hostname')).toBe('Host key verification failed.\r');
    expect(stage.fails('ssh -o BatchMode=yes 172.30.2.2 hostname')).toBe('Host key verification failed.\r');
    expect(stage.sh('ssh -o StrictHostKeyChecking=accept-new 172.30.2.2 hostname')).toMatchObject({ exit: 0, stdout: 'node01\n' });
    expect(stage.fails('ssh -o StrictHostKeyChecking=yes 172.30.3.2 hostname')).toContain(
      'No ED25519 host key is known for 172.30.3.2 and you have requested strict checking.',
    );
    expect(stage.sh('ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null 172.30.3.2 hostname').stderr).toContain(
      "Warning: Permanently added '172.30.3.2' (ED25519) to the list of known hosts.",
    );
  });

  scenario('known_hosts is hashed as on Ubuntu; ssh-keygen finds and removes a host in it', (stage) => {
    stage.sh('ssh -o StrictHostKeyChecking=no 172.30.2.2 true');
    expect(stage.ok(`cat ${KNOWN}`)).toMatch(/^\|1\|\S+ ssh-ed25519 /);
    expect(stage.ok('ssh-keygen -F 172.30.2.2')).toContain(`# Host 172.30.2.2 found: line 1 \n`);
    expect(stage.ok('ssh-keygen -R 172.30.2.2')).toContain(`${KNOWN} updated.\nOriginal contents retained as ${KNOWN}.old`);
    expect(stage.sh('ssh-keygen -F 172.30.2.2').exit).toBe(1);
  });

  scenario('a host whose key has changed is refused with a warning until its line is removed', (stage) => {
    stage.sh('ssh -o StrictHostKeyChecking=no 172.30.2.2 true');
    stage.ok('rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh', 'node01');
    const said = stage.fails('ssh 172.30.2.2 hostname');
    expect(said).toContain('@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @');
    expect(said).toContain(`Offending ED25519 key in ${KNOWN}:1`);
    expect(said).toContain(`  remove with:\n  ssh-keygen -f '${KNOWN}' -R '172.30.2.2'`);
    expect(said).toContain('Host key verification failed.');
    stage.ok('ssh-keygen -R 172.30.2.2; ssh-keyscan 172.30.2.2 2>/dev/null >> ~/.ssh/known_hosts');
    expect(stage.ok('ssh 172.30.2.2 hostname')).toBe('node01');
  });
});

describe('ssh: who may come in', () => {
  scenario('without a key that is authorized: Permission denied (publickey), and the journal names nobody', (stage) => {
    stage.ok('rm ~/.ssh/id_rsa*');
    expect(stage.fails('ssh node01 hostname')).toBe('root@node01: Permission denied (publickey).\r');
    expect(stage.fails('ssh nobody-here@node01 hostname')).toContain('nobody-here@node01: Permission denied (publickey).');
    stage.ok("ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519");
    stage.fails('ssh nobody-here@node01 hostname');
    expect(journal(stage)).toContain('Invalid user nobody-here from 172.30.1.2');
  });

  scenario('a password lets in where sshd_config says so; drop-ins come before the file itself', (stage) => {
    const candidate = new Candidate(stage);
    stage.ok('rm ~/.ssh/id_rsa*');
    stage.ok("sed -i 's/^#PasswordAuthentication.*/PasswordAuthentication yes/' /etc/ssh/sshd_config && systemctl restart ssh", 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Permission denied (publickey).');
    passwords(stage);
    expect(candidate.open('ssh ubuntu@node01')).toContain("ssh ubuntu@node01\nubuntu@node01's password: ");
    expect(candidate.keys('wrong\r')).toContain("Permission denied, please try again.\nubuntu@node01's password: ");
    expect(candidate.leave('let-me-in\r')).toContain('Welcome to Ubuntu 24.04.3 LTS');
    expect(candidate.type('whoami; hostname')).toBe('ubuntu\nnode01');
    expect(candidate.type('exit')).toContain('Connection to node01 closed.');
    expect(journal(stage)).toMatch(/Failed password for ubuntu from 172.30.1.2[\s\S]*Accepted password for ubuntu from 172.30.1.2/);
  });

  scenario('three wrong passwords end it', (stage) => {
    stage.ok('rm ~/.ssh/id_rsa*');
    passwords(stage);
    expect(stage.fails('ssh ubuntu@node01 true')).toBe(
      'Permission denied, please try again.\r\nPermission denied, please try again.\r\nubuntu@node01: Permission denied (publickey,password).\r',
    );
  });

  scenario('PermitRootLogin no keeps root out; prohibit-password lets keys in only', (stage) => {
    const set = (value: string) =>
      stage.ok(`echo 'PermitRootLogin ${value}' > /etc/ssh/sshd_config.d/root.conf && systemctl restart ssh`, 'node01');
    set('no');
    expect(stage.fails('ssh node01 true')).toContain('root@node01: Permission denied (publickey).');
    expect(journal(stage)).toContain('ROOT LOGIN REFUSED FROM 172.30.1.2');
    expect(stage.ok('ssh ubuntu@node01 whoami')).toBe('ubuntu');
    set('prohibit-password');
    expect(stage.ok('ssh node01 whoami')).toBe('root');
  });

  scenario('AllowUsers lets in only who is listed', (stage) => {
    stage.ok("echo 'AllowUsers ubuntu jane@172.30.1.*' > /etc/ssh/sshd_config.d/allow.conf && systemctl restart ssh", 'node01');
    expect(stage.fails('ssh node01 true')).toContain('Permission denied');
    expect(journal(stage)).toContain('User root from 172.30.1.2 not allowed because not listed in AllowUsers');
    expect(stage.ok('ssh ubuntu@node01 true; echo $?')).toBe('0');
  });

  scenario('a Match block holds for its user alone', (stage) => {
    stage.ok(
      "printf 'PasswordAuthentication no\\nMatch User ubuntu\\n    PubkeyAuthentication no\\n    PasswordAuthentication yes\\n' >> /etc/ssh/sshd_config; rm /etc/ssh/sshd_config.d/60*; systemctl restart ssh",
      'node01',
    );
    expect(stage.fails('ssh -o BatchMode=yes ubuntu@node01 true')).toContain('Permission denied (password).');
    expect(stage.ok('ssh node01 whoami')).toBe('root');
  });

  scenario('authorized_keys that others may write is not read (StrictModes), and the journal says why', (stage) => {
    stage.ok('chmod 777 /home/ubuntu/.ssh', 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Permission denied (publickey).');
    expect(journal(stage)).toContain('Authentication refused: bad ownership or modes for directory /home/ubuntu/.ssh');
    stage.ok('chmod 700 /home/ubuntu/.ssh; chmod 666 /home/ubuntu/.ssh/authorized_keys', 'node01');
    stage.fails('ssh ubuntu@node01 true');
    expect(journal(stage)).toContain('bad ownership or modes for file /home/ubuntu/.ssh/authorized_keys');
    stage.ok('chmod 600 /home/ubuntu/.ssh/authorized_keys; chown root:root /home/ubuntu/.ssh/authorized_keys', 'node01');
    // Its owner is in order, but sshd reads it as the user.
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Permission denied (publickey).');
    stage.ok('chown ubuntu:ubuntu /home/ubuntu/.ssh/authorized_keys', 'node01');
    stage.ok('ssh ubuntu@node01 true');
  });

  scenario('a private key that others can read is not used', (stage) => {
    stage.ok('chmod 644 ~/.ssh/id_rsa');
    const said = stage.fails('ssh node01 true');
    expect(said).toContain('@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @');
    expect(said).toContain("Permissions 0644 for '/root/.ssh/id_rsa' are too open.");
    expect(said).toContain('Load key "/root/.ssh/id_rsa": bad permissions');
    expect(said).toContain('root@node01: Permission denied (publickey).');
  });

  scenario('a line of authorized_keys may name a command and where from', (stage) => {
    stage.ok('sed -i \'s/^/command="echo only $SSH_ORIGINAL_COMMAND",no-pty /\' /root/.ssh/authorized_keys', 'node01');
    expect(stage.ok('ssh node01 rm -rf /')).toBe('only rm -rf /');
    stage.ok('sed -i \'s/^command=[^ ]* [^ ]* [^ ]*/from="10.0.0.0\\/8"/\' /root/.ssh/authorized_keys', 'node01');
    expect(stage.fails('ssh node01 true')).toContain('Permission denied');
  });

  scenario('an account that has expired, one without a shell, and one that must change its password', (stage) => {
    stage.ok('chage -E 2020-01-01 ubuntu', 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Your account has expired; please contact your system administrator.');
    stage.ok('chage -E -1 -d 0 ubuntu', 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Password change required but no TTY available.');
    stage.ok('chage -d 2026-01-01 ubuntu; usermod -s /usr/sbin/nologin ubuntu', 'node01');
    expect(stage.fails('ssh ubuntu@node01')).toContain('This account is currently not available.');
  });
});

describe('ssh: the daemon', () => {
  scenario('no sshd, no connection: refused until the unit runs again', (stage) => {
    stage.ok('systemctl stop ssh', 'node01');
    expect(stage.fails('ssh node01 true')).toBe('ssh: connect to host node01 port 22: Connection refused\r');
    stage.ok('systemctl start ssh', 'node01');
    expect(stage.ok('ssh node01 hostname')).toBe('node01');
  });

  scenario('sshd on another port, and where that is written for the client', (stage) => {
    stage.ok("echo 'Port 2222' > /etc/ssh/sshd_config.d/port.conf && sshd -t && systemctl restart ssh && ss -ltn", 'node01');
    expect(stage.fails('ssh node01 true')).toContain('port 22: Connection refused');
    expect(stage.fails('ssh -p 2222 node01 true')).toContain('Host key verification failed.');
    stage.ok(
      "printf 'Host n1\\n  HostName node01\\n  Port 2222\\n  HostKeyAlias node01\\n  StrictHostKeyChecking accept-new\\n' > ~/.ssh/config",
    );
    expect(stage.sh('ssh n1 hostname')).toMatchObject({ exit: 0, stdout: 'node01\n' });
  });

  scenario('a mistake in sshd_config is found by sshd -t', (stage) => {
    stage.ok("echo 'PermitRootLogins yes' >> /etc/ssh/sshd_config", 'node01');
    expect(stage.fails('sshd -t', 'node01')).toMatch(
      /^\/etc\/ssh\/sshd_config: line \d+: Bad configuration option: permitrootlogins\r\n\/etc\/ssh\/sshd_config: terminating, 1 bad configuration options\r$/,
    );
    expect(stage.ok('sshd -T | grep -c permitrootlogin || true', 'controlplane')).toBe('1');
  });

  scenario('a name that nobody knows, and a port that is no sshd', (stage) => {
    expect(stage.fails('ssh nohost true')).toBe('ssh: Could not resolve hostname nohost: Name or service not known\r');
    expect(stage.fails('ssh -p 6443 controlplane true')).toContain('kex_exchange_identification: Connection closed by remote host');
  });
});
