import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Images that do not come: a wrong tag, a private registry without and with a secret, a policy of Never',
  (stage) => {
    const me = new Candidate(stage);
    const reason = (pod: string) => me.type(`kubectl get pod ${pod} -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'`);
    me.type('kubectl run typo --image=ngnix:1.27');
    stage.pass(10);
    expect(reason('typo')).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    expect(me.type('kubectl describe pod typo | grep -m1 Failed')).toContain(
      'failed to resolve reference "docker.io/library/ngnix:1.27": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    );
    expect(me.type('kubectl set image pod/typo typo=nginx:1.27')).toBe('pod/typo image updated');
    expect(me.type('kubectl wait --for=condition=Ready pod/typo --timeout=30s')).toBe('pod/typo condition met');

    me.type('kubectl run never --image=httpd:2.4 --image-pull-policy=Never');
    stage.pass(5);
    expect(reason('never')).toBe('ErrImageNeverPull');
    const node = me.type("kubectl get pod never -o jsonpath='{.spec.nodeName}'");
    expect(me.type(`ssh ${node} crictl pull httpd:2.4`)).toContain('Image is up to date for sha256:');
    stage.pass(60);
    expect(me.type('kubectl get pod never --no-headers')).toContain('Running');
    expect(me.type(`ssh ${node} crictl images | grep -c httpd`)).toBe('1');

    me.type('kubectl run own --image=private.registry.example.com/team/app:1.0');
    stage.pass(10);
    expect(reason('own')).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    me.type(
      'kubectl create secret docker-registry regcred --docker-server=private.registry.example.com --docker-username=jane --docker-password=s3cret',
    );
    expect(me.type(`kubectl get secret regcred -o jsonpath='{.type}'`)).toBe('kubernetes.io/dockerconfigjson');
    expect(
      me.type(`kubectl get secret regcred -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | jq -r '.auths[].auth' | base64 -d; echo`),
    ).toBe('jane:s3cret');
    me.type(`kubectl patch sa default -p '{"imagePullSecrets":[{"name":"regcred"}]}'`);
    me.type('kubectl delete pod own --now; kubectl run own --image=private.registry.example.com/team/app:1.0');
    expect(me.type("kubectl get pod own -o jsonpath='{.spec.imagePullSecrets[0].name}'")).toBe('regcred');
    me.type('kubectl run lost --image=nginx --overrides=\'{"spec":{"imagePullSecrets":[{"name":"gone"}]}}\'');
    stage.pass(10);
    expect(
      me.type('kubectl get events --field-selector reason=FailedToRetrieveImagePullSecret -o custom-columns=M:.message --no-headers'),
    ).toContain('Unable to retrieve some image pull secrets (gone); attempting to pull the image may not succeed.');
  },
  EVENING,
);
