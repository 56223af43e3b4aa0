import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { parseDocument } from '@/lib/api/yaml';
import { splitPem } from '../pki/certificate';
import type { EncryptionConfiguration } from './encryption';
import { admissionComplaints, readAdmissionFile } from './admission/flags';
import type { PodSecurityConfiguration } from './admission/pod-security/configuration';
import { readPolicy, type AuditPolicy } from './audit/policy';
import type { UserInfo } from '../client/client';
import type { AuthnOptions } from './authn/authn';
import { readStorageFlags, type StorageFlags } from './storage-flags';

/** What the flags of kube-apiserver and the files they name come to. Plain data: it is state of the cluster. */
export interface ServerConfiguration {
  readonly authn: AuthnOptions;
  /** Of the image that the server runs from: `v1.35.3`. Default: the simulated Kubernetes'. */
  readonly version?: string;
  readonly authorizationModes: readonly string[];
  /** First of `--service-cluster-ip-range`. */
  readonly serviceRange?: string;
  readonly enableAdmission: readonly string[];
  readonly disableAdmission: readonly string[];
  /** From `--admission-control-config-file`. */
  readonly podSecurity?: PodSecurityConfiguration;
  readonly audit?: { readonly policy: AuditPolicy; readonly path: string };
  readonly storage?: StorageFlags;
  /** From `--encryption-provider-config`. */
  readonly encryption?: EncryptionConfiguration;
}

/** Why the server does not start: what `"command failed" err=` says, or what the parser of flags says before it. */
export interface FlagRefusal {
  readonly error?: string;
  readonly usage?: string;
}

export interface FlagSource {
  /** Value of a flag; undefined when it is not given. */
  flag(name: string): string | undefined;
  /** Text of a file; undefined when there is none. */
  read(path: string): string | undefined;
}

const MODES = ['ABAC', 'AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook'];
const NO_FILE = 'no such file or directory';
const list = (value: string | undefined) => (value ?? '').split(',').filter((item) => item !== '');

/** Ways of telling people apart that real servers have and this one has not. */
const UNSUPPORTED = [
  'authentication-config',
  'authentication-token-webhook-config-file',
  'authorization-config',
  'authorization-policy-file',
  'authorization-webhook-config-file',
  'audit-webhook-config-file',
  'oidc-issuer-url',
];

/** Reads the flags that say who is let in and what is written down. Models kubeapiserver/options. */
export function readFlags(source: FlagSource): ServerConfiguration | FlagRefusal {
  const { flag } = source;
  for (const name of ['anonymous-auth', 'enable-bootstrap-token-auth', 'allow-privileged', 'profiling']) {
    const value = flag(name);
    if (value !== undefined && !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) {
      const quoted = JSON.stringify(value);
      return { usage: `invalid argument ${quoted} for "--${name}" flag: strconv.ParseBool: parsing ${quoted}: invalid syntax` };
    }
  }
  const isOn = (name: string, otherwise: boolean) => {
    const value = flag(name);
    return value === undefined ? otherwise : /^[1tT]/.test(value);
  };
  const unsupported = UNSUPPORTED.find((name) => flag(name));
  if (unsupported) return { error: `--${unsupported} is not simulated here` };
  const complaints = [...modeComplaints(source), ...accountComplaints(source), ...admissionComplaints(source)];
  if (complaints.length > 0) return { error: complaints.length === 1 ? complaints[0]! : `[${complaints.join(', ')}]` };
  const clientCa = readAuthority(source);
  if (typeof clientCa === 'object') return clientCa;
  const keys = readKeys(source);
  if (!Array.isArray(keys)) return keys as FlagRefusal;
  const signing = readSigningKey(source);
  if (typeof signing === 'object') return signing;
  const tokens = readStaticTokens(source);
  if (tokens && 'error' in tokens) return tokens as FlagRefusal;
  const audit = readAudit(source);
  if (audit && 'error' in audit) return audit;
  const storage = readStorageFlags(source);
  if ('error' in storage || 'usage' in storage) return storage as FlagRefusal;
  const admission = readAdmissionFile(source);
  if ('error' in admission) return admission;
  return {
    authn: {
      ...(clientCa !== undefined && { clientCa }),
      serviceAccountKeys: keys,
      ...(signing !== undefined && { serviceAccountSigningKey: signing }),
      ...(tokens && { staticTokens: tokens as AuthnOptions['staticTokens'] }),
      issuer: flag('service-account-issuer') ?? '',
      apiAudiences: list(flag('api-audiences')),
      anonymous: isOn('anonymous-auth', true),
      bootstrapTokens: isOn('enable-bootstrap-token-auth', false),
      externalAddress: `${flag('external-hostname') ?? flag('advertise-address') ?? '127.0.0.1'}:${flag('secure-port') ?? '6443'}`,
    },
    authorizationModes: list(flag('authorization-mode') ?? 'AlwaysAllow'),
    ...(list(flag('service-cluster-ip-range'))[0] !== undefined && { serviceRange: list(flag('service-cluster-ip-range'))[0]! }),
    enableAdmission: list(flag('enable-admission-plugins')),
    disableAdmission: list(flag('disable-admission-plugins')),
    ...admission,
    storage: storage as StorageFlags,
    ...(audit && { audit }),
  };
}

