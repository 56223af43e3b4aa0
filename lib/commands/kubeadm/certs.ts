import { authorityFrom, renewCertificate } from '@/lib/cluster/pki/renew';
import { issue } from '@/lib/cluster/pki/certificate';
import { kubeconfig } from '@/lib/cluster/pki/cluster-pki';
import { Random } from '@/lib/sim/random';
import type { Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { accessOf, ADMIN_CONF, request } from './api';
import { AUTHORITIES, columns, MANAGED, parsed, pemOf, readIfThere, shortDuration, type Managed } from './certificates';

const YEAR_MS = 365 * 86_400_000;
const CONFIG_MAP = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config?timeout=10s';

/** Reads the configuration of the cluster, and says so. Returns how long certificates last (milliseconds). */
function* readConfiguration(io: Io, phase: string): Task<number> {
  yield* io.print(`[${phase}] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n`);
  let period: string | undefined;
  try {
    const map = request(io.sys, ADMIN_CONF, 'GET', CONFIG_MAP) as { data?: { ClusterConfiguration?: string } };
    period = /^certificateValidityPeriod:\s*(\d+)h/m.exec(map.data?.ClusterConfiguration ?? '')?.[1];
    yield* io.print(`[${phase}] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n`);
  } catch {
    yield* io.print(`[${phase}] Error reading configuration from the Cluster. Falling back to default configuration\n`);
  }
  yield* io.print('\n');
  return period ? Number(period) * 3_600_000 : YEAR_MS;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function expires(time: number): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}, ${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** `kubeadm certs check-expiration`. Models cmd/kubeadm/app/cmd/certs.go. */
export function* checkExpiration(io: Io): Task<number> {
  yield* readConfiguration(io, 'check-expiration');
  const { sys } = io;
  const isExternal = (authority: string) => readIfThere(sys, `${AUTHORITIES[authority]}.key`) === undefined;
  const yesNo = (external: boolean) => (external ? 'yes' : 'no').padEnd(8);
  const dates = (pem: string | undefined): readonly [string, string] | undefined => {
    const certificate = parsed(pem);
    if (!certificate) return undefined;
    const time = Date.parse(certificate.validTo);
    return [expires(time), shortDuration(time - sys.now())];
  };
  const leaves = MANAGED.map((managed) => {
    const found = dates(pemOf(sys, managed));
    return found
      ? [managed.name, ...found, managed.authority, yesNo(isExternal(managed.authority))]
      : [`!MISSING! ${managed.name}`, '', '', '', ''];
  });
  const authorities = Object.entries(AUTHORITIES).map(([name, path]) => {
    const found = dates(readIfThere(sys, `${path}.crt`));
    return found ? [name, ...found, yesNo(isExternal(name))] : [`!MISSING! ${name}`, '', '', ''];
  });
  yield* io.print(columns([['CERTIFICATE', 'EXPIRES', 'RESIDUAL TIME', 'CERTIFICATE AUTHORITY', 'EXTERNALLY MANAGED'], ...leaves]));
  yield* io.print('\n');
  yield* io.print(columns([['CERTIFICATE AUTHORITY', 'EXPIRES', 'RESIDUAL TIME', 'EXTERNALLY MANAGED'], ...authorities]));
  return 0;
}

/** `kubeadm certs renew all` or one by its name. Models cmd/kubeadm/app/phases/certs/renewal. */
export function* renew(io: Io, name: string | undefined): Task<number> {
  if (name === undefined) {
    yield* io.stderr(
      'missing subcommand; "kubeadm certs renew" is not meant to be run on its own\nTo see the stack trace of this error execute with --v=5 or higher\n',
    );
    return 1;
  }
  const chosen = name === 'all' ? MANAGED : MANAGED.filter((managed) => managed.name === name);
  if (chosen.length === 0) {
    yield* io.stderr(`invalid subcommand ${JSON.stringify(name)}\nTo see the stack trace of this error execute with --v=5 or higher\n`);
    return 1;
  }
  const lasts = yield* readConfiguration(io, 'renew');
  const random = new Random(Math.floor(io.sys.random() * 2 ** 32));
  for (const managed of chosen) {
    const pem = pemOf(io.sys, managed);
    if (pem === undefined) {
      if (name === 'all') {
        yield* io.print(`MISSING! ${managed.label}\n`);
        continue;
      }
      const path = managed.embedded ? managed.path : `${managed.path}.crt`;
      yield* io.stderr(
        `failed to renew certificate ${managed.name}: unable to find certificate ${path}\nTo see the stack trace of this error execute with --v=5 or higher\n`,
      );
      return 1;
    }
    yield* io.print(
      replace(io.sys, managed, lasts, random)
        ? `${managed.label} renewed\n`
        : `Detected external ${managed.authority}, ${managed.label} can't be renewed\n`,
    );
  }
  if (name === 'all') {
    yield* io.print(
      '\nDone renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.\n',
    );
  }
  return 0;
}

/** Writes a renewed certificate; false when the key of its authority is elsewhere. */
export function replace(sys: Sys, managed: Managed, lastsMs: number, random: Random): boolean {
  const pem = pemOf(sys, managed);
  if (pem === undefined) return false;
  const authority = authorityFiles(sys, managed.authority);
  if (!authority) return false;
  const renewed = renewCertificate(pem, authority, sys.now(), lastsMs, random);
  if (!managed.embedded) {
    sys.writeFile(`${managed.path}.crt`, renewed.certificatePem, { mode: 0o644 });
    sys.writeFile(`${managed.path}.key`, renewed.key.privatePem, { mode: 0o600 });
    return true;
  }
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const text = sys
    .readFile(managed.path)
    .replace(/(client-certificate-data:\s*)\S+/, `$1${base64(renewed.certificatePem)}`)
    .replace(/(client-key-data:\s*)\S+/, `$1${base64(renewed.key.privatePem)}`);
  sys.writeFile(managed.path, text, { mode: 0o600 });
  return true;
}

function authorityFiles(sys: Sys, name: string) {
  const certificatePem = readIfThere(sys, `${AUTHORITIES[name]}.crt`);
  const privatePem = readIfThere(sys, `${AUTHORITIES[name]}.key`);
  return certificatePem !== undefined && privatePem !== undefined ? { certificatePem, privatePem } : undefined;
}

/** `kubeadm kubeconfig user --client-name NAME [--org GROUP] [--validity-period 8760h]`: a kubeconfig on standard output. */
export function* kubeconfigUser(io: Io, value: (flag: string) => string | undefined): Task<number> {
  const name = value('client-name');
  if (!name) {
    yield* io.stderr('required flag(s) "client-name" not set\nTo see the stack trace of this error execute with --v=5 or higher\n');
    return 1;
  }
  const authority = authorityFiles(io.sys, 'ca');
  const access = accessOf(io.sys, ADMIN_CONF);
  if (!authority || !access) {
    yield* io.stderr('failed to create a kubeconfig: the certificate authority of the cluster is not on this machine\n');
    return 1;
  }
  const now = io.sys.now();
  const hours = Number(/^(\d+)h/.exec(value('validity-period') ?? '8760h')?.[1] ?? 8760);
  const organizations = (value('org') ?? '').split(',').filter(Boolean);
  const certificate = issue(
    authorityFrom(authority),
    { commonName: name, organizations, usages: ['client'], notBefore: now - 300_000, notAfter: now + hours * 3_600_000 },
    new Random(Math.floor(io.sys.random() * 2 ** 32)),
  );
  yield* io.print(
    kubeconfig({ ca: authority.certificatePem, server: access.server, user: name, context: `${name}@kubernetes`, certificate }),
  );
  return 0;
}
