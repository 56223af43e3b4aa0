import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import type { Sim } from '@/lib/sim/sim';
import { ApiError, type Client, type InformerFactory } from '../../client/client';
import { approvalOf, isProtectedGroup } from '../../kinds/custom-resource-definition/approval';
import { withCondition } from '../../kinds/custom-resource-definition/conditions';
import { conditionOf, isTrue, type Definition } from '../../kinds/custom-resource-definition/definition';
import { CLEANUP_FINALIZER } from '../../kinds/custom-resource-definition/strategy';
import { namesOf } from './naming';
import { DEFINITIONS } from './serving';

const QUEUE = 'apiserver/custom-resource-definitions';
/** How often a definition is looked at again while some of its objects are still there. */
const AGAIN_MS = 5_000;
/** Failures after which retries no longer keep `settle()` waiting. */
const QUIET_AFTER = 8;

export interface DefinitionControllersContext {
  readonly sim: Sim;
  /** Acts as the API server itself. */
  readonly client: Client;
  readonly informers: InformerFactory;
  /** False while the API server is down: keys are then parked. */
  isUp(): boolean;
  park(queue: string, key: string): void;
}

/**
 * Binds the controllers of definitions that run inside the API server: names, approval, establishing, and the removal of the objects
 * of a definition that is being deleted. Models apiextensions-apiserver/pkg/controller/{status,apiapproval,establish,finalizer}.
 */
export function definitionControllers(context: DefinitionControllersContext): void {
  const { sim, client, informers } = context;
  const get = (name: string) => client.get<Definition & KubeObject>(DEFINITIONS, '', name) as Definition | undefined;
  const save = (definition: Definition): Definition => client.update(DEFINITIONS, definition, 'status') as Definition;
  const now = () => formatTime(sim.now());

  sim.on(QUEUE, (name) => {
    if (!context.isUp()) return context.park(QUEUE, name);
    try {
      sync(name);
      sim.forget(QUEUE, name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== 404) sim.retry(QUEUE, name, { quietAfter: QUIET_AFTER });
    }
  });
  informers.informer(DEFINITIONS).onChange(({ object, type }) => {
    if (type === 'DELETED') others(object as Definition).forEach(({ metadata }) => sim.enqueue(QUEUE, metadata.name));
    else sim.enqueue(QUEUE, object.metadata.name);
  });

  function others({ metadata, spec }: Definition): Definition[] {
    const all = informers.informer(DEFINITIONS).list() as readonly KubeObject[] as readonly Definition[];
    return all.filter((one) => one.spec.group === spec.group && one.metadata.name !== metadata.name);
  }

  function sync(name: string): void {
    let definition = get(name);
    if (!definition) return;
    definition = approve(definition);
    definition = acceptNames(definition);
    if (!definition.metadata.deletionTimestamp) definition = establish(definition);
    if (definition.metadata.deletionTimestamp && definition.metadata.finalizers?.includes(CLEANUP_FINALIZER)) cleanUp(definition);
  }

  function approve(definition: Definition): Definition {
    if (!isProtectedGroup(definition.spec.group)) return definition;
    const { state, reason } = approvalOf(definition.metadata.annotations);
    const condition = {
      type: 'KubernetesAPIApprovalPolicyConformant',
      status: state === 'approved' ? 'True' : 'False',
      reason: {
        approved: 'ApprovedAnnotation',
        bypassed: 'UnapprovedAnnotation',
        missing: 'MissingAnnotation',
        invalid: 'InvalidAnnotation',
      }[state],
      message: reason,
    };
    const before = conditionOf(definition, condition.type);
    if (before && before.status === condition.status && before.reason === condition.reason && before.message === reason) return definition;
    return save(withCondition(definition, condition, now()));
  }

  function acceptNames(definition: Definition): Definition {
    if (deepEqual(definition.spec.names, definition.status?.acceptedNames)) return definition;
    const { acceptedNames, accepted, established } = namesOf(definition, others(definition));
    const before = conditionOf(definition, 'NamesAccepted');
    const same = before && before.status === accepted.status && before.reason === accepted.reason && before.message === accepted.message;
    if (same && deepEqual(acceptedNames, definition.status?.acceptedNames)) return definition;
    let next = withCondition(withCondition(definition, accepted, now()), established, now());
    next = { ...next, status: { ...next.status, acceptedNames } };
    const saved = save(next);
    others(definition).forEach(({ metadata }) => sim.enqueue(QUEUE, metadata.name));
    return saved;
  }

  function establish(definition: Definition): Definition {
    if (!isTrue(definition, 'NamesAccepted') || isTrue(definition, 'Established')) return definition;
    const condition = {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    };
    return save(withCondition(definition, condition, now()));
  }

  function cleanUp(given: Definition): void {
    const terminating = (definition: Definition, status: string, reason: string, message: string) =>
      withCondition(definition, { type: 'Terminating', status, reason, message }, now());
    let definition = given;
    if (conditionOf(definition, 'Terminating')?.reason !== 'InstanceDeletionInProgress') {
      definition = save(terminating(definition, 'True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress'));
    }
    const served = definition.spec.versions.some((version) => version.served);
    if (!isTrue(definition, 'Established') || !served) {
      return finish(terminating(definition, 'False', 'NeverEstablished', 'resource was never established'));
    }
    const left = removeObjects(definition);
    if (left.length === 0) return finish(terminating(definition, 'False', 'InstanceDeletionCompleted', 'removed all instances'));
    const held = left.every(({ metadata }) => (metadata.finalizers ?? []).length > 0);
    sim.after(QUEUE, definition.metadata.name, AGAIN_MS, { background: held });
  }

  /** Asks for the deletion of every object; gives those that are still there. */
  function removeObjects({ spec }: Definition): readonly KubeObject[] {
    const resource = { group: spec.group, resource: spec.names.plural };
    for (const { metadata } of client.list(resource).items) {
      if (metadata.deletionTimestamp) continue;
      try {
        client.delete(resource, metadata.namespace ?? '', metadata.name);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 404) throw error;
      }
    }
    return client.list(resource).items;
  }

  function finish(definition: Definition): void {
    const { finalizers = [], ...metadata } = definition.metadata;
    const kept = finalizers.filter((name) => name !== CLEANUP_FINALIZER);
    save({ ...definition, metadata: { ...metadata, ...(kept.length > 0 && { finalizers: kept }) } });
  }
}
