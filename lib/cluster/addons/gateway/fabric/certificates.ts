import { ApiError } from '../../../client/client';
import { SECRETS } from '../../../client/resources';
import { issue, newAuthority, type Certificate } from '../../../pki/certificate';
import type { Operator, OperatorContext, OperatorInstance } from '../../addon';
import { NAMESPACE } from './manifest';

/** Where the program that asks for certificates finds why it has none. */
export const CERTIFICATES_COMPLAINT = '/tmp/certificates-complaint';
const YEARS_MS = 3 * 365 * 86_400_000;

/** `gateway generate-certs`: makes the Secrets by which control plane and nginx know each other, then ends. */
export const fabricCertificates: Operator = {
  name: 'nginx-gateway-certificates',
  bind(context) {
    return {
      resync() {
        const instance = context.instances()[0]!;
        try {
          generate(context, instance);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          context.writeFile(CERTIFICATES_COMPLAINT, error.message, instance);
        }
      },
    };
  },
};

function generate({ sim, client }: OperatorContext, { argv, namespace = NAMESPACE }: OperatorInstance): void {
  const flag = (name: string, usual: string) => argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? usual;
  const now = sim.now();
  const validity = { notBefore: now, notAfter: now + YEARS_MS };
  const authority = newAuthority('nginx-gateway', validity, sim.random);
  const service = flag('service', 'nginx-gateway');
  const domain = flag('cluster-domain', 'cluster.local');
  const names = { server: `${service}.${namespace}.svc`, agent: `*.${domain}` };
  for (const side of ['server', 'agent'] as const) {
    const issued = issue(
      authority,
      { commonName: names[side], dnsNames: [names[side]], usages: [side === 'server' ? 'server' : 'client'], ...validity },
      sim.random,
    );
    const name = flag(`${side}-tls-secret`, `${side}-tls`);
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      type: 'kubernetes.io/tls',
      data: dataOf(authority, issued),
    };
    const there = client.get(SECRETS, namespace, name);
    if (!there) client.create(SECRETS, secret, namespace);
  }
}

const dataOf = (authority: Certificate, { certificatePem, key }: Certificate): Record<string, string> => ({
  'ca.crt': Buffer.from(authority.certificatePem).toString('base64'),
  'tls.crt': Buffer.from(certificatePem).toString('base64'),
  'tls.key': Buffer.from(key.privatePem).toString('base64'),
});
