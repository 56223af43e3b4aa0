import { verifyCertificate } from '@/lib/cluster/pki/certificate';
import { verifyHostname } from '@/lib/cluster/pki/hostname';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Listener } from '@/lib/hosts/process/process';
import { Errno, type HttpTarget } from '@/lib/hosts/process/sys';

/** What a listener says of its TLS, in the data it listens with. Paths are of its own file system. */
export interface TlsData {
  /** Path of the certificate that everybody is shown. */
  readonly certificate?: string;
  /** Directory with a `NAME.pem` for each server name (SNI); `*.example.com` stands for one label. */
  readonly directory?: string;
  /** The certificate is held to the name or address that the caller asked for. */
  readonly strict?: boolean;
  /** Path of the authority that a caller's certificate has to come from; without one there is no connection. */
  readonly clientCa?: string;
}

/** TLS as far as it matters: the server's certificate against the caller's authority. Returns the client's certificate. */
export function handshake(kernel: Kernel, listener: Listener, target: HttpTarget, now: number): string | undefined {
  if (target.scheme !== 'https') return undefined;
  const name = target.serverName ?? target.host;
  const pem = certificateOf(kernel, listener, name);
  if (pem && target.ca !== undefined) {
    const complaint = verifyCertificate(pem, target.ca, now) ?? (isNamed(listener) ? verifyHostname(pem, name) : undefined);
    if (complaint) throw new Errno('ETLS', `tls: failed to verify certificate: ${complaint}`);
  }
  checkClient(kernel, listener, target, now);
  return target.clientCertificate;
}

/** Models tls.RequireAndVerifyClientCert: the caller learns no more than the alert says. */
function checkClient(kernel: Kernel, listener: Listener, { clientCertificate }: HttpTarget, now: number): void {
  const path = tlsOf(listener)?.clientCa;
  if (path === undefined) return;
  const process = kernel.state.process(listener.pid);
  const ca = process && kernel.tree(process.ns).tryFind(path)?.inode.text;
  if (clientCertificate === undefined) throw new Errno('ETLS', 'remote error: tls: certificate required');
  const complaint = ca === undefined ? 'unknown' : verifyCertificate(clientCertificate, ca, now);
  if (complaint?.includes('expired')) throw new Errno('ETLS', 'remote error: tls: expired certificate');
  if (complaint) throw new Errno('ETLS', 'remote error: tls: unknown certificate authority');
}

/** Only servers that say so, or choose by name, are held to theirs: others are reached under names that their certificates leave out. */
const isNamed = (listener: Listener): boolean => tlsOf(listener)?.strict === true || tlsOf(listener)?.directory !== undefined;

const tlsOf = (listener: Listener): TlsData | undefined => ((listener.data ?? {}) as { tls?: TlsData }).tls;

/** PEM of the certificate that a listener shows to a client who asks for `name`. */
export function certificateOf(kernel: Kernel, listener: Listener, name?: string): string | undefined {
  const tls = tlsOf(listener);
  const process = tls && kernel.state.process(listener.pid);
  if (!process) return undefined;
  const read = (path: string) => kernel.tree(process.ns).tryFind(path)?.inode.text || undefined;
  const own =
    tls.directory && name ? [name, name.replace(/^[^.]+/, '*')].map((one) => read(`${tls.directory}/${one}.pem`)).find(Boolean) : undefined;
  return own ?? (tls.certificate ? read(tls.certificate) : undefined);
}
