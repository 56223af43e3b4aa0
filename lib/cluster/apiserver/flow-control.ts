import type { KubeObject } from '@/lib/api/object';
import type { UserInfo } from '../client/client';
import type { NonResourceRule, PolicyRules, ResourceRule, Subject } from '../kinds/flow-schema/policy-rules';
import type { Store } from '../store';
import type { Call } from './call';
import type { RequestInfo } from './request-info';

const SCHEMAS = { group: 'flowcontrol.apiserver.k8s.io', resource: 'flowschemas' };
const LEVELS = { group: 'flowcontrol.apiserver.k8s.io', resource: 'prioritylevelconfigurations' };

interface FlowSchema extends KubeObject {
  readonly spec?: {
    readonly matchingPrecedence?: number;
    readonly priorityLevelConfiguration?: { readonly name: string };
    readonly rules?: readonly PolicyRules[];
  };
}

/**
 * Headers that say which FlowSchema and PriorityLevelConfiguration a request falls under. Nothing is queued or refused here: the
 * simulated server is never busy. Models apiserver/pkg/util/flowcontrol's classification.
 */
export function flowControlHeaders(call: Call): Readonly<Record<string, string>> {
  const { store } = call.server;
  const schema = flowSchemaOf(store, call.user, call.info);
  const level = schema?.spec?.priorityLevelConfiguration && store.get(LEVELS, '', schema.spec.priorityLevelConfiguration.name);
  if (!schema || !level) return {};
  return {
    'x-kubernetes-pf-flowschema-uid': schema.metadata.uid ?? '',
    'x-kubernetes-pf-prioritylevel-uid': level.metadata.uid ?? '',
  };
}

/** The first FlowSchema, by precedence and then by name, one of whose rules fits. */
function flowSchemaOf(store: Store, user: UserInfo, info: RequestInfo): FlowSchema | undefined {
  const precedence = (schema: FlowSchema) => schema.spec?.matchingPrecedence ?? 1000;
  return (store.list(SCHEMAS) as readonly FlowSchema[])
    .filter(({ spec }) =>
      spec?.rules?.some(
        (rule) =>
          rule.subjects?.some((subject) => matchesSubject(subject, user)) &&
          (info.isResource
            ? rule.resourceRules?.some((one) => matchesResource(one, info))
            : rule.nonResourceRules?.some((one) => matchesPath(one, info))),
      ),
    )
    .sort((a, b) => precedence(a) - precedence(b) || (a.metadata.name < b.metadata.name ? -1 : 1))[0];
}

function matchesSubject({ user: named, group, serviceAccount }: Subject, user: UserInfo): boolean {
  if (named) return named.name === '*' || named.name === user.name;
  if (group) return group.name === '*' || user.groups.includes(group.name ?? '');
  if (!serviceAccount) return false;
  const [system, kind, namespace, name] = user.name.split(':');
  return (
    system === 'system' &&
    kind === 'serviceaccount' &&
    serviceAccount.namespace === namespace &&
    (serviceAccount.name === '*' || serviceAccount.name === name)
  );
}

const has = (list: readonly string[] | undefined, wanted: string) => list?.some((one) => one === '*' || one === wanted) ?? false;

function matchesResource(rule: ResourceRule, info: RequestInfo): boolean {
  const resource = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
  return (
    has(rule.verbs, info.verb) &&
    has(rule.apiGroups, info.group) &&
    has(rule.resources, resource) &&
    (info.namespace === '' ? rule.clusterScope === true : has(rule.namespaces, info.namespace))
  );
}

function matchesPath(rule: NonResourceRule, info: RequestInfo): boolean {
  const fits = (url: string) => url === '*' || url === info.path || (url.endsWith('*') && info.path.startsWith(url.slice(0, -1)));
  return has(rule.verbs, info.verb) && (rule.nonResourceURLs?.some(fits) ?? false);
}