/** Models BuiltInAuthorizationOptions.Validate. */
function modeComplaints({ flag }: FlagSource): string[] {
  const given = flag('authorization-mode');
  if (given === undefined) return [];
  const modes = given.split(',');
  if (given === '') return ['at least one authorization-mode must be passed'];
  const found: string[] = [];
  for (const mode of modes) {
    if (!MODES.includes(mode)) found.push(`authorization-mode ${JSON.stringify(mode)} is not a valid mode`);
    if (mode === 'ABAC' && !flag('authorization-policy-file')) {
      found.push("authorization-mode ABAC's authorization policy file not passed");
    }
    if (mode === 'Webhook' && !flag('authorization-webhook-config-file')) {
      found.push("authorization-mode Webhook's authorization config file not passed");
    }
  }
  if (new Set(modes).size !== modes.length)
    found.push(`authorization-mode [${modes.map((mode) => JSON.stringify(mode)).join(' ')}] has mode specified more than once`);
  return found;
}

function accountComplaints({ flag }: FlagSource): string[] {
  const issuer = flag('service-account-issuer');
  if (!issuer && !flag('service-account-signing-key-file')) {
    return ['--service-account-signing-key-file and --service-account-issuer are required flags'];
  }
  if (!issuer || !flag('service-account-signing-key-file')) {
    return ['--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together'];
  }
  if (issuer.includes(':') && !isUrl(issuer)) {
    return [
      `service-account-issuer ${JSON.stringify(issuer)} contained a ':' but was not a valid URL: parse ${JSON.stringify(issuer)}: first path segment in URL cannot contain colon`,
    ];
  }
  return [];
}

const isUrl = (text: string) => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);

function readAuthority({ flag, read }: FlagSource): string | undefined | FlagRefusal {
  const path = flag('client-ca-file');
  if (path === undefined || path === '') return undefined;
  const text = read(path);
  if (text === undefined) return { error: `unable to load client CA provider: open ${path}: ${NO_FILE}` };
  const good = splitPem(text).filter((pem) => {
    try {
      return Boolean(new X509Certificate(pem));
    } catch {
      return false;
    }
  });
  const why = 'data does not contain any valid RSA or ECDSA certificates';
  return good.length > 0 ? text : { error: `unable to load client CA provider: error reading ${path}: ${why}` };
}

function readKeys({ flag, read }: FlagSource): readonly string[] | FlagRefusal {
  const paths = list(flag('service-account-key-file') ?? flag('service-account-signing-key-file'));
  const keys: string[] = [];
  for (const path of paths) {
    const text = read(path);
    if (text === undefined) return { error: `failed to parse service-account-key-file: open ${path}: ${NO_FILE}` };
    try {
      keys.push(createPublicKey(text).export({ format: 'pem', type: 'spki' }).toString());
    } catch {
      return { error: `error reading public key file ${path}: data does not contain any valid RSA or ECDSA public keys` };
    }
  }
  return keys;
}

function readSigningKey({ flag, read }: FlagSource): string | undefined | FlagRefusal {
  const path = flag('service-account-signing-key-file');
  if (!path) return undefined;
  const text = read(path);
  if (text === undefined) return { error: `failed to parse service-account-issuer-key-file: open ${path}: ${NO_FILE}` };
  try {
    createPrivateKey(text);
    return text;
  } catch {
    return { error: 'failed to parse service-account-issuer-key-file: data does not contain a valid RSA or ECDSA private key' };
  }
}

/** Lines of `token,user,uid,"group1,group2"`. Models token/tokenfile. */
function readStaticTokens({ flag, read }: FlagSource): AuthnOptions['staticTokens'] | FlagRefusal {
  const path = flag('token-auth-file');
  if (!path) return undefined;
  const text = read(path);
  if (text === undefined) return { error: `open ${path}: ${NO_FILE}` };
  const tokens: Record<string, UserInfo> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const fields = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted ?? plain ?? '').trim());
    if (fields.length < 3) {
      return { error: `token file '${path}' must have at least 3 columns (token, user name, user uid), found ${fields.length}` };
    }
    const [token = '', name = '', uid = '', groups = ''] = fields;
    if (token !== '') tokens[token] = { name, groups: groups.split(',').filter((group) => group !== ''), ...(uid && { uid }) };
  }
  return tokens;
}

function readAudit({ flag, read }: FlagSource): ServerConfiguration['audit'] | { readonly error: string } {
  const file = flag('audit-policy-file');
  const path = flag('audit-log-path');
  if (!file) return undefined;
  const fail = (why: string) => ({ error: `loading audit policy file: ${why}` });
  const text = read(file);
  if (text === undefined) return fail(`failed to read file path ${JSON.stringify(file)}: open ${file}: ${NO_FILE}`);
  let value: unknown;
  try {
    value = parseDocument(text);
  } catch (error) {
    return fail(`failed decoding: ${(error as Error).message}: from file ${file}`);
  }
  const policy = readPolicy(value);
  if (typeof policy === 'string') return fail(`${policy}${policy.startsWith('loaded') ? ' ' : ': '}from file ${file}`);
  return path ? { policy, path } : undefined;
}
