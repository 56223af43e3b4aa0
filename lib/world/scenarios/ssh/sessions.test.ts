import { describe, expect } from 'vitest';
import { Candidate } from '../evenings/candidate';
import { scenario } from '../stage';

describe('ssh: sessions', () => {
  scenario('a remote command has its input, its two outputs and its exit code', (stage) => {
    const { exit, stderr, stdout } = stage.sh('echo in | ssh node01 "cat; echo err >&2; exit 7"');
    expect({ exit, stderr, stdout }).toEqual({ exit: 7, stderr: 'err\n', stdout: 'in\n' });
    expect(stage.ok("ssh node01 'sudo tee /tmp/x > /dev/null' <<EOF\nhello $(hostname)\nEOF\nssh node01 cat /tmp/x")).toBe(
      'hello controlplane',
    );
    expect(stage.ok('for h in node01 node02; do ssh -n $h hostname; done')).toBe('node01\nnode02');
  });

  scenario('ssh in a loop over lines eats them, unless it is given -n', (stage) => {
    const loop = (flag: string) => `printf 'node01\\nnode02\\n' | while read h; do ssh ${flag} $h hostname; done`;
    expect(stage.ok(loop(''))).toBe('node01');
    expect(stage.ok(loop('-n'))).toBe('node01\nnode02');
  });

  scenario('a script as input of a shell over there: no terminal is given, and it is said', (stage) => {
    const { exit, stderr, stdout } = stage.sh('ssh node01 <<EOF\nhostname\nexit 3\nEOF');
    expect({ exit, stderr }).toEqual({ exit: 3, stderr: 'Pseudo-terminal will not be allocated because stdin is not a terminal.\r\n' });
    expect(stdout).toMatch(/node01\n$/);
  });

  scenario('a login has a terminal, says when the user was last here, and goes with exit', (stage) => {
    const candidate = new Candidate(stage);
    expect(candidate.type('ssh node01')).toContain('Welcome to Ubuntu');
    expect(candidate.type('tty; echo $SSH_TTY $SSH_CONNECTION')).toBe('/dev/pts/0\n/dev/pts/0 172.30.1.2 40000 172.30.2.2 22');
    expect(candidate.type('exit 4')).toBe('logout\nConnection to node01 closed.');
    expect(candidate.type('echo $?')).toBe('4');
    expect(candidate.type('ssh node01')).toMatch(/Last login: \w{3} \w{3} +\d+ \d\d:\d\d:\d\d 2026 from 172\.30\.1\.2/);
    expect(candidate.type('exit')).toContain('Connection to node01 closed.');
    expect(stage.ok('lastlog -u root', 'node01')).toContain('172.30.1.2');
  });

  scenario('a command gets a terminal with -t', (stage) => {
    const candidate = new Candidate(stage);
    expect(candidate.type('ssh node01 tty')).toBe('not a tty');
    expect(candidate.type('ssh -t node01 tty')).toBe('/dev/pts/0\nConnection to node01 closed.');
  });

  scenario('ssh_config chooses user, key and name by Host patterns; the command line goes before it', (stage) => {
    stage.ok("ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/work; cat ~/.ssh/work.pub | ssh ubuntu@node02 'cat >> .ssh/authorized_keys'");
    stage.ok(
      "printf 'Host w work-*\\n  HostName node02\\n  User ubuntu\\n  IdentityFile ~/.ssh/work\\n  IdentitiesOnly yes\\n' > ~/.ssh/config; chmod 600 ~/.ssh/config",
    );
    expect(stage.ok('ssh w "whoami; hostname"')).toBe('ubuntu\nnode02');
    expect(stage.ok('ssh -G w | grep -E "^(user|hostname|identityfile) "')).toBe('user ubuntu\nhostname node02\nidentityfile ~/.ssh/work');
    expect(stage.fails('ssh -l root w true')).toContain('root@node02: Permission denied (publickey).');
    stage.ok('chmod 666 ~/.ssh/config');
    expect(stage.fails('ssh w true')).toBe('Bad owner or permissions on /root/.ssh/config\r');
  });

  scenario('-J goes through a host in between, which then is where the connection comes from', (stage) => {
    expect(stage.ok("ssh -J node01 node02 'hostname; echo ${SSH_CLIENT%% *}'")).toBe('node02\n172.30.2.2');
    stage.ok('systemctl stop ssh', 'node01');
    expect(stage.fails('ssh -J node01 node02 true')).toContain('Connection closed by UNKNOWN port 65535');
  });

  scenario('-L carries a port of this host to where the other side can go', (stage) => {
    stage.ok('ssh -f -N -L 8443:127.0.0.1:6443 controlplane', 'node01');
    stage.pass(1);
    expect(stage.ok('curl -sk https://127.0.0.1:8443/healthz', 'node01')).toBe('ok');
    expect(stage.sh('ssh -o ExitOnForwardFailure=yes -N -L 8443:127.0.0.1:6443 controlplane', 'node01').stderr).toContain(
      'bind [127.0.0.1]:8443: Address already in use',
    );
    stage.ok('kill $(pgrep -f 8443)', 'node01');
    expect(stage.fails('curl -sk https://127.0.0.1:8443/healthz', 'node01')).toBe('');
  });

  scenario('-v tells the way of the authentication', (stage) => {
    const said = stage.sh('ssh -v node01 true').stderr;
    for (const line of [
      "Authenticating to node01:22 as 'root'",
      'Offering public key: /root/.ssh/id_rsa RSA SHA256:',
      'Server accepts key: ',
    ])
      expect(said).toContain(`debug1: ${line}`);
    expect(said).toContain('Authenticated to node01 ([172.30.2.2]:22) using "publickey".');
  });
});

