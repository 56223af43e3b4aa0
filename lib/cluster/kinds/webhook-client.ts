import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain, isPortNumber } from '@/lib/api/names';

export interface WebhookService {
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  readonly port?: number;
}

const FORM = '; desired format: https://host[/path]';

/** Models apiserver/pkg/util/webhook.ValidateWebhookURL; https only. */
export function validateWebhookUrl(url: string, field: string): FieldError[] {
  if (/[\x00-\x1f\x7f]/.test(url)) {
    const why = `parse ${JSON.stringify(url)}: net/url: invalid control character in URL`;
    return [required(field, `url must be a valid URL: ${why}${FORM}`)];
  }
  const parts = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url);
  const [, scheme = '', authority = '', , query = '', fragment = ''] = parts ?? [];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const found: FieldError[] = [];
  if (scheme.toLowerCase() !== 'https') found.push(invalid(field, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') found.push(invalid(field, '', `host must be specified${FORM}`));
  if (at >= 0) found.push(invalid(field, authority.slice(0, at), 'user information is not permitted in the URL'));
  if (fragment !== '') found.push(invalid(field, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') found.push(invalid(field, query, 'query parameters are not permitted in the URL'));
  return found;
}

/** Models ValidateWebhookService; callers of upstream give it name and namespace the wrong way round, so that complaints name the other one. */
export function validateWebhookService({ namespace, name, path = '', port = 0 }: WebhookService, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (!namespace) found.push(required(`${field}.name`));
  if (!name) found.push(required(`${field}.namespace`));
  const complaints = isPortNumber(port);
  if (complaints.length > 0) found.push(invalid(`${field}.port`, port, `port is not valid: ${complaints.join(', ')}`));
  if (path === '' || path === '/') return found;
  const at = `${field}.path`;
  if (path === '//') return [...found, invalid(at, path, 'segment[0] may not be empty')];
  if (!path.startsWith('/')) found.push(invalid(at, path, "must start with a '/'"));
  const rest = path.slice(1);
  (rest.endsWith('/') ? rest.slice(0, -1) : rest).split('/').forEach((step, i) => {
    if (step === '') found.push(invalid(at, path, `segment[${i}] may not be empty`));
    else for (const text of isDns1123Subdomain(step)) found.push(invalid(at, path, `segment[${i}]: ${text}`));
  });
  return found;
}
