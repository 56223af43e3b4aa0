import { forbidden, invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { internalValue } from '../internal-types';
import { subdomainErrors } from '../node-selector';
import { validateDriverName } from '../persistent-volume/sources';
import { validateVolumeSpec } from '../persistent-volume/validate';

interface VolumeError {
  readonly message?: string;
  readonly errorCode?: number;
}

const MOST_METADATA = 256 * 1024;
const LONGEST_MESSAGE = 1024;
const ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

/** Models storage validation.ValidateVolumeAttachment. */
function validateAttachment(attachment: KubeObject): FieldError[] {
  const {
    attacher = '',
    nodeName = '',
    source = {},
  } = (attachment.spec ?? {}) as {
    attacher?: string;
    nodeName?: string;
    source?: { persistentVolumeName?: string; inlineVolumeSpec?: object };
  };
  const found: FieldError[] = attacher === '' ? [required('spec.attacher')] : [];
  const { persistentVolumeName: name, inlineVolumeSpec: inline } = source;
  if (inline === undefined && name === undefined) found.push(required('spec.source', ONE));
  else if (inline !== undefined && name !== undefined) found.push(forbidden('spec.source', ONE));
  else if (name === '') found.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  else if (inline !== undefined) found.push(...validateVolumeSpec(inline, 'spec.source.inlineVolumeSpec', true));
  for (const text of isDns1123Subdomain(nodeName)) found.push(invalid('spec.nodeName', nodeName, text));
  return [...found, ...validateStatus(attachment)];
}

function validateStatus({ status = {} }: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  const metadata = Object.entries((status.attachmentMetadata ?? {}) as Record<string, string>);
  if (metadata.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0) > MOST_METADATA)
    found.push(tooLong('status.attachmentMetadata', MOST_METADATA));
  for (const name of ['attachError', 'detachError']) {
    const { message = '', errorCode = 0 } = (status[name] ?? {}) as VolumeError;
    // Upstream names the other limit here.
    if (message.length > LONGEST_MESSAGE) found.push(tooLong(`status.${name}.message`, MOST_METADATA));
    if (errorCode < 0) found.push(invalid(`status.${name}.errorCode`, errorCode, 'must be between 0 and 2147483647, inclusive'));
  }
  return found;
}

/** Models volumeAttachmentStrategy.Validate: the checks of v1 come on top. */
export function validateVolumeAttachment(attachment: KubeObject): FieldError[] {
  const name = attachment.spec?.source?.persistentVolumeName as string | undefined;
  return [
    ...validateAttachment(attachment),
    ...validateDriverName(attachment.spec?.attacher, 'spec.attacher'),
    ...(name === undefined ? [] : subdomainErrors(name, 'spec.source.persistentVolumeName')),
  ];
}

/** Models ValidateVolumeAttachmentUpdate. */
export function validateVolumeAttachmentUpdate(attachment: KubeObject, old: KubeObject): FieldError[] {
  const found = validateAttachment(attachment);
  if (!deepEqual(attachment.spec, old.spec))
    found.push(invalid('spec', internalValue('VolumeAttachmentSpec', attachment.spec), 'field is immutable'));
  return found;
}
