import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1035Label } from '@/lib/api/names';
import { validateWebhookService, validateWebhookUrl, type WebhookService } from '../webhook-client';
import { isTrue, type Definition, type DefinitionSpec } from './definition';

const STRATEGIES = ['None', 'Webhook'];
const REVIEWS = ['v1', 'v1beta1'];

interface ClientConfig {
  readonly url?: string;
  readonly service?: WebhookService;
  readonly caBundle?: string;
}

/** Models validateCustomResourceConversion; fields are named as in upstream's internal version. */
export function conversionErrors(spec: DefinitionSpec, old: Definition | undefined): FieldError[] {
  const { conversion } = spec;
  if (!conversion) return [];
  const path = 'spec.conversion';
  const found: FieldError[] = [];
  const { strategy = '', webhook } = conversion;
  if (strategy !== 'None' && spec.preserveUnknownFields) {
    found.push(invalid(`${path}.strategy`, strategy, 'must be None if spec.preserveUnknownFields is true'));
  }
  if (strategy === '') found.push(required(`${path}.strategy`));
  else if (!STRATEGIES.includes(strategy)) found.push(notSupported(`${path}.strategy`, strategy, STRATEGIES));
  const config = webhook?.clientConfig as ClientConfig | undefined;
  const reviews = (webhook?.conversionReviewVersions as readonly string[] | undefined) ?? [];
  if (strategy !== 'Webhook') {
    const why = 'should not be set when strategy is not set to Webhook';
    if (config) found.push(forbidden(`${path}.webhookClientConfig`, why));
    if (reviews.length > 0) found.push(forbidden(`${path}.conversionReviewVersions`, why));
    return found;
  }
  if (!config) found.push(required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook'));
  else found.push(...clientErrors(config, `${path}.webhookClientConfig`, old !== undefined && isTrue(old, 'Established')));
  return [...found, ...reviewErrors(reviews, `${path}.conversionReviewVersions`)];
}

function clientErrors({ url, service, caBundle }: ClientConfig, path: string, strict: boolean): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  const found: FieldError[] = [];
  if (url !== undefined) found.push(...validateWebhookUrl(url, `${path}.url`));
  if (service) found.push(...validateWebhookService(service, `${path}.service`));
  if (strict && caBundle && !atob(caBundle).includes('-----BEGIN CERTIFICATE-----')) {
    const why = 'unable to load root certificates: unable to parse bytes as PEM block';
    found.push(invalid(`${path}.caBundle`, caBundle, why));
  }
  return found;
}

function reviewErrors(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path)];
  const found: FieldError[] = [];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) found.push(invalid(`${path}[${i}]`, version, 'duplicate version'));
    else for (const text of isDns1035Label(version)) found.push(invalid(`${path}[${i}]`, version, text));
  });
  if (!versions.some((version) => REVIEWS.includes(version))) {
    found.push(invalid(path, versions, `must include at least one of ${REVIEWS.join(', ')}`));
  }
  return found;
}
