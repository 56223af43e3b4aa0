import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const web = (more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
${more}
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: 'nginx:1.27' }]`;

describe('deployment: rollout', () => {
  scenario('an update keeps the old ReplicaSet, scaled to zero, for a rollback', (stage) => {
    stage.apply(web());
    stage.kubectl('set image deployment/web web=nginx:1.28');
    stage.settle();
    expect(
      stage.ok(
        `kubectl get rs -l app=web -o jsonpath='{range .items[*]}{.spec.template.spec.containers[0].image} {.spec.replicas}{"\\n"}{end}' | sort`,
      ),
    ).toBe('nginx:1.27 0\nnginx:1.28 4');
  });

  scenario('a paused deployment takes a new template but rolls nothing out until it is resumed', (stage) => {
    stage.apply(web('  paused: true'));
    stage.kubectl('set image deployment/web web=nginx:1.28');
    stage.settle();
    expect(stage.list('pods')).toHaveLength(0);
    stage.kubectl('rollout resume deployment/web');
    stage.settle();
    expect(stage.kubectl('get deployment web --no-headers').split(/\s+/).slice(0, 4)).toEqual(['web', '4/4', '4', '4']);
  });

  scenario('an image that cannot be pulled stops the rollout with the old pods still available', (stage) => {
    stage.apply(web('  progressDeadlineSeconds: 60'));
    stage.kubectl('set image deployment/web web=nginx:0.0.404');
    stage.pass(120);
    expect(stage.kubectl('get deployment web -o jsonpath={.status.availableReplicas}')).toBe('3');
    expect(stage.fails('kubectl rollout status deployment/web')).toBe('error: deployment "web" exceeded its progress deadline');
    expect(stage.kubectl(`get deployment web -o jsonpath='{.status.conditions[?(@.type=="Progressing")].reason}'`)).toBe(
      'ProgressDeadlineExceeded',
    );
  });
});
