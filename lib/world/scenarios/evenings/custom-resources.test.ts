import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const DEFINITION = `cat <<EOF > backup-crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.ops.example.com}
spec:
  group: ops.example.com
  scope: Namespaced
  names: {plural: backups, singular: backup, kind: Backup, shortNames: [bk], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns:
    - {name: Schedule, type: string, jsonPath: .spec.schedule}
    - {name: Keep, type: integer, jsonPath: .spec.keep, priority: 1}
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            description: What is saved, and when.
            required: [schedule]
            properties:
              schedule: {type: string, description: A cron expression., pattern: '^\\S+( \\S+){4}$'}
              keep: {type: integer, minimum: 1, default: 7}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
EOF`;

scenario(
  'Explore custom resources: install a definition, explain it, break its rules, let a user read it, look into an operator',
  (stage) => {
    const me = new Candidate(stage);
    me.type(DEFINITION);
    expect(me.type('kubectl apply -f backup-crd.yaml')).toBe(
      'customresourcedefinition.apiextensions.k8s.io/backups.ops.example.com created',
    );
    expect(me.type('kubectl wait --for=condition=Established crd/backups.ops.example.com')).toContain('condition met');
    expect(me.type('kubectl api-resources --api-group=ops.example.com --no-headers')).toMatch(
      /^backups +bk +ops.example.com\/v1 +true +Backup$/,
    );
    expect(me.type('kubectl explain backup.spec.schedule')).toContain('FIELD: schedule <string>\n\n\nDESCRIPTION:\n    A cron expression.');
    expect(me.type('kubectl explain bk.spec --recursive')).toContain('FIELDS:\n  keep\t<integer>\n  schedule\t<string> -required-');
    me.open('vi nightly.yaml');
    me.keys(':set paste\ri');
    me.keys(
      'apiVersion: ops.example.com/v1\rkind: Backup\rmetadata:\r  name: nightly\rspec:\r  schedule: nightly\r  keep: 0\r  colour: red\x1b',
    );
    me.leave(':wq\r');
    expect(me.type('kubectl apply -f nightly.yaml')).toContain('strict decoding error: unknown field "spec.colour"');
    me.type('sed -i /colour/d nightly.yaml');
    const refused = me.type('kubectl apply -f nightly.yaml');
    expect(refused).toContain('spec.keep: Invalid value: 0: spec.keep in body should be greater than or equal to 1');
    expect(refused).toContain('spec.schedule: Invalid value: "nightly": spec.schedule in body should match \'^\\S+( \\S+){4}$\'');
    me.type(`sed -i 's/schedule: .*/schedule: "0 3 * * *"/; /keep/d' nightly.yaml`);
    expect(me.type('kubectl apply -f nightly.yaml')).toBe('backup.ops.example.com/nightly created');
    expect(me.type('kubectl get bk -o wide')).toMatch(/^NAME +SCHEDULE +KEEP\nnightly +0 3 \* \* \* +7$/);
    expect(me.type('kubectl get all --no-headers | grep nightly')).toMatch(/^backup.ops.example.com\/nightly/);
    expect(me.type(`kubectl get bk nightly -o jsonpath='{.spec.keep}{"\\n"}{.metadata.generation}'`)).toBe('7\n1');
    me.type(`kubectl patch bk nightly --type=merge --subresource=status -p '{"status":{"phase":"Saved"}}'`);
    expect(me.type(`kubectl get bk nightly -o jsonpath='{.status.phase} {.metadata.generation}'`)).toBe('Saved 1');
    expect(me.type(`kubectl wait bk/nightly --for=jsonpath='{.status.phase}'=Saved`)).toBe('backup.ops.example.com/nightly condition met');

    me.type('kubectl create sa reader; kubectl create role reader --verb=get,list --resource=backups.ops.example.com');
    me.type('kubectl create rolebinding reader --role=reader --serviceaccount=default:reader');
    const can = (what: string) => me.type(`kubectl auth can-i ${what} --as=system:serviceaccount:default:reader`);
    expect([can('list backups.ops.example.com'), can('delete backups.ops.example.com')]).toEqual(['yes', 'no']);

    // Somebody else's: Calico's own definitions.
    expect(me.type('kubectl get crd -o name | grep -c projectcalico.org')).toMatch(/^[1-9]\d*$/);
    expect(me.type('kubectl api-resources --api-group=crd.projectcalico.org -o name | grep ippools')).toBe('ippools.crd.projectcalico.org');
    const pool = me.type(`kubectl get ippools.crd.projectcalico.org -o jsonpath='{.items[0].spec.cidr}'`);
    expect(pool).toMatch(/^192\.168\.0\.0\/16$/);
    expect(me.type(`kubectl get crd backups.ops.example.com -o jsonpath='{.spec.versions[*].name} {.status.storedVersions}'`)).toBe(
      'v1 ["v1"]',
    );

    // A definition that goes takes its objects with it.
    me.type('kubectl delete crd backups.ops.example.com');
    stage.pass(5);
    expect(me.type('kubectl get backups')).toBe('error: the server doesn\'t have a resource type "backups"');
    me.type('kubectl apply -f backup-crd.yaml; sleep 2');
    expect(me.type('kubectl get bk')).toBe('No resources found in default namespace.');
  },
  EVENING,
);
