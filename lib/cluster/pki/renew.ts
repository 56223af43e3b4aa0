import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Random } from '@/lib/sim/random';
import { issue, type Certificate } from './certificate';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** An authority as it lies on a disk. */
export interface AuthorityFiles {
  readonly certificatePem: string;
  readonly privatePem: string;
}

/** An authority read from files; throws for a key that is none. */
export function authorityFrom({ certificatePem, privatePem }: AuthorityFiles): Certificate {
  const publicPem = createPublicKey(privatePem).export({ format: 'pem', type: 'spki' }).toString();
  return { certificatePem, key: { privatePem, publicPem } };
}

/**
 * A certificate with the names and usages of another and a new key, good for `lastsMs` from now on. Throws for what is no
 * certificate. Models cmd/kubeadm/app/phases/certs/renewal (FileRenewer.Renew): it begins when the authority did.
 */
export function renewCertificate(pem: string, authority: AuthorityFiles, now: number, lastsMs: number, random: Random): Certificate {
  const old = new X509Certificate(pem);
  const values = (name: string) => [...old.subject.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value!);
  const names = (old.subjectAltName ?? '').split(', ').filter(Boolean);
  const having = (head: string) => names.filter((name) => name.startsWith(head)).map((name) => name.slice(head.length));
  const usages = old.keyUsage ?? [];
  return issue(
    authorityFrom(authority),
    {
      commonName: values('CN').at(-1) ?? '',
      organizations: values('O'),
      dnsNames: having('DNS:'),
      ipAddresses: having('IP Address:'),
      usages: [...(usages.includes(SERVER_AUTH) ? ['server' as const] : []), ...(usages.includes(CLIENT_AUTH) ? ['client' as const] : [])],
      notBefore: Date.parse(new X509Certificate(authority.certificatePem).validFrom),
      notAfter: now + lastsMs,
    },
    random,
  );
}
