const CERTIFICATES =
  'ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com';
const PLAIN_KEYS =
  'ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256';
const KEYS = `${CERTIFICATES},${PLAIN_KEYS}`;

/** What a keyword's value may be. */
export type OptionKind = 'text' | 'number' | 'time' | 'port' | 'list' | 'rest' | readonly string[];

/** Words that mean the same, and how `ssh -G` shows them. */
const YES_NO = ['yes', 'no'] as const;
const TRUE_FALSE = ['true', 'false'] as const;

export interface OptionRow {
  /** In lower case, as `ssh -G` shows it. */
  readonly name: string;
  readonly kind: OptionKind;
  /** What `ssh -G` shows where nothing is set; undefined: the keyword is shown only when set. */
  readonly preset?: string;
  /** Every line adds to it. */
  readonly many?: boolean;
}

const row = (name: string, kind: OptionKind, preset?: string, many = false): OptionRow => ({
  name,
  kind,
  ...(preset !== undefined && { preset }),
  ...(many && { many }),
});

/** Keywords of ssh_config(5) in the order in which `ssh -G` shows them. */
export const CLIENT_OPTIONS: readonly OptionRow[] = [
  row('user', 'text'),
  row('hostname', 'text'),
  row('port', 'port', '22'),
  row('addressfamily', ['any', 'inet', 'inet6'], 'any'),
  row('batchmode', YES_NO, 'no'),
  row('canonicalizefallbacklocal', YES_NO, 'yes'),
  row('canonicalizehostname', ['true', 'false', 'always'], 'false'),
  row('checkhostip', YES_NO, 'no'),
  row('compression', YES_NO, 'no'),
  row('controlmaster', ['true', 'false', 'auto', 'ask', 'autoask'], 'false'),
  row('enablesshkeysign', YES_NO, 'no'),
  row('clearallforwardings', YES_NO, 'no'),
  row('exitonforwardfailure', YES_NO, 'no'),
  row('fingerprinthash', ['SHA256', 'MD5', 'SHA1', 'SHA384', 'SHA512'], 'SHA256'),
  row('forwardx11', YES_NO, 'no'),
  row('forwardx11trusted', YES_NO, 'yes'),
  row('gatewayports', YES_NO, 'no'),
  row('gssapiauthentication', YES_NO, 'no'),
  row('gssapikeyexchange', YES_NO, 'no'),
  row('gssapidelegatecredentials', YES_NO, 'no'),
  row('gssapitrustdns', YES_NO, 'no'),
  row('gssapirenewalforcesrekey', YES_NO, 'no'),
  row(
    'gssapikexalgorithms',
    'list',
    'gss-group14-sha256-,gss-group16-sha512-,gss-nistp256-sha256-,gss-curve25519-sha256-,gss-group14-sha1-,gss-gex-sha1-',
  ),
  row('hashknownhosts', YES_NO, 'no'),
  row('hostbasedauthentication', YES_NO, 'no'),
  row('identitiesonly', YES_NO, 'no'),
  row('kbdinteractiveauthentication', YES_NO, 'yes'),
  row('nohostauthenticationforlocalhost', YES_NO, 'no'),
  row('passwordauthentication', YES_NO, 'yes'),
  row('permitlocalcommand', YES_NO, 'no'),
  row('proxyusefdpass', YES_NO, 'no'),
  row('pubkeyauthentication', ['true', 'false', 'unbound', 'host-bound'], 'true'),
  row('requesttty', ['true', 'false', 'force', 'auto'], 'auto'),
  row('sessiontype', ['none', 'subsystem', 'default'], 'default'),
  row('stdinnull', YES_NO, 'no'),
  row('forkafterauthentication', YES_NO, 'no'),
  row('streamlocalbindunlink', YES_NO, 'no'),
  row('stricthostkeychecking', ['true', 'false', 'ask', 'accept-new', 'off'], 'ask'),
  row('tcpkeepalive', YES_NO, 'yes'),
  row('tunnel', ['ethernet', 'point-to-point', 'true', 'false'], 'false'),
  row('verifyhostkeydns', ['true', 'false', 'ask'], 'false'),
  row('visualhostkey', YES_NO, 'no'),
  row('updatehostkeys', ['true', 'false', 'ask'], 'true'),
  row('enableescapecommandline', YES_NO, 'no'),
  row('canonicalizemaxdots', 'number', '1'),
  row('connectionattempts', 'number', '1'),
  row('forwardx11timeout', 'time', '1200'),
  row('numberofpasswordprompts', 'number', '3'),
  row('serveralivecountmax', 'number', '3'),
  row('serveraliveinterval', 'time', '0'),
  row('requiredrsasize', 'number', '1024'),
  row('bindaddress', 'text'),
  row('bindinterface', 'text'),
  row('ciphers', 'list', 'chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com'),
  row('controlpath', 'text'),
  row('hostkeyalgorithms', 'list', KEYS),
  row('hostkeyalias', 'text'),
  row('hostbasedacceptedalgorithms', 'list', KEYS),
  row('identityagent', 'text'),
  row(
    'kexalgorithms',
    'list',
    'sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256',
  ),
  row('casignaturealgorithms', 'list', PLAIN_KEYS),
  row('localcommand', 'rest'),
  row('remotecommand', 'rest'),
  row('loglevel', ['QUIET', 'FATAL', 'ERROR', 'INFO', 'VERBOSE', 'DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3'], 'INFO'),
  row(
    'macs',
    'list',
    'umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1',
  ),
  row('pkcs11provider', 'text'),
  row('preferredauthentications', 'list'),
  row('securitykeyprovider', 'text', 'internal'),
  row('pubkeyacceptedalgorithms', 'list', KEYS),
  row('xauthlocation', 'text', '/usr/bin/xauth'),
  row('dynamicforward', 'text', undefined, true),
  row('localforward', 'list', undefined, true),
  row('remoteforward', 'list', undefined, true),
  row('identityfile', 'text', undefined, true),
  row('canonicaldomains', 'list', 'none'),
  row('certificatefile', 'text', undefined, true),
  row('globalknownhostsfile', 'list', '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2'),
  row('userknownhostsfile', 'list', '~/.ssh/known_hosts ~/.ssh/known_hosts2'),
  row('sendenv', 'list', undefined, true),
  row('setenv', 'list', undefined, true),
  row('logverbose', 'list', 'none'),
  row('permitremoteopen', 'list', 'any'),
  row('addkeystoagent', ['true', 'false', 'ask', 'confirm'], 'false'),
  row('forwardagent', 'text', 'no'),
  row('connecttimeout', 'time', 'none'),
  row('tunneldevice', 'text', 'any:any'),
  row('canonicalizePermittedcnames', 'list', 'none'),
  row('controlpersist', 'text', 'no'),
  row('escapechar', 'text', '~'),
  row('ipqos', 'list', 'lowdelay throughput'),
  row('rekeylimit', 'list', '0 0'),
  row('streamlocalbindmask', 'text', '0177'),
  row('syslogfacility', 'text', 'USER'),
  row('proxycommand', 'rest'),
  row('proxyjump', 'rest'),
];

