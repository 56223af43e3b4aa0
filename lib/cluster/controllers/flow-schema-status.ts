import { conditionOf } from '@/lib/api/condition';
import { formatTime } from '@/lib/api/time';
import { bindQueue, type ControllerContext } from './context';

const FLOW_SCHEMAS = { group: 'flowcontrol.apiserver.k8s.io', resource: 'flowschemas' };
const PRIORITY_LEVELS = { group: 'flowcontrol.apiserver.k8s.io', resource: 'prioritylevelconfigurations' };

/** Says of each FlowSchema whether its priority level is there. Models util/flowcontrol's syncFlowSchemaStatus. */
export function flowSchemaStatus(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const schemas = informers.informer(FLOW_SCHEMAS);
  const enqueue = bindQueue(context, 'flow-schema-status', (name) => {
    const schema = client.get(FLOW_SCHEMAS, '', name);
    if (!schema) return;
    const level = String(schema.spec?.priorityLevelConfiguration?.name ?? '');
    const known = client.get(PRIORITY_LEVELS, '', level) !== undefined;
    const status = known ? 'False' : 'True';
    const before = conditionOf(schema, 'Dangling');
    const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)} ${known ? 'and it exists' : 'but there is no such object'}`;
    if (before?.status === status && before.message === message) return;
    const condition = { type: 'Dangling', status, reason: known ? 'Found' : 'NotFound', message };
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : formatTime(sim.now());
    client.update(FLOW_SCHEMAS, { ...schema, status: { conditions: [{ ...condition, lastTransitionTime }] } }, 'status');
  });
  schemas.onChange(({ type, object }) => {
    if (type !== 'DELETED') enqueue(object.metadata.name);
  });
  informers.informer(PRIORITY_LEVELS).onChange(({ type, object }) => {
    if (type === 'MODIFIED') return;
    for (const schema of schemas.list())
      if (schema.spec?.priorityLevelConfiguration?.name === object.metadata.name) enqueue(schema.metadata.name);
  });
}
