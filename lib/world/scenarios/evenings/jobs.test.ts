import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const FAILING = `cat <<EOF | kubectl apply -f -
apiVersion: batch/v1
kind: Job
metadata: {name: picky}
spec:
  completions: 2
  backoffLimit: 4
  podFailurePolicy:
    rules:
    - action: FailJob
      onExitCodes: {containerName: main, operator: In, values: [42]}
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox:1.36
        command: [sh, -c, "exit 42"]
EOF`;

scenario(
  'Run work to completion: a Job by indexes, failure policies, a CronJob by hand and by the clock',
  (stage) => {
    const me = new Candidate(stage);
    expect(me.type("kubectl create job pi --image=busybox:1.36 -- sh -c 'echo 3.14; sleep 3'")).toBe('job.batch/pi created');
    expect(me.type('kubectl wait --for=condition=complete job/pi --timeout=60s')).toBe('job.batch/pi condition met');
    expect(me.type('kubectl logs job/pi')).toBe('3.14');
    me.type(
      "kubectl create job many --image=busybox:1.36 --dry-run=client -o yaml -- sh -c 'echo index $JOB_COMPLETION_INDEX; sleep 5' > many.yaml",
    );
    me.open('vim many.yaml');
    me.keys(':set paste\r/^spec:\ro');
    me.keys('  completions: 4\r  parallelism: 2\r  completionMode: Indexed\r  ttlSecondsAfterFinished: 60\x1b');
    me.leave(':wq\r');
    expect(me.type('kubectl apply -f many.yaml')).toBe('job.batch/many created');
    stage.pass(3);
    expect(me.type('kubectl get pods -l job-name=many --no-headers | grep -c Running')).toBe('2');
    expect(me.type('kubectl wait --for=condition=complete job/many --timeout=60s')).toBe('job.batch/many condition met');
    expect(me.type("kubectl get job many -o jsonpath='{.status.completedIndexes} {.status.succeeded}'")).toBe('0-3 4');
    expect(me.type('kubectl logs -l job-name=many --prefix | sort | tail -1')).toMatch(/^\[pod\/many-3-\w+\/many\] index 3$/);
    stage.pass(65);
    expect(me.type('kubectl get job many')).toBe('Error from server (NotFound): jobs.batch "many" not found');

    me.type("kubectl create job sad --image=busybox:1.36 -- sh -c 'exit 1'");
    me.type(`kubectl patch job sad -p '{"spec":{"backoffLimit":1}}'`);
    stage.pass(120);
    expect(me.type(`kubectl get job sad -o jsonpath='{.status.conditions[?(@.type=="Failed")].reason} {.status.failed}'`)).toBe(
      'BackoffLimitExceeded 2',
    );
    me.type(FAILING);
    stage.pass(20);
    expect(me.type(`kubectl get job picky -o jsonpath='{.status.conditions[?(@.type=="Failed")].message}'`)).toMatch(
      /^Container main for pod default\/picky-\w+ failed with exit code 42 matching FailJob rule at index 0$/,
    );
    expect(me.type('kubectl get pods -l job-name=picky --no-headers | wc -l')).toBe('1');

    me.type(`kubectl create cronjob tick --image=busybox:1.36 --schedule='*/1 * * * *' -- date`);
    expect(me.type('kubectl create cronjob bad --image=busybox --schedule="61 * * * *" -- date')).toContain(
      'end of range (61) above maximum (59): 61',
    );
    expect(me.type('kubectl create job now --from=cronjob/tick')).toBe('job.batch/now created');
    expect(me.type('kubectl wait --for=condition=complete job/now')).toBe('job.batch/now condition met');
    stage.pass(185);
    expect(me.type("kubectl get jobs -o name | grep -c 'tick-'")).toBe('3');
    expect(me.type('kubectl get cronjob tick --no-headers')).toMatch(/^tick +\*\/1 \* \* \* \* +<none> +False +0 +\d+s/);
    me.type(`kubectl patch cronjob tick -p '{"spec":{"suspend":true}}'`);
    const before = me.type("kubectl get cronjob tick -o jsonpath='{.status.lastScheduleTime}'");
    stage.pass(130);
    expect(me.type("kubectl get cronjob tick -o jsonpath='{.status.lastScheduleTime}'")).toBe(before);
  },
  EVENING,
);
