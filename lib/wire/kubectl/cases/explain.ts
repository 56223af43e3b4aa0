import type { CaseGroup } from '../kubectl-case';

export const explain: readonly CaseGroup[] = [
  {
    name: 'explain',
    lines: `
explain
explain foo
explain pods
explain po
explain pods svc
explain Pod
explain pod.
explain pod.spec
explain pod.nope
explain pod.spec.nope.more
explain pod.spec.containers.name
explain pod.spec.containers.env.valueFrom.fieldRef
explain pod.metadata
explain pod.metadata.labels
explain pod.metadata.managedFields.fieldsV1
explain pod.status.phase
explain pod.spec.volumes
explain pod.spec.volumes.persistentVolumeClaim
explain pod.spec.volumes.projected.sources
explain pod.spec.securityContext
explain pod.spec.tolerations --recursive
explain pod.spec.containers --recursive
explain pods --recursive
explain deploy
explain deployments.apps
explain deployments.apps/v1
explain deploy --api-version=apps/v1
explain deploy --api-version=apps/v9
explain deploy --api-version=v1
explain deploy.spec.strategy.rollingUpdate
explain deploy.spec.selector.matchExpressions.operator
explain sts.spec.volumeClaimTemplates
explain sts.spec --recursive
explain ds.spec.updateStrategy
explain rs
explain job.spec
explain job.spec.podFailurePolicy --recursive
explain cronjob.spec
explain cj.spec.jobTemplate.spec.template.spec.restartPolicy
explain svc.spec
explain svc.spec.ports
explain ep
explain endpointslices
explain endpointslices.endpoints
explain ing.spec.rules.http.paths
explain ingressclass.spec
explain netpol.spec --recursive
explain netpol.spec.ingress.from
explain cm
explain cm.data
explain secret.type
explain sa
explain ns.spec
explain node.spec
explain node.status.conditions
explain pv.spec.csi
explain pv.spec.nodeAffinity
explain pvc.spec
explain pvc.status --recursive
explain sc
explain sc.volumeBindingMode
explain csidrivers.spec
explain role
explain role.rules
explain clusterrole.aggregationRule
explain rolebinding.subjects
explain crb.roleRef
explain quota.spec
explain limits.spec.limits
explain pdb.spec
explain pc
explain hpa
explain hpa.spec --api-version=autoscaling/v1
explain hpa.spec.behavior --recursive
explain events
explain events --api-version=events.k8s.io/v1
explain events.events.k8s.io
explain leases.spec
explain csr.spec
explain crd.spec
explain crd.spec.versions.schema
explain crd.spec.versions.schema.openAPIV3Schema
explain crd.spec.versions.schema.openAPIV3Schema.properties
explain apiservices.spec
explain validatingwebhookconfigurations.webhooks
explain mutatingwebhookconfigurations.webhooks.rules
explain validatingadmissionpolicies.spec --recursive
explain runtimeclasses
explain flowschemas.spec
explain prioritylevelconfigurations.spec.limited
explain replicationcontrollers.spec
explain podtemplates
explain controllerrevisions
explain volumeattachments.spec
explain resourceclaims.spec
explain deviceclasses
explain ipaddresses
explain servicecidrs.spec
explain componentstatuses
explain bindings
explain tokenreviews
explain subjectaccessreviews.spec
explain nodes.metrics.k8s.io
explain pods --output=plaintext
explain pods -o plaintext
explain pods --output=nope
explain pods --output=md
explain pods --output=html
explain pods.spec --output=plaintext-openapiv2
explain pods --recursive=x
explain pods --foo
explain pods -h
explain pods -n shop
explain pod/full
explain all
explain pod,svc
explain ''
explain .spec
explain pods.v1
explain pods.v1.
explain deploy.v1.apps
`,
    unlike: [[/^explain pods -h$/, 'help is compared once a verb, in "wrong words"']],
  },
  {
    name: 'api-resources and api-versions',
    lines: `
api-resources
api-resources -o wide
api-resources -o name
api-resources -o json
api-resources -o yaml
api-resources -o nope
api-resources --no-headers
api-resources --no-headers -o wide
api-resources --namespaced
api-resources --namespaced=true -o name
api-resources --namespaced=false -o wide
api-resources --namespaced=x
api-resources --api-group=apps
api-resources --api-group=''
api-resources --api-group=nope
api-resources --api-group=rbac.authorization.k8s.io -o wide
api-resources --verbs=list
api-resources --verbs=list,create,nope
api-resources --verbs=create,get -o name --namespaced=false
api-resources --categories=all
api-resources --categories=all,api-extensions
api-resources --categories=nope
api-resources --sort-by=name
api-resources --sort-by=kind
api-resources --sort-by=nope
api-resources --cached
api-resources --cached -o name
api-resources --api-group=apps -o json --show-managed-fields
api-resources foo
api-resources --foo
api-resources --api-group=batch -o yaml --sort-by=kind
api-resources -o name --sort-by=kind --verbs=delete
api-versions
api-versions foo
api-versions --foo
api-versions -o yaml
api-versions --as=nobody
api-resources --as=nobody -o name
`,
  },
];
