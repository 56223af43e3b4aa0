import { humanDuration } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
import { formatLabels } from '../columns';
import { eventLines } from '../description/events';
import { longTime } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { conditionText } from './condition';
import { requestSubject } from './request-subject';

/** Models describeCertificateSigningRequest. */
export function describeCertificateSigningRequest(csr: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${csr.metadata.name}`);
  // Upstream formats these two on one line each, the last applied configuration too.
  out.line(0, `Labels:\t${formatLabels(csr.metadata.labels)}`);
  out.line(0, `Annotations:\t${formatLabels(csr.metadata.annotations)}`);
  out.line(0, `CreationTimestamp:\t${longTime(csr.metadata.creationTimestamp)}`);
  out.line(0, `Requesting User:\t${csr.spec?.username ?? ''}`);
  if (csr.spec?.signerName) out.line(0, `Signer:\t${csr.spec.signerName}`);
  if (csr.spec?.expirationSeconds !== undefined) out.line(0, `Requested Duration:\t${humanDuration(csr.spec.expirationSeconds * 1000)}`);
  out.line(0, `Status:\t${conditionText(csr)}`);
  out.line(0, 'Subject:');
  const subject = requestSubject((csr.spec?.request as string | undefined) ?? '');
  out.line(0, `\tCommon Name:\t${subject?.commonName ?? ''}`);
  out.line(0, `\tSerial Number:\t${subject?.serialNumber ?? ''}`);
  list(out, 'Organization', subject?.organization ?? []);
  list(out, 'Organizational Unit', subject?.organizationalUnit ?? []);
  if ((subject?.dnsNames.length ?? 0) > 0) {
    out.line(0, 'Subject Alternative Names:');
    list(out, 'DNS Names', subject!.dnsNames);
  }
  eventLines(out, csr, context);
  return out.toString();
}

function list(out: Description, title: string, values: readonly string[]): void {
  values.forEach((value, i) => out.line(0, i === 0 ? `\t${title}:\t${value}` : `\t\t${value}`));
}
