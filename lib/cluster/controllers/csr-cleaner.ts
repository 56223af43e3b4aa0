import { X509Certificate } from 'node:crypto';
import { bindQueue, ignoreNotFound, type ControllerContext } from './context';
import { isApproved, isDenied, isFailed, type CertificateSigningRequest } from './csr-request';
import { CERTIFICATE_SIGNING_REQUESTS } from '../client/resources';

const HOUR = 3_600_000;
const QUEUE = 'csrcleaner';

/** Removes requests that are over: settled ones after an hour, pending ones after a day. Models pkg/controller/certificates/cleaner. */
export function csrCleanerController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const requests = informers.informer<CertificateSigningRequest>(CERTIFICATE_SIGNING_REQUESTS);
  bindQueue(context, QUEUE, () => {
    const all = requests.list();
    for (const request of all) {
      if (isOver(request, sim.now())) ignoreNotFound(() => client.delete(CERTIFICATE_SIGNING_REQUESTS, '', request.metadata.name));
    }
    if (requests.list().length > 0) sim.after(`controller/${QUEUE}`, '', HOUR, { background: true });
  });
  requests.onChange(({ type }) => {
    if (type === 'ADDED' && requests.list().length === 1) sim.after(`controller/${QUEUE}`, '', HOUR, { background: true });
  });
}

function isOver(request: CertificateSigningRequest, now: number): boolean {
  const since = (type: string) => {
    const condition = request.status?.conditions?.find((one) => one.type === type);
    return condition?.lastUpdateTime ? now - Date.parse(condition.lastUpdateTime) : -1;
  };
  const certificate = request.status?.certificate;
  if (certificate && isApproved(request) && (since('Approved') > HOUR || isExpired(certificate, now))) return true;
  if (isDenied(request) && since('Denied') > HOUR) return true;
  if (isFailed(request) && since('Failed') > HOUR) return true;
  const pending = !request.status?.conditions?.length;
  return pending && now - Date.parse(String(request.metadata.creationTimestamp)) > 24 * HOUR;
}

function isExpired(certificate: string, now: number): boolean {
  try {
    return Date.parse(new X509Certificate(Buffer.from(certificate, 'base64')).validTo) < now;
  } catch {
    return false;
  }
}
