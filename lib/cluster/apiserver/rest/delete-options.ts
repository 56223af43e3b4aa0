import { invalid, notSupported, type FieldError } from '@/lib/api/field-error';
import { checkFields } from '@/lib/api/schema';
import { failure, invalidStatus, unsupportedMediaTypeStatus } from '@/lib/api/status';
import { parseDocument, YamlError } from '@/lib/api/yaml';
import type { ApiRequest } from '../../client/client';
import { mediaTypeOf } from '../body';
import { parseJson } from '../json';
import { flagOf, queryOf } from '../request-info';
import { integerOf } from './options';

/** metav1.DeleteOptions. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];
const SCHEMA = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Options of a DELETE: from the body, or from the query when there is none. Throws for what upstream refuses. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const options = fromBody(request) ?? fromQuery(request);
  const found: FieldError[] = [];
  const { propagationPolicy, orphanDependents, dryRun = [] } = options;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    found.push(invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'));
  }
  if (propagationPolicy !== undefined && !POLICIES.includes(propagationPolicy)) {
    found.push(notSupported('propagationPolicy', propagationPolicy, [...POLICIES, 'nil']));
  }
  if (dryRun.some((value) => value !== 'All')) found.push(notSupported('dryRun', dryRun, ['All']));
  if (found.length > 0) throw invalidStatus('meta.k8s.io', 'DeleteOptions', '', found);
  return options;
}

function fromBody({ body, headers }: ApiRequest): DeleteOptions | undefined {
  if (body === undefined || body === '') return undefined;
  const value = typeof body === 'string' ? parsed(body, mediaTypeOf(headers['content-type'])) : body;
  const { mismatch } = checkFields(value ?? {}, SCHEMA);
  if (mismatch) throw failure(500, '', mismatch);
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== null)) as DeleteOptions;
}

function parsed(text: string, media: string): unknown {
  if (media !== '' && !MEDIA_TYPES.includes(media)) throw unsupportedMediaTypeStatus(MEDIA_TYPES);
  if (media === 'application/yaml') {
    try {
      return parseDocument(text);
    } catch (error) {
      if (error instanceof YamlError) throw failure(500, '', error.message);
      throw error;
    }
  }
  const found = parseJson(text);
  if ('error' in found) throw failure(500, '', `couldn't get version/kind; json parse error: ${found.error}`);
  return found.value;
}

function fromQuery(request: ApiRequest): DeleteOptions {
  const seconds = integerOf(request, 'gracePeriodSeconds');
  const policy = queryOf(request, 'propagationPolicy');
  return {
    ...(seconds !== undefined && { gracePeriodSeconds: seconds }),
    ...(policy !== undefined && { propagationPolicy: policy }),
    ...(queryOf(request, 'orphanDependents') !== undefined && { orphanDependents: flagOf(request, 'orphanDependents') }),
    ...(request.query.dryRun && { dryRun: request.query.dryRun }),
  };
}
