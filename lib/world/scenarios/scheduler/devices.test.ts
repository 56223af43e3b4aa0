import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const CLASS = `apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: {name: gpu}
spec: {selectors: [{cel: {expression: "device.driver == 'gpu.example.com'"}}]}`;

const device = (name: string, model: string, memory: string, more = '') =>
  `{name: ${name}, attributes: {model: {string: ${model}}, driverVersion: {version: 1.2.3}, numa: {int: 0}}, capacity: {memory: {value: ${memory}}}${more}}`;

const slice = (name: string, where: string, devices: readonly string[], generation = 1) => `apiVersion: resource.k8s.io/v1
kind: ResourceSlice
metadata: {name: ${name}}
spec:
  driver: gpu.example.com
  pool: {name: ${name}, generation: ${generation}, resourceSliceCount: 1}
  ${where}
  devices:
${devices.map((each) => `  - ${each}`).join('\n')}`;

const request = (more = '') => `devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu${more}}}]}`;
const claim = (name: string, spec = request()) =>
  `apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: ${name}}\nspec: {${spec}}`;
const template = (name: string, spec = request()) =>
  `apiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: {name: ${name}}\nspec: {spec: {${spec}}}`;
const pod = (name: string, source: string, command = 'sleep 1d') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  restartPolicy: Never
  tolerations: [{operator: Exists}]
  resourceClaims: [{name: gpu, ${source}}]
  containers:
  - {name: c, image: busybox, command: [sh, -c, ${command}], resources: {claims: [{name: gpu}]}}`;

const where = (stage: Stage, name: string) => stage.get('pods', name)?.spec?.nodeName;
const given = (stage: Stage, name: string) =>
  ((stage.get('resourceclaims.resource.k8s.io', name)?.status?.allocation?.devices?.results ?? []) as readonly { device: string }[]).map(
    (result) => result.device,
  );
const why = (stage: Stage, name: string) =>
  (stage.get('pods', name)?.status?.conditions as readonly { type: string; message?: string }[] | undefined)?.find(
    ({ type }) => type === 'PodScheduled',
  )?.message;
const state = (stage: Stage) =>
  stage
    .kubectl('get resourceclaims --no-headers')
    .split('\n')
    .map((line) => line.split(/ +/).slice(0, 2).join(' '));
const worker = (stage: Stage) =>
  stage.world.cluster
    .client({ name: 'x', groups: ['system:masters'] })
    .list({ group: '', resource: 'nodes' })
    .items.at(-1)!.metadata.name;

const twoGpus = (stage: Stage) =>
  stage.apply(CLASS).apply(slice('pool', `nodeName: ${worker(stage)}`, [device('gpu-0', 'a100', '40Gi'), device('gpu-1', 'h100', '80Gi')]));

describe('DynamicResources', () => {
  scenario('a pod goes to the node that has the device its claim asks for; the claim is allocated and reserved', (stage) => {
    twoGpus(stage).apply(claim('one')).apply(pod('p', 'resourceClaimName: one'));
    expect(where(stage, 'p')).toBe(worker(stage));
    expect(given(stage, 'one')).toEqual(['gpu-0']);
    expect(state(stage)).toEqual(['one allocated,reserved']);
    expect(stage.get('resourceclaims.resource.k8s.io', 'one')?.metadata.finalizers).toEqual(['resource.kubernetes.io/delete-protection']);
  });

  scenario('a template makes each pod a claim of its own, named after both', (stage) => {
    twoGpus(stage).apply(template('t')).apply(pod('a', 'resourceClaimTemplateName: t')).apply(pod('b', 'resourceClaimTemplateName: t'));
    const names = stage.list('resourceclaims.resource.k8s.io').map(({ metadata }) => metadata.name);
    expect(names).toEqual([expect.stringMatching(/^a-gpu-.{5}$/), expect.stringMatching(/^b-gpu-.{5}$/)]);
    expect(names.flatMap((name) => given(stage, name)).sort()).toEqual(['gpu-0', 'gpu-1']);
    expect(stage.get('pods', 'a')?.status?.resourceClaimStatuses).toEqual([{ name: 'gpu', resourceClaimName: names[0] }]);
  });

  scenario('when the devices are used up the next pod waits: cannot allocate all claims', (stage) => {
    twoGpus(stage).apply(template('t'));
    for (const name of ['a', 'b', 'c']) stage.apply(pod(name, 'resourceClaimTemplateName: t'));
    expect(where(stage, 'c')).toBeUndefined();
    expect(why(stage, 'c')).toContain('cannot allocate all claims');
    stage.kubectl('delete pod a --now');
    stage.settle();
    expect(where(stage, 'c')).toBe(worker(stage));
  });

  scenario('selectors see attributes, capacity and versions', (stage) => {
    twoGpus(stage).apply(
      claim(
        'big',
        request(
          `, selectors: [{cel: {expression: 'device.capacity["gpu.example.com"].memory.compareTo(quantity("50Gi")) >= 0 && device.attributes["gpu.example.com"].model == "h100" && device.attributes["gpu.example.com"].driverVersion.isGreaterThan(semver("1.0.0"))'}}]`,
        ),
      ),
    );
    stage.apply(pod('p', 'resourceClaimName: big'));
    expect(given(stage, 'big')).toEqual(['gpu-1']);
  });

  scenario('count asks for several devices, All for each that fits', (stage) => {
    twoGpus(stage)
      .apply(claim('two', request(', count: 2')))
      .apply(pod('p', 'resourceClaimName: two'));
    expect(given(stage, 'two')).toEqual(['gpu-0', 'gpu-1']);
    stage.kubectl('delete pod p --now');
    stage
      .settle()
      .apply(claim('all', request(', allocationMode: All')))
      .apply(pod('q', 'resourceClaimName: all'));
    expect(given(stage, 'all')).toEqual(['gpu-0', 'gpu-1']);
  });

  scenario('firstAvailable takes the first alternative that can be had', (stage) => {
    const sub = (name: string, model: string) =>
      `{name: ${name}, deviceClassName: gpu, selectors: [{cel: {expression: 'device.attributes["gpu.example.com"].model == "${model}"'}}]}`;
    twoGpus(stage).apply(
      claim('c', `devices: {requests: [{name: gpu, firstAvailable: [${sub('best', 'b200')}, ${sub('good', 'h100')}]}]}`),
    );
    stage.apply(pod('p', 'resourceClaimName: c'));
    expect(stage.get('resourceclaims.resource.k8s.io', 'c')?.status?.allocation?.devices?.results).toMatchObject([
      { request: 'gpu/good', device: 'gpu-1' },
    ]);
  });

  scenario('matchAttribute: all devices have to have the same', (stage) => {
    twoGpus(stage).apply(
      claim(
        'same',
        `devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu, count: 2}}], constraints: [{matchAttribute: gpu.example.com/model}]}`,
      ),
    );
    stage.apply(pod('p', 'resourceClaimName: same'));
    expect(why(stage, 'p')).toContain('cannot allocate all claims');
  });

  scenario('a class that is not there is told', (stage) => {
    stage.apply(claim('one')).apply(pod('p', 'resourceClaimName: one'));
    expect(why(stage, 'p')).toContain('request gpu: device class gpu does not exist');
  });

  scenario('two pods may share a claim, on its node', (stage) => {
    twoGpus(stage).apply(claim('one')).apply(pod('a', 'resourceClaimName: one')).apply(pod('b', 'resourceClaimName: one'));
    expect([where(stage, 'a'), where(stage, 'b')]).toEqual([worker(stage), worker(stage)]);
    expect(stage.get('resourceclaims.resource.k8s.io', 'one')?.status?.reservedFor).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });

  scenario('a claim of its own stays when its pod goes, and is free again', (stage) => {
    twoGpus(stage).apply(claim('one')).apply(pod('p', 'resourceClaimName: one'));
    stage.kubectl('delete pod p --now');
    expect(state(stage.settle())).toEqual(['one pending']);
    expect(stage.get('resourceclaims.resource.k8s.io', 'one')?.metadata.finalizers ?? []).toEqual([]);
  });

  scenario("a template's claim goes with its pod, and when the pod is done", (stage) => {
    twoGpus(stage)
      .apply(template('t'))
      .apply(pod('p', 'resourceClaimTemplateName: t', '"true"'));
    expect(stage.get('pods', 'p')?.status?.phase).toBe('Succeeded');
    expect(stage.list('resourceclaims.resource.k8s.io')).toEqual([]);
  });

  scenario('deleting a claim that is in use waits for its pod', (stage) => {
    twoGpus(stage).apply(claim('one')).apply(pod('p', 'resourceClaimName: one'));
    stage.kubectl('delete resourceclaim one --wait=false');
    expect(state(stage.settle())).toEqual(['one deleted,allocated,reserved']);
    stage.kubectl('delete pod p --now');
    stage.settle();
    expect(stage.list('resourceclaims.resource.k8s.io')).toEqual([]);
  });

  scenario('a tainted device is given only to those that tolerate it', (stage) => {
    stage
      .apply(CLASS)
      .apply(slice('pool', 'allNodes: true', [device('gpu-0', 'a100', '40Gi', ', taints: [{key: broken, effect: NoSchedule}]')]));
    stage.apply(claim('one')).apply(pod('p', 'resourceClaimName: one'));
    expect(why(stage, 'p')).toContain('cannot allocate all claims');
    stage.apply(claim('two', request(', tolerations: [{key: broken, operator: Exists}]'))).apply(pod('q', 'resourceClaimName: two'));
    expect(given(stage, 'two')).toEqual(['gpu-0']);
  });

  scenario('a template that is not there is told by an event', (stage) => {
    stage.apply(pod('p', 'resourceClaimTemplateName: nosuch'));
    expect(stage.events('Pod/p')).toContain(
      'FailedResourceClaimCreation: PodResourceClaim gpu: resource claim template "nosuch": resourceclaimtemplate.resource.k8s.io "nosuch" not found',
    );
  });
});
