import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { findObjects, type Found } from '../resource/find';
import { hasFiles } from '../resource/manifests';
import { tellNothing } from './rollout';
import { REVISION } from './history';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
interface Verdict {
  readonly text: string;
  readonly done: boolean;
}

/** `kubectl rollout status`. */
export function* rolloutStatus(k: Invocation): Task<number> {
  if (k.args.length === 0 && !hasFiles(k)) throw new CommandError('required resource not specified');
  const wanted = k.flags.int('revision');
  if (wanted < 0) throw new CommandError(`revision must be a positive integer: ${wanted}`);
  const { found, errors } = yield* findObjects(k, undefined, { whole: true });
  const timeout = k.flags.duration('timeout');
  for (const each of found) {
    try {
      yield* follow(k, each, wanted, timeout > 0 ? k.now() + timeout : undefined);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  tellNothing(k, found, errors);
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

function* follow(k: Invocation, { resource, namespace, name, object }: Found, wanted: number, until: number | undefined): Task<void> {
  const judge = (each: any) =>
    verdict(resource.kind, resource.group ? `${resource.kind}.${resource.group}` : resource.kind, name, each, wanted);
  let first = judge(object);
  k.out(first.text);
  if (first.done || !k.flags.bool('watch')) return;
  let current = object;
  for (;;) {
    const response = k.rest.exchange('GET', resourcePath(resource, namespace), {
      query: { fieldSelector: `metadata.name=${name}`, watch: 'true', resourceVersion: current.metadata.resourceVersion },
    });
    let done = false;
    let gone = false;
    const how = yield* k.rest.follow(
      response,
      (event: any) => {
        if (event.type === 'DELETED') gone = true;
        if (event.type === 'ADDED' || event.type === 'MODIFIED') {
          current = event.object;
          first = judge(current);
          k.out(first.text);
          done = first.done;
        }
        return done || gone || event.type === 'ERROR';
      },
      until,
    );
    if (done) return;
    if (gone) throw new CommandError('object has been deleted');
    if (how === 'timeout') throw new CommandError('timed out waiting for the condition');
    yield* k.sleep(500);
    current = k.rest.get(resourcePath(resource, namespace, name));
    first = judge(current);
    if (first.done) {
      k.out(first.text);
      return;
    }
  }
}

/** Models kubectl/pkg/polymorphichelpers rollout_status.go. */
function verdict(kind: string, subject: string, name: string, object: any, wanted: number): Verdict {
  switch (kind) {
    case 'Deployment':
      return deployment(name, object, wanted);
    case 'DaemonSet':
      return daemonSet(name, object);
    case 'StatefulSet':
      return statefulSet(object);
    default:
      throw new CommandError(`no status viewer has been implemented for ${subject}`);
  }
}

function deployment(name: string, { metadata, spec, status = {} }: any, wanted: number): Verdict {
  if (wanted > 0 && wanted !== Number(metadata.annotations?.[REVISION] ?? 0)) {
    throw new CommandError(
      `desired revision (${wanted}) is different from the running revision (${Number(metadata.annotations?.[REVISION] ?? 0)})`,
    );
  }
  const wait = (why: string): Verdict => ({
    text: `Waiting for deployment ${JSON.stringify(name)} rollout to finish: ${why}...\n`,
    done: false,
  });
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  const progressing = status.conditions?.find((each: any) => each.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    throw new CommandError(`deployment ${JSON.stringify(name)} exceeded its progress deadline`);
  const updated = status.updatedReplicas ?? 0;
  const replicas = status.replicas ?? 0;
  const available = status.availableReplicas ?? 0;
  if (spec.replicas !== undefined && updated < spec.replicas)
    return wait(`${updated} out of ${spec.replicas} new replicas have been updated`);
  if (replicas > updated) return wait(`${replicas - updated} old replicas are pending termination`);
  if (available < updated) return wait(`${available} of ${updated} updated replicas are available`);
  return { text: `deployment ${JSON.stringify(name)} successfully rolled out\n`, done: true };
}

function daemonSet(name: string, { metadata, spec, status = {} }: any): Verdict {
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError(`rollout status is only available for RollingUpdate strategy type`);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  const wait = (why: string): Verdict => ({
    text: `Waiting for daemon set ${JSON.stringify(name)} rollout to finish: ${why}...\n`,
    done: false,
  });
  const desired = status.desiredNumberScheduled ?? 0;
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  if (updated < desired) return wait(`${updated} out of ${desired} new pods have been updated`);
  if (available < desired) return wait(`${available} of ${desired} updated pods are available`);
  return { text: `daemon set ${JSON.stringify(name)} successfully rolled out\n`, done: true };
}

function statefulSet({ metadata, spec, status = {} }: any): Verdict {
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  if (!status.observedGeneration || metadata.generation > status.observedGeneration)
    return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
  const ready = status.readyReplicas ?? 0;
  if (spec.replicas !== undefined && ready < spec.replicas)
    return { text: `Waiting for ${spec.replicas - ready} pods to be ready...\n`, done: false };
  const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
  const updated = status.updatedReplicas ?? 0;
  if (spec.updateStrategy.rollingUpdate !== undefined) {
    if (spec.replicas !== undefined && updated < spec.replicas - partition) {
      return {
        text: `Waiting for partitioned roll out to finish: ${updated} out of ${spec.replicas - partition} new pods have been updated...\n`,
        done: false,
      };
    }
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (status.updateRevision !== status.currentRevision) {
    return {
      text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${status.updateRevision}...\n`,
      done: false,
    };
  }
  return {
    text: `statefulset rolling update complete ${status.currentReplicas ?? 0} pods at revision ${status.currentRevision}...\n`,
    done: true,
  };
}