/** Keywords that are taken and do nothing any more, or are other names. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  dsaauthentication: 'pubkeyauthentication',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  hostbasedkeytypes: 'hostbasedacceptedalgorithms',
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  tisauthentication: 'kbdinteractiveauthentication',
  keepalive: 'tcpkeepalive',
  userknownhostsfile2: 'userknownhostsfile',
  globalknownhostsfile2: 'globalknownhostsfile',
};

/** Keywords that are read over in silence. */
export const IGNORED = new Set(['ignoreunknown', 'protocol', 'cipher', 'useroaming', 'usekeychain', 'noneenabled', 'addressfamily6']);

const ON = new Set(['yes', 'true', 'on']);
const OFF = new Set(['no', 'false', 'off']);

/** The value that a word stands for among those of a keyword; undefined: it is none of them. */
export function choice(kind: readonly string[], word: string): string | undefined {
  const lower = word.toLowerCase();
  const exact = kind.find((one) => one.toLowerCase() === lower);
  if (exact !== undefined) return exact === 'off' ? 'false' : exact === 'DEBUG1' ? 'DEBUG' : exact;
  if (kind === YES_NO) return ON.has(lower) ? 'yes' : OFF.has(lower) ? 'no' : undefined;
  if (ON.has(lower)) return kind.find((one) => one === 'true');
  return OFF.has(lower) ? kind.find((one) => one === 'false') : undefined;
}
export { TRUE_FALSE, YES_NO };
