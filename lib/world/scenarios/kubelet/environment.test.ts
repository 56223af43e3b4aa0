import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { shellPod } from './pods';

const state = (pod: string) =>
  `get pod ${pod} -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}: {.status.containerStatuses[0].state.waiting.message}'`;

describe('kubelet: environment', () => {
  scenario('fields of the pod and resources of its container are variables', (stage) => {
    stage.apply(
      shellPod('web', 'echo $NAME in $SPACE on $NODE with $LIMIT and $CPU for $APP; sleep 1h', {
        container: `resources: { limits: { memory: 64Mi, cpu: 1500m } }
env:
- { name: NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
- { name: SPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
- { name: NODE, valueFrom: { fieldRef: { fieldPath: status.hostIP } } }
- { name: APP, valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }
- { name: LIMIT, valueFrom: { resourceFieldRef: { resource: limits.memory, divisor: 1Mi } } }
- { name: CPU, valueFrom: { resourceFieldRef: { resource: limits.cpu } } }`,
      }).replace('name: web }', 'name: web, labels: { app: shop } }'),
    );
    expect(stage.kubectl('logs web')).toMatch(/^web in default on 172\.30\.\d\.2 with 64 and 2 for shop$/);
  });

  scenario('$(NAME) is replaced by what was defined before it, and $$(NAME) is not', (stage) => {
    stage.apply(
      shellPod('web', 'env | grep ^[AB]_ | sort; sleep 1h', {
        container: `env: [{ name: A_HOST, value: db }, { name: A_URL, value: 'http://$(A_HOST):80/$(A_NONE)' }, { name: B_RAW, value: '$$(A_HOST)' }]`,
      }),
    );
    expect(stage.kubectl('logs web')).toBe('A_HOST=db\nA_URL=http://db:80/$(A_NONE)\nB_RAW=$(A_HOST)');
  });

  scenario('commands and arguments have their $(NAME) replaced too', (stage) => {
    stage.apply(shellPod('web', 'echo hello $(WHO); sleep 1h', { container: 'env: [{ name: WHO, value: world }]' }));
    expect(stage.kubectl('logs web')).toBe('hello world');
  });

  scenario('envFrom takes all of a ConfigMap, with its prefix', (stage) => {
    stage.kubectl('create configmap settings --from-literal=color=blue --from-literal=size=big');
    stage.apply(
      shellPod('web', 'env | grep ^APP_ | sort; sleep 1h', { container: 'envFrom: [{ prefix: APP_, configMapRef: { name: settings } }]' }),
    );
    expect(stage.kubectl('logs web')).toBe('APP_color=blue\nAPP_size=big');
  });

  scenario('env goes before envFrom, and a later source before an earlier one', (stage) => {
    stage.kubectl('create configmap one --from-literal=a=one --from-literal=b=one --from-literal=c=one');
    stage.kubectl('create configmap two --from-literal=b=two --from-literal=c=two');
    stage.apply(
      shellPod('web', 'echo $a $b $c; sleep 1h', {
        container: `envFrom: [{ configMapRef: { name: one } }, { configMapRef: { name: two } }]\nenv: [{ name: c, value: own }]`,
      }),
    );
    expect(stage.kubectl('logs web')).toBe('one two own');
  });

  scenario('a ConfigMap that is not there keeps the container from being created, until it is', (stage) => {
    stage.apply(shellPod('web', 'echo $color; sleep 1h', { container: 'envFrom: [{ configMapRef: { name: settings } }]' }));
    stage.pass(3);
    expect(stage.kubectl(state('web'))).toBe('CreateContainerConfigError: configmap "settings" not found');
    expect(stage.events('Pod/web')).toContain('Failed: Error: configmap "settings" not found');
    stage.kubectl('create configmap settings --from-literal=color=blue');
    stage.pass(30);
    expect(stage.kubectl('logs web')).toBe('blue');
  });

  scenario('a key that is not in the Secret is a CreateContainerConfigError that names it', (stage) => {
    stage.kubectl('create secret generic login --from-literal=user=me');
    stage.apply(
      shellPod('web', 'sleep 1h', { container: 'env: [{ name: P, valueFrom: { secretKeyRef: { name: login, key: password } } }]' }),
    );
    stage.pass(3);
    expect(stage.kubectl(state('web'))).toBe(`CreateContainerConfigError: couldn't find key password in Secret default/login`);
  });

  scenario('what is optional may be missing', (stage) => {
    stage.apply(
      shellPod('web', 'echo "[$P]"; sleep 1h', {
        container: `env: [{ name: P, valueFrom: { secretKeyRef: { name: login, key: password, optional: true } } }]
envFrom: [{ configMapRef: { name: none, optional: true } }]`,
      }),
    );
    expect(stage.kubectl('logs web')).toBe('[]');
  });

  scenario('Services that were there before a container are variables in it', (stage) => {
    stage.kubectl('create service clusterip my-db --tcp=5432');
    stage.settle();
    stage.apply(shellPod('web', 'echo $MY_DB_SERVICE_PORT $MY_DB_PORT_5432_TCP_PROTO; echo $KUBERNETES_SERVICE_HOST; sleep 1h'));
    expect(stage.kubectl('logs web')).toBe('5432 tcp\n10.96.0.1');
  });

  scenario('enableServiceLinks: false leaves only the variables of the kubernetes Service', (stage) => {
    stage.kubectl('create service clusterip my-db --tcp=5432');
    stage.settle();
    stage.apply(shellPod('web', 'env | grep -c MY_DB; echo $KUBERNETES_SERVICE_HOST; sleep 1h', { spec: 'enableServiceLinks: false' }));
    expect(stage.kubectl('logs web')).toBe('0\n10.96.0.1');
  });

  scenario('a mounted ConfigMap follows changes within about a minute; variables and subPath mounts do not', (stage) => {
    stage.kubectl('create configmap settings --from-literal=color=blue');
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: `env: [{ name: COLOR, valueFrom: { configMapKeyRef: { name: settings, key: color } } }]
volumeMounts: [{ name: v, mountPath: /settings }, { name: v, mountPath: /one/color, subPath: color }]`,
        spec: 'volumes: [{ name: v, configMap: { name: settings } }]',
      }),
    );
    stage.kubectl(`patch configmap settings -p '{"data":{"color":"red"}}'`);
    const look = () => stage.kubectl(`exec web -- sh -c 'echo $(cat /settings/color) $(cat /one/color) $COLOR'`);
    stage.pass(1);
    expect(look()).toBe('blue blue blue');
    stage.pass(120);
    expect(look()).toBe('red blue blue');
  });

  scenario('a downward API volume follows the labels of its pod', (stage) => {
    stage.apply(
      shellPod('web', 'sleep 1h', {
        container: 'volumeMounts: [{ name: v, mountPath: /pod }]',
        spec: `volumes: [{ name: v, downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.labels } }] } }]`,
      }).replace('name: web }', 'name: web, labels: { app: shop } }'),
    );
    expect(stage.kubectl('exec web -- cat /pod/labels')).toBe('app="shop"');
    stage.kubectl('label pod web tier=front');
    stage.pass(120);
    expect(stage.kubectl('exec web -- cat /pod/labels')).toBe('app="shop"\ntier="front"');
  });

  scenario('a projected volume puts several sources into one directory', (stage) => {
    stage.kubectl('create configmap settings --from-literal=color=blue');
    stage.kubectl('create secret generic login --from-literal=user=me');
    stage.apply(
      shellPod('web', 'cd /all; for f in *; do echo $f=$(cat $f | head -c 4); done; sleep 1h', {
        container: 'volumeMounts: [{ name: v, mountPath: /all }]',
        spec: `volumes:
- name: v
  projected:
    sources:
    - configMap: { name: settings }
    - secret: { name: login, items: [{ key: user, path: who }] }
    - downwardAPI: { items: [{ path: name, fieldRef: { fieldPath: metadata.name } }] }
    - serviceAccountToken: { path: token, expirationSeconds: 600 }`,
      }),
    );
    expect(stage.kubectl('logs web')).toBe('color=blue\nname=web\ntoken=eyJh\nwho=me');
  });

  scenario('subPathExpr names a directory by a variable', (stage) => {
    stage.apply(
      shellPod('web', 'echo hi > /log/out; sleep 1h', {
        container: `env: [{ name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
volumeMounts: [{ name: v, mountPath: /log, subPathExpr: $(POD) }, { name: v, mountPath: /all }]`,
        spec: 'volumes: [{ name: v, emptyDir: {} }]',
      }),
    );
    expect(stage.kubectl('exec web -- cat /all/web/out')).toBe('hi');
  });
});
