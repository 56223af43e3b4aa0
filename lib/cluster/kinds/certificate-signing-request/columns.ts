import type { KubeObject } from '@/lib/api/object';
import { humanDuration } from '@/lib/api/duration';
import { conditionText } from './condition';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  ageColumn,
  text('SignerName', 'signerName indicates the requested signer.', (o) => o.spec?.signerName || '<none>'),
  text('Requestor', 'username contains the name of the user that created the CertificateSigningRequest.', (o) => o.spec?.username ?? ''),
  text('RequestedDuration', 'expirationSeconds is the requested duration of validity of the issued certificate.', (o) =>
    o.spec?.expirationSeconds === undefined ? '<none>' : humanDuration(o.spec.expirationSeconds * 1000),
  ),
  text('Condition', 'conditions applied to the request.', (o) => conditionText(o)),
];
