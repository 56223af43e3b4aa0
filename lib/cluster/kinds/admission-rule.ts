import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '@/lib/api/field-error';
import { CONDITION, tryCompileAdmission } from '@/lib/api/cel/admission';
import { isQualifiedName } from '@/lib/api/names';

/** What requests a webhook or a policy is asked about. Models admissionregistration/v1.RuleWithOperations. */
export interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** Models admissionregistration validation's validateRuleWithOperations. */
export function validateRule(rule: Rule, at: string): FieldError[] {
  const found: FieldError[] = [];
  const list = (name: 'operations' | 'apiGroups' | 'apiVersions', others: string) => {
    const values = rule[name] ?? [];
    if (values.length === 0) found.push(required(`${at}.${name}`));
    if (values.length > 1 && values.includes('*'))
      found.push(invalid(`${at}.${name}`, values, `if '*' is present, must not specify other ${others}`));
    return values;
  };
  list('operations', 'operations').forEach((operation, i) => {
    if (!OPERATIONS.includes(operation)) found.push(notSupported(`${at}.operations[${i}]`, operation, OPERATIONS));
  });
  list('apiGroups', 'API groups');
  list('apiVersions', 'API versions').forEach((version, i) => {
    if (version === '') found.push(required(`${at}.apiVersions[${i}]`));
  });
  found.push(...validateResources(rule.resources ?? [], `${at}.resources`));
  if (rule.scope !== undefined && !SCOPES.includes(rule.scope)) found.push(notSupported(`${at}.scope`, rule.scope, SCOPES));
  return found;
}

/** Models validateResources: resources, and their subresources, by name or all of them. */
function validateResources(resources: readonly string[], at: string): FieldError[] {
  const found: FieldError[] = resources.length === 0 ? [required(at)] : [];
  const all = new Set<string>();
  const everywhere = new Set<string>();
  let hasPlain = false;
  resources.forEach((text, i) => {
    if (text === '') {
      found.push(required(`${at}[${i}]`));
      return;
    }
    const slash = text.indexOf('/');
    if (slash < 0) {
      hasPlain = text !== '*';
      return;
    }
    const [resource, subresource] = [text.slice(0, slash), text.slice(slash + 1)];
    if (all.has(resource)) found.push(invalid(`${at}[${i}]`, text, `if '${resource}/*' is present, must not specify ${text}`));
    if (everywhere.has(subresource)) found.push(invalid(`${at}[${i}]`, text, `if '*/${subresource}' is present, must not specify ${text}`));
    if (subresource === '*') all.add(resource);
    if (resource === '*') everywhere.add(subresource);
  });
  if (resources.length > 1 && resources.includes('*/*'))
    found.push(invalid(at, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && hasPlain)
    found.push(invalid(at, resources, "if '*' is present, must not specify other resources without subresources"));
  return found;
}

export interface MatchCondition {
  readonly name?: string;
  readonly expression?: string;
}

const MOST_CONDITIONS = 64;

/** Models validateMatchConditions. `params`: expressions may name them. */
export function validateMatchConditions(conditions: readonly MatchCondition[], at: string, params = false): FieldError[] {
  const found: FieldError[] = conditions.length > MOST_CONDITIONS ? [tooMany(at, conditions.length, MOST_CONDITIONS)] : [];
  const names = new Set<string>();
  conditions.forEach(({ name = '', expression = '' }, i) => {
    const field = `${at}[${i}]`;
    const trimmed = expression.trim();
    if (trimmed === '') found.push(required(`${field}.expression`));
    else {
      const compiled = tryCompileAdmission(trimmed, { params, authorizer: true }, CONDITION);
      if ('error' in compiled) found.push(invalid(`${field}.expression`, trimmed, compiled.error.message));
    }
    if (name === '') found.push(required(`${field}.name`));
    else for (const text of isQualifiedName(name)) found.push(invalid(`${field}.name`, name, text));
    if (name !== '' && names.has(name)) found.push(duplicate(`${field}.name`, name));
    names.add(name);
  });
  return found;
}