describe('ssh: keys', () => {
  scenario('a new key opens the door once ssh-copy-id has carried it there; the second time there is nothing to do', (stage) => {
    stage.ok("rm ~/.ssh/id_rsa*; ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519 -C admin@work");
    stage.ok(
      "echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/10.conf && systemctl restart ssh && echo ubuntu:let-me-in | chpasswd",
      'node01',
    );
    const candidate = new Candidate(stage);
    expect(candidate.open('ssh-copy-id ubuntu@node01')).toContain(
      'INFO: 1 key(s) remain to be installed -- if you are prompted now it is to install the new keys',
    );
    const done = candidate.leave('let-me-in\r');
    expect(done).toContain('Number of key(s) added: 1');
    expect(done).toContain(`Now try logging into the machine, with: "ssh 'ubuntu@node01'"`);
    expect(candidate.type('ssh ubuntu@node01 tail -1 .ssh/authorized_keys')).toMatch(/^ssh-ed25519 \S+ admin@work$/);
    expect(candidate.type('ssh-copy-id ubuntu@node01')).toContain(
      'WARNING: All keys were skipped because they already exist on the remote system.',
    );
  });

  scenario('ssh-keygen asks where to, and shows the fingerprint and its picture', (stage) => {
    const candidate = new Candidate(stage);
    expect(candidate.open('ssh-keygen')).toContain(
      'Generating public/private ed25519 key pair.\nEnter file in which to save the key (/root/.ssh/id_ed25519): ',
    );
    expect(candidate.keys('\r')).toContain('Enter passphrase (empty for no passphrase): ');
    expect(candidate.keys('\r')).toContain('Enter same passphrase again: ');
    const done = candidate.leave('\r');
    expect(done).toContain('Your public key has been saved in /root/.ssh/id_ed25519.pub\nThe key fingerprint is:\nSHA256:');
    expect(done).toContain('+--[ED25519 256]--+');
    expect(done).toContain('+----[SHA256]-----+');
    expect(stage.ok('stat -c %a ~/.ssh/id_ed25519 ~/.ssh/id_ed25519.pub')).toBe('600\n644');
  });

  scenario('a passphrase guards a key; an agent asks for it once', (stage) => {
    stage.ok(
      "ssh-keygen -q -t ed25519 -N sesame -f ~/.ssh/guarded; cat ~/.ssh/guarded.pub | ssh node01 'cat > .ssh/authorized_keys'; rm ~/.ssh/id_rsa*",
    );
    const candidate = new Candidate(stage);
    expect(candidate.open('ssh -i ~/.ssh/guarded node01 hostname')).toContain("Enter passphrase for key '/root/.ssh/guarded': ");
    candidate.keys('wrong\r');
    expect(candidate.leave('sesame\r')).toContain('node01');
    expect(candidate.type('eval $(ssh-agent)')).toMatch(/^Agent pid \d+$/);
    expect(candidate.open('ssh-add ~/.ssh/guarded')).toContain('Enter passphrase for /root/.ssh/guarded: ');
    expect(candidate.leave('sesame\r')).toContain('Identity added: /root/.ssh/guarded (root@controlplane)');
    expect(candidate.type('ssh node01 hostname')).toBe('node01');
    expect(candidate.type('ssh-add -l')).toMatch(/^256 SHA256:\S+ root@controlplane \(ED25519\)$/);
    expect(candidate.type('ssh -A node01 ssh-add -l')).toMatch(/ED25519/);
    candidate.type('ssh-add -D; ssh-agent -k > /dev/null');
    expect(candidate.type('ssh-add -l')).toContain('Could not open a connection to your authentication agent.');
  });

  scenario('a passphrase is taken off and put on again; the public key follows from the private one', (stage) => {
    stage.ok("ssh-keygen -q -t ed25519 -N one-two -f k && ssh-keygen -p -P one-two -N '' -f k");
    expect(stage.ok('ssh-keygen -y -f k | diff - k.pub && echo same')).toBe('same');
    stage.ok('ssh-keygen -p -N three-four -f k && ssh-keygen -y -P three-four -f k');
    expect(stage.fails('ssh-keygen -y -P wrong -f k')).toContain('Load key "k": incorrect passphrase supplied to decrypt private key');
  });
});

