import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Label, isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { internalValue } from '../internal-types';
import { bootstrapFlowSchemas } from './bootstrap';
import type { NonResourceRule, PolicyRules, ResourceRule, Subject } from './policy-rules';

const MOST_PRECEDENCE = 10_000;
const METHODS = ['ByNamespace', 'ByUser'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const MANDATORY = ['exempt', 'catch-all'];

/** Models flowcontrol validation.ValidateFlowSchema. */
export function validateFlowSchema(schema: KubeObject): FieldError[] {
  const {
    matchingPrecedence: precedence = 0,
    distinguisherMethod,
    priorityLevelConfiguration,
    rules = [],
  } = (schema.spec ?? {}) as {
    matchingPrecedence?: number;
    distinguisherMethod?: { type?: string };
    priorityLevelConfiguration?: { name?: string };
    rules?: readonly PolicyRules[];
  };
  const { name } = schema.metadata;
  const found: FieldError[] = [];
  const at = 'spec.matchingPrecedence';
  if (precedence <= 0) found.push(invalid(at, precedence, 'must be a positive value'));
  if (precedence > MOST_PRECEDENCE) found.push(invalid(at, precedence, `must not be greater than ${MOST_PRECEDENCE}`));
  if (precedence === 1 && name !== 'exempt')
    found.push(invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod && !METHODS.includes(distinguisherMethod.type ?? ''))
    found.push(notSupported('spec.distinguisherMethod.type', { Type: distinguisherMethod.type ?? '' }, METHODS));
  const level = priorityLevelConfiguration?.name ?? '';
  const levelField = 'spec.priorityLevelConfiguration.name';
  if (level === '') found.push(required(levelField, 'must reference a priority level'));
  else for (const text of isDns1123Subdomain(level)) found.push(invalid(levelField, level, text));
  rules.forEach((rule, i) => found.push(...validateRules(rule, `spec.rules[${i}]`)));
  const mandatory = MANDATORY.includes(name) ? bootstrapFlowSchemas().find((other) => other.metadata.name === name) : undefined;
  if (mandatory && !deepEqual(schema.spec, mandatory.spec))
    found.push(invalid('spec', internalValue('FlowSchemaSpec', schema.spec), `spec of '${name}' must equal the fixed value`));
  return [...found, ...validateConditionTypes(schema)];
}

/** Models ValidateFlowSchemaStatus and its counterpart of priority levels. */
export function validateConditionTypes(object: KubeObject): FieldError[] {
  const seen = new Set<string>();
  return ((object.status?.conditions ?? []) as readonly { type?: string }[]).flatMap(({ type = '' }, i) => {
    const at = `status.conditions[${i}].type`;
    const found: FieldError[] = seen.has(type) ? [duplicate(at, type)] : [];
    seen.add(type);
    return type === '' ? [...found, required(at, 'must not be empty')] : found;
  });
}

/** Models ValidateFlowSchemaPolicyRulesWithSubjects. */
function validateRules({ subjects = [], resourceRules = [], nonResourceRules = [] }: PolicyRules, at: string): FieldError[] {
  const found: FieldError[] = subjects.length === 0 ? [required(`${at}.subjects`, 'subjects must contain at least one value')] : [];
  subjects.forEach((subject, i) => found.push(...validateSubject(subject, `${at}.subjects[${i}]`)));
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    found.push(required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  resourceRules.forEach((rule, i) => found.push(...validateResourceRule(rule, `${at}.resourceRules[${i}]`)));
  nonResourceRules.forEach((rule, i) => found.push(...validateNonResourceRule(rule, `${at}.nonResourceRules[${i}]`)));
  return found;
}

const SUBJECTS = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;
type SubjectKind = keyof typeof SUBJECTS;

/** The other kinds of subject, in the order in which upstream complains about them. */
const OTHERS: Readonly<Record<SubjectKind, readonly SubjectKind[]>> = {
  ServiceAccount: ['User', 'Group'],
  User: ['ServiceAccount', 'Group'],
  Group: ['ServiceAccount', 'User'],
};

/** Models ValidateFlowSchemaSubject. */
function validateSubject(subject: Subject, at: string): FieldError[] {
  const kind = subject.kind ?? '';
  if (!Object.hasOwn(SUBJECTS, kind)) return [notSupported(`${at}.kind`, kind, ['Group', 'ServiceAccount', 'User'])];
  const key = SUBJECTS[kind as SubjectKind];
  const found = validateNamed(kind as SubjectKind, subject[key], `${at}.${key}`);
  for (const other of OTHERS[kind as SubjectKind]) {
    const name = SUBJECTS[other];
    if (subject[name] !== undefined) found.push(forbidden(`${at}.${name}`, `${name} is forbidden when subject kind is not '${other}'`));
  }
  return found;
}

function validateNamed(kind: SubjectKind, value: { name?: string; namespace?: string } | undefined, at: string): FieldError[] {
  if (!value) return [required(at, `${SUBJECTS[kind]} is required when subject kind is '${kind}'`)];
  const { name = '', namespace = '' } = value;
  const found: FieldError[] = name === '' ? [required(`${at}.name`)] : [];
  if (kind !== 'ServiceAccount') return found;
  if (name !== '' && name !== '*') for (const text of isDns1123Subdomain(name)) found.push(invalid(`${at}.name`, name, text));
  if (namespace === '') found.push(required(`${at}.namespace`, 'must specify namespace for service account'));
  else for (const text of isDns1123Label(namespace)) found.push(invalid(`${at}.namespace`, namespace, text));
  return found;
}

function validateVerbs(verbs: readonly string[], at: string): FieldError[] {
  if (verbs.length === 0) return [required(at, 'verbs must contain at least one value')];
  if (verbs.includes('*')) return verbs.length > 1 ? [invalid(at, verbs, "if '*' is present, must not specify other verbs")] : [];
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupported(at, verbs, VERBS)];
}

/** Models ValidateFlowSchemaResourcePolicyRule. */
function validateResourceRule(
  { verbs = [], apiGroups = [], resources = [], clusterScope, namespaces = [] }: ResourceRule,
  at: string,
): FieldError[] {
  const found = validateVerbs(verbs, `${at}.verbs`);
  for (const [name, values, singular, plural] of [
    ['apiGroups', apiGroups, 'api group', 'api groups'],
    ['resources', resources, 'resource', 'resources'],
  ] as const) {
    if (values.length === 0) found.push(required(`${at}.${name}`, `resource rules must supply at least one ${singular}`));
    else if (values.length > 1 && values.includes('*'))
      found.push(invalid(`${at}.${name}`, values, `if '*' is present, must not specify other ${plural}`));
  }
  const field = `${at}.namespaces`;
  if (namespaces.length === 0 && !clusterScope)
    found.push(required(field, 'resource rules that are not cluster scoped must supply at least one namespace'));
  else if (namespaces.includes('*')) {
    if (namespaces.length > 1) found.push(invalid(field, namespaces, "if '*' is present, must not specify other namespaces"));
  } else
    namespaces.forEach((namespace, i) => {
      for (const text of isDns1123Label(namespace))
        found.push(invalid(`${field}[${i}]`, namespace, `each member of this list must be '*' or a DNS-1123 label; ${text}`));
    });
  return found;
}

/** Models ValidateFlowSchemaNonResourcePolicyRule. */
function validateNonResourceRule({ verbs = [], nonResourceURLs: urls = [] }: NonResourceRule, at: string): FieldError[] {
  const found = validateVerbs(verbs, `${at}.verbs`);
  const field = `${at}.nonResourceURLs`;
  if (urls.length === 0) found.push(required(field, 'nonResourceURLs must contain at least one value'));
  else if (urls.includes('*')) {
    if (urls.length > 1) found.push(invalid(field, urls, "if '*' is present, must not specify other non-resource URLs"));
  } else
    urls.forEach((url, i) => {
      const complaint = urlComplaint(url);
      if (complaint) found.push(invalid(`${field}[${i}]`, url, complaint));
    });
  return found;
}

/** Models ValidateNonResourceURLPath. */
function urlComplaint(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'must start with slash';
  if (path.includes(' ')) return 'must not contain white-space';
  if (path.includes('//')) return 'must not contain double slash';
  const stars = path.split('*').length - 1;
  return stars > 1 || (stars === 1 && !path.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}
