import { issue, newAuthority } from '@/lib/cluster/pki/certificate';
import type { Program } from '@/lib/hosts/process/program';
import { Random } from '@/lib/sim/random';
import { askApi } from './cni/in-cluster';
import { flag, print, printError } from './daemon';
import { patchWebhooks } from './webhook-patch';

const HUNDRED_YEARS_MS = 100 * 365 * 86_400_000;

/** `kube-webhook-certgen create`: a Secret with an authority of its own making and a certificate for the hosts of a webhook. */
export const webhookCertgen: Program = function* (sys, argv) {
  const say = (msg: string, level = 'info') =>
    `${JSON.stringify({ level, msg, source: 'cmd/create.go:29', time: `${new Date(sys.now()).toISOString().slice(0, 19)}Z` })}\n`;
  const command = argv[1];
  if (command === 'patch') return yield* patchWebhooks(sys, argv);
  if (command !== 'create') {
    yield* printError(sys, `kube-webhook-certgen ${command ?? ''}: not simulated here (create and patch are)\n`);
    return 1;
  }
  const [host, namespace, name] = ['host', 'namespace', 'secret-name'].map((one) => flag(argv, one));
  if (!host || !namespace || !name) {
    yield* printError(sys, 'Error: required flag(s) "host", "namespace", "secret-name" not set\n');
    return 1;
  }
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const known = askApi(sys, 'GET', `${path}/${name}`);
  if (!('error' in known)) {
    yield* print(sys, say('secret already exists'));
    return 0;
  }
  if (known.error.endsWith('not found')) {
    yield* print(sys, say('creating new secret'));
    const random = new Random(Math.floor(sys.random() * 2 ** 32));
    const validity = { notBefore: sys.now() - 60_000, notAfter: sys.now() + HUNDRED_YEARS_MS };
    const authority = newAuthority('nil1', validity, random);
    const { certificatePem, key } = issue(
      authority,
      { commonName: 'nil2', dnsNames: host.split(','), usages: ['server'], ...validity },
      random,
    );
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const made = askApi(sys, 'POST', path, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      data: {
        [flag(argv, 'ca-name') ?? 'ca']: base64(authority.certificatePem),
        [flag(argv, 'cert-name') ?? 'cert']: base64(certificatePem),
        [flag(argv, 'key-name') ?? 'key']: base64(key.privatePem),
      },
    });
    if (!('error' in made)) return 0;
    yield* printError(sys, say(`failed creating secret: ${made.error}`, 'fatal'));
    return 1;
  }
  yield* printError(sys, say(`error getting secret: ${known.error}`, 'fatal'));
  return 1;
};
