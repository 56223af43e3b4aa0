import { createHash } from 'node:crypto';
import { ecdsaKey, ed25519Key, fromKeyObject, sealPrivateKey, type PrivateKey } from '@/lib/commands/ssh/private-key';
import { publicLine } from '@/lib/commands/ssh/public-key';
import { rsaKey } from '@/lib/commands/openssl/keys';
import type { Profile } from '@/lib/cluster/profiles/profile';
import type { Tree } from '@/lib/hosts/fs/tree';
import { PRIMES } from './primes';

const TYPES = ['rsa', 'ecdsa', 'ed25519'] as const;
type KeyType = (typeof TYPES)[number];

/** Keys by whose they are; each follows from its owner's name alone. Derived. */
const made = new Map<string, PrivateKey>();

const digest = (text: string) => createHash('sha512').update(text).digest();

/** The key of an owner (`kubeadm/node01/host`): the same in every world of the profile. */
function keyFor(owner: string, type: KeyType, comment: string): PrivateKey {
  const name = `${owner}/${type}/${comment}`;
  const known = made.get(name);
  if (known) return known;
  const bytes = Buffer.concat([digest(name), digest(`${name}+`)]);
  let key: PrivateKey;
  if (type === 'ed25519') key = ed25519Key(bytes.subarray(0, 32), comment);
  else if (type === 'ecdsa') key = ecdsaKey(256, bytes.subarray(0, 66), comment);
  else {
    const first = bytes[0]! % PRIMES.length;
    const second = (first + 1 + (bytes[1]! % (PRIMES.length - 1))) % PRIMES.length;
    const [p, q] = [first, second].map((i) => BigInt(`0x${PRIMES[i]}`)).sort((a, b) => (a > b ? -1 : 1));
    key = fromKeyObject(rsaKey(p!, q!), comment);
  }
  made.set(name, key);
  return key;
}

const fileOf = (key: PrivateKey): string => {
  const sealed = sealPrivateKey(key, digest(key.blob).readUInt32BE(0));
  for (let next = sealed.next(); ; next = sealed.next()) if (next.done) return next.value;
};

const hostKey = (profile: Profile, host: string, type: KeyType) => keyFor(`${profile.name}/${host}/host`, type, `root@${host}`);
const userKey = (profile: Profile, host: string, user: string) => keyFor(`${profile.name}/${host}/${user}`, 'rsa', `${user}@${host}`);

/** Lays a key pair into a home's .ssh. */
export function layKeyPair(tree: Tree, path: string, key: PrivateKey, owner = { uid: 0, gid: 0 }): void {
  tree.writeFile(path, fileOf(key), { mode: 0o600 });
  tree.writeFile(`${path}.pub`, `${publicLine(key)}\n`, { mode: 0o644 });
  for (const one of [path, `${path}.pub`]) tree.chown(one, owner.uid, owner.gid);
}

/**
 * What a provisioned host has of SSH: its own keys, those of the others in ssh_known_hosts (by name, not by address), and a way from
 * root and ubuntu of each host to the same user of every other one.
 */
export function laySsh(tree: Tree, profile: Profile, host: string): void {
  tree.mkdirs('/etc/ssh/ssh_config.d');
  tree.mkdirs('/etc/ssh/sshd_config.d');
  for (const type of TYPES) layKeyPair(tree, `/etc/ssh/ssh_host_${type}_key`, hostKey(profile, host, type));
  tree.writeFile('/etc/ssh/ssh_config', SSH_CONFIG);
  tree.writeFile('/etc/ssh/sshd_config', SSHD_CONFIG);
  tree.writeFile('/etc/ssh/sshd_config.d/60-cloudimg-settings.conf', 'PasswordAuthentication no\n', { mode: 0o600 });
  const names = profile.hosts.filter(({ role }) => role !== 'managed').map(({ name }) => name);
  const known = names.flatMap((name) => TYPES.map((type) => ({ name, key: hostKey(profile, name, type) })));
  const local = TYPES.map((type) => ({ name: 'localhost', key: hostKey(profile, host, type) }));
  tree.writeFile(
    '/etc/ssh/ssh_known_hosts',
    [...known, ...local].map(({ name, key }) => `${name} ${key.algorithm} ${key.blob}\n`).join(''),
    { mode: 0o644 },
  );
  for (const [user, home, id] of [
    ['root', '/root', 0],
    ['ubuntu', '/home/ubuntu', 1000],
  ] as const) {
    const owner = { uid: id, gid: id };
    tree.mkdirs(`${home}/.ssh`, 0o700);
    tree.chmod(`${home}/.ssh`, 0o700);
    tree.chown(`${home}/.ssh`, id, id);
    layKeyPair(tree, `${home}/.ssh/id_rsa`, userKey(profile, host, user), owner);
    // The administrator of a host may go to the cloud's user of another one as well.
    const may = names.flatMap((name) => [userKey(profile, name, user), ...(user === 'ubuntu' ? [userKey(profile, name, 'root')] : [])]);
    tree.writeFile(`${home}/.ssh/authorized_keys`, may.map((key) => `${publicLine(key)}\n`).join(''), { mode: 0o600 });
    tree.chown(`${home}/.ssh/authorized_keys`, id, id);
  }
}

