import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { resourcePath } from '../client/discovery';
import { targetsOf } from '../resource/arguments';
import { commandAfterDash, generated, metadata } from './generated';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects as kubectl writes them */
/** `registry/path/nginx:1.25@sha…` → `nginx`. */
function containerName(k: Invocation, image: string): string {
  const name = image
    .slice(image.lastIndexOf('/') + 1)
    .split('@')[0]!
    .split(':')[0]!;
  return /[_.]/.test(name) ? `${name.replace(/[_.]/g, '-')}-${randomSuffix(k)}` : name;
}

function randomSuffix(k: Invocation): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  let text = '';
  for (let i = 0; i < 5; i++) text += alphabet[Math.floor(k.sys.random() * alphabet.length)];
  return text;
}

/** `kubectl create deployment`. */
export const createDeployment = generated({
  group: '/apis/apps/v1',
  plural: 'deployments',
  namespaced: true,
  failing: 'failed to create deployment: ',
  make(k, name) {
    const images = k.flags.list('image');
    const command = commandAfterDash(k);
    if (images.length > 1 && command.length > 0) throw new CommandError('cannot specify multiple --image options and command');
    const replicas = k.flags.int('replicas');
    const port = k.flags.int('port');
    const labels = { app: name };
    const containers = images.map((image) => ({
      name: containerName(k, image),
      image,
      ...(command.length > 0 && { command }),
      ...(port >= 0 && { ports: [{ containerPort: port }] }),
      resources: {},
    }));
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadata(k, name, { labels }),
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} },
      status: {},
    };
  },
});

/** `kubectl create job`. */
export const createJob = generated({
  group: '/apis/batch/v1',
  plural: 'jobs',
  namespaced: true,
  failing: 'failed to create job: ',
  make(k, name) {
    const image = k.flags.text('image');
    const from = k.flags.text('from');
    const command = commandAfterDash(k);
    if ((image === '') === (from === '')) throw new CommandError('either --image or --from must be specified');
    if (from !== '' && command.length > 0) throw new CommandError('cannot specify --from and command');
    if (from !== '') return jobFrom(k, name, from);
    return {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: metadata(k, name),
      spec: {
        template: {
          metadata: {},
          spec: { containers: [{ name, image, ...(command.length > 0 && { command }), resources: {} }], restartPolicy: 'Never' },
        },
      },
      status: {},
    };
  },
});

function jobFrom(k: Invocation, name: string, from: string): any {
  const [target] = targetsOf(k, [from]);
  const { resource, name: source } = target!;
  if (source === undefined) throw new CommandError('from must be an existing cronjob');
  const cronJob = k.rest.get(resourcePath(resource, resource.namespaced ? k.namespace : '', source));
  if (resource.kind !== 'CronJob') throw new CommandError(`unknown object type *${resource.version}.${resource.kind}`);
  const template = cronJob.spec.jobTemplate;
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      ...metadata(k, name),
      ...(template.metadata?.labels && { labels: template.metadata.labels }),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...template.metadata?.annotations },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob.metadata.name, uid: cronJob.metadata.uid, controller: true },
      ],
    },
    spec: template.spec,
    status: {},
  };
}

/** `kubectl create cronjob`. */
export const createCronJob = generated({
  group: '/apis/batch/v1',
  plural: 'cronjobs',
  namespaced: true,
  failing: 'failed to create cronjob: ',
  make(k, name) {
    const command = commandAfterDash(k);
    const container = { name, image: k.flags.text('image'), ...(command.length > 0 && { command }), resources: {} };
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: metadata(k, name),
      spec: {
        schedule: k.flags.text('schedule'),
        jobTemplate: {
          metadata: { name },
          spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: k.flags.text('restart') || 'OnFailure' } } },
        },
      },
      status: {},
    };
  },
});