describe('ssh: copies', () => {
  scenario('scp carries files and trees both ways and between hosts', (stage) => {
    stage.ok(
      'mkdir -p d/e && echo a > d/a && echo b > d/e/b && scp -r d node01:/tmp/ && scp -p node01:/tmp/d/e/b node02:/tmp/b2 && scp -r node01:/tmp/d back',
    );
    expect(stage.ok('ssh node02 cat /tmp/b2; find back | sort')).toBe('b\nback\nback/a\nback/e\nback/e/b');
    expect(stage.fails('scp node01:/nope .')).toBe('scp: /nope: No such file or directory\r');
    expect(stage.fails('scp d node01:/tmp/x')).toContain('scp: local "d" is not a regular file');
    expect(stage.fails('scp d/a ubuntu@node01:/etc/a')).toBe(
      'scp: dest open "/etc/a": Permission denied\r\nscp: failed to upload file d/a to /etc/a\r',
    );
    expect(stage.fails('scp d/a nohost:/tmp')).toBe(
      'ssh: Could not resolve hostname nohost: Name or service not known\r\nscp: Connection closed\r',
    );
  });

  scenario('without the sftp subsystem scp has no way', (stage) => {
    stage.ok("sed -i '/^Subsystem/d' /etc/ssh/sshd_config && systemctl restart ssh", 'node01');
    expect(stage.fails('scp /etc/hostname node01:/tmp/x')).toContain('subsystem request failed on channel 0');
  });

  scenario('sftp obeys a batch and stops at the first fault', (stage) => {
    stage.ok("echo one > one; printf 'cd /tmp\\nput one two\\nls -1\\nget two three\\nget missing\\nput one four\\n' > batch");
    const { exit, stderr, stdout } = stage.sh('sftp -b batch node01');
    expect(exit).toBe(1);
    expect(stdout).toContain('sftp> put one two\nUploading one to /tmp/two\n');
    expect(stderr).toContain('File "/tmp/missing" not found.');
    expect(stage.ok('cat three; ssh node01 ls /tmp/four 2>&1 || true')).toContain('one\n');
  });

  scenario('rsync carries what differs, deletes what is gone, and says so', (stage) => {
    stage.ok('mkdir -p src/sub && echo a > src/a && echo b > src/sub/b');
    expect(stage.ok('rsync -avz src/ node01:/tmp/dst')).toMatch(
      /^sending incremental file list\ncreated directory \/tmp\/dst\n\.\/\na\nsub\/\nsub\/b\n\nsent [\d,]+ bytes {2}received [\d,]+ bytes {2}[\d,.]+ bytes\/sec\ntotal size is 4 {2}speedup is /,
    );
    stage.pass(2);
    stage.ok('rm src/a; echo more > src/sub/c');
    stage.pass(2);
    expect(stage.ok('rsync -av --delete src/ node01:/tmp/dst | grep -v bytes')).toContain('deleting a\n./\nsub/\nsub/c\n');
    expect(stage.ok('ssh node01 find /tmp/dst -type f | sort')).toBe('/tmp/dst/sub/b\n/tmp/dst/sub/c');
    expect(stage.fails('rsync -a nothing /tmp/')).toContain(
      'rsync: [sender] link_stat "/root/nothing" failed: No such file or directory (2)',
    );
  });
});