/**
 * The ways of an exam: from its base to every host as root and as its user, and from those to nowhere. `names`: other names of hosts,
 * which the base knows as well.
 */
export function layExamKeys(
  tree: Tree,
  profile: Profile,
  exam: { readonly host: string; readonly base: string; readonly user?: string; readonly names?: Readonly<Record<string, string>> },
): void {
  const { base, host, names = {}, user } = exam;
  const homes = [
    ...['root', 'ubuntu'].map((name) => ({ name, home: name === 'root' ? '/root' : `/home/${name}` })),
    ...(user === undefined ? [] : [{ name: user, home: `/home/${user}` }]),
  ];
  for (const { home, name } of homes) {
    const { gid, uid } = tree.stat(home);
    const directory = `${home}/.ssh`;
    tree.mkdirs(directory, 0o700);
    tree.chmod(directory, 0o700);
    tree.chown(directory, uid, gid);
    const path = `${directory}/id_rsa`;
    if (host !== base) for (const one of [path, `${path}.pub`]) if (tree.tryFind(one)) tree.unlink(one);
    if (host === base) layKeyPair(tree, path, userKey(profile, base, name), { uid, gid });
    const may = [userKey(profile, base, name), ...(name === 'root' ? [] : [userKey(profile, base, 'root')])];
    tree.writeFile(`${directory}/authorized_keys`, may.map((key) => `${publicLine(key)}\n`).join(''), { mode: 0o600 });
    tree.chown(`${directory}/authorized_keys`, uid, gid);
  }
  const known = Object.entries(names).flatMap(([alias, of]) => TYPES.map((type) => ({ alias, key: hostKey(profile, of, type) })));
  if (host === base && known.length > 0)
    tree.writeFile('/etc/ssh/ssh_known_hosts', known.map(({ alias, key }) => `${alias} ${key.algorithm} ${key.blob}\n`).join(''), {
      append: true,
    });
}

const SSH_CONFIG = `# This is the ssh client system-wide configuration file.  See
# ssh_config(5) for more information.

Include /etc/ssh/ssh_config.d/*.conf

Host *
    SendEnv LANG LC_*
    HashKnownHosts yes
    GSSAPIAuthentication yes
`;

const SSHD_CONFIG = `# This is the sshd server system-wide configuration file.  See
# sshd_config(5) for more information.

Include /etc/ssh/sshd_config.d/*.conf

#Port 22
#AddressFamily any
#ListenAddress 0.0.0.0
#ListenAddress ::

# Logging
#SyslogFacility AUTH
#LogLevel INFO

# Authentication:

#LoginGraceTime 2m
#PermitRootLogin prohibit-password
#StrictModes yes
#MaxAuthTries 6
#MaxSessions 10

#PubkeyAuthentication yes

#AuthorizedKeysFile	.ssh/authorized_keys .ssh/authorized_keys2

# To disable tunneled clear text passwords, change to no here!
#PasswordAuthentication yes
#PermitEmptyPasswords no

KbdInteractiveAuthentication no

UsePAM yes

#AllowAgentForwarding yes
#AllowTcpForwarding yes
X11Forwarding yes
PrintMotd no
#PrintLastLog yes
#ClientAliveInterval 0
#UseDNS no
#PermitTunnel no
#Banner none

# Allow client to pass locale environment variables
AcceptEnv LANG LC_*

# override default of no subsystems
Subsystem	sftp	/usr/lib/openssh/sftp-server
`;
