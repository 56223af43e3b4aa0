import type { KubeObject } from '@/lib/api/object';
import type { ApiResponse, UserInfo } from '../../client/client';
import { CACHE_READER } from '../../client/shared-cache';
import { attributesOf } from '../authz/authorize';
import type { Call } from '../call';
import { evaluate, isAtLeast, type AuditPolicy, type AuditVerdict, type Stage } from './policy';

/** What is kept of a request until it has been answered. */
export interface AuditRecord extends AuditVerdict {
  readonly id: string;
  readonly requestor: UserInfo;
  /** Virtual milliseconds. */
  readonly received: number;
}

const WATCHES = new Set(['watch', 'connect', 'proxy']);

/** Writes the audit log: one JSON object a line. Models apiserver/pkg/audit and endpoints/filters/audit.go. */
export class Auditor {
  constructor(
    private readonly policy: AuditPolicy,
    /** Takes a line with its end. */
    private readonly write: (line: string) => void,
    /** Address that requests of components in this process seem to come from. */
    private readonly ownAddress: string,
  ) {}

  /** The requestor is known: `RequestReceived`. Undefined when the request is not audited. */
  begin(call: Call): AuditRecord | undefined {
    if (call.request.as === CACHE_READER) return undefined;
    const verdict = evaluate(this.policy, call.user, attributesOf(call.info));
    if (verdict.level === 'None') return undefined;
    const { sim } = call.server;
    const id = call.request.headers['audit-id'] ?? sim.random.uuid();
    const record: AuditRecord = { ...verdict, id, requestor: call.user, received: sim.now() };
    this.emit('RequestReceived', call, record, {});
    return record;
  }

  /** The request has been answered: `ResponseComplete`, or `ResponseStarted` for one that goes on. */
  complete(call: Call, record: AuditRecord, response: ApiResponse): void {
    const goesOn = response.stream !== undefined || WATCHES.has(call.info.verb);
    const { body } = response;
    const isStatus = (body as { kind?: string } | undefined)?.kind === 'Status';
    const { kind: _kind, apiVersion: _version, ...status } = (isStatus ? body : { metadata: {} }) as Record<string, unknown>;
    const asked = isAtLeast(record.level, 'Request') ? bodyOf(call.request.body, record) : undefined;
    const answered = record.level === 'RequestResponse' && call.info.isResource && !goesOn ? bodyOf(body, record) : undefined;
    this.emit(goesOn ? 'ResponseStarted' : 'ResponseComplete', call, record, {
      responseStatus: { ...status, code: response.status },
      requestObject: asked,
      responseObject: answered,
      annotated: true,
    });
  }

  /** A request whose sender is not known. Models WithFailedAuthenticationAudit. */
  authenticationFailed(call: Call): void {
    const nobody: UserInfo = { name: '', groups: [] };
    const verdict = evaluate(this.policy, nobody, attributesOf(call.info));
    if (verdict.level === 'None') return;
    const { sim } = call.server;
    const attempted = /^(bearer|basic)\b/i.exec(call.request.headers.authorization ?? '')?.[1]?.toLowerCase();
    const message = `Authentication failed, ${attempted ? `attempted: ${attempted}` : 'no credentials provided'}`;
    const record = { ...verdict, id: sim.random.uuid(), requestor: nobody, received: sim.now() };
    this.emit('ResponseStarted', call, record, { responseStatus: { metadata: {}, status: 'Failure', message, code: 401 } });
  }

  private emit(
    stage: Stage,
    call: Call,
    record: AuditRecord,
    more: { responseStatus?: object; requestObject?: unknown; responseObject?: unknown; annotated?: boolean },
  ): void {
    if (record.omitStages.has(stage)) return;
    const { request, info, user } = call;
    const { responseStatus, requestObject, responseObject, annotated } = more;
    const annotations = annotated ? sorted(call.auditAnnotations) : undefined;
    const acting = stage !== 'RequestReceived' && user !== record.requestor && record.requestor.name !== '';
    const ip = request.peer?.ip || this.ownAddress;
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: record.level,
      auditID: record.id,
      stage,
      requestURI: uriOf(call),
      verb: info.verb,
      user: userOf(record.requestor),
      ...(acting && { impersonatedUser: userOf(user) }),
      ...(acting && call.impersonationConstraint && { authenticationMetadata: { impersonationConstraint: call.impersonationConstraint } }),
      ...(ip && { sourceIPs: [ip] }),
      ...(request.headers['user-agent'] && { userAgent: request.headers['user-agent'] }),
      ...(info.isResource && { objectRef: objectRefOf(call, stage) }),
      ...(responseStatus && { responseStatus }),
      ...(requestObject !== undefined && { requestObject }),
      ...(responseObject !== undefined && { responseObject }),
      requestReceivedTimestamp: microTime(record.received),
      stageTimestamp: microTime(call.server.sim.now()),
      ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
    };
    this.write(`${JSON.stringify(event)}\n`);
  }
}

const microTime = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}000Z`;
const sorted = (map: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

const userOf = ({ name, uid, groups, extra }: UserInfo) => ({
  ...(name && { username: name }),
  ...(uid && { uid }),
  ...(groups.length > 0 && { groups }),
  ...(extra && Object.keys(extra).length > 0 && { extra }),
});

function uriOf({ request }: Call): string {
  const pairs = Object.entries(request.query).flatMap(([name, values]) =>
    values.map((value) => (value === '' ? name : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)),
  );
  return pairs.length > 0 ? `${request.path}?${pairs.join('&')}` : request.path;
}

function objectRefOf({ info, request }: Call, stage: Stage): object {
  const body = stage === 'RequestReceived' ? undefined : (request.body as Partial<KubeObject> | undefined);
  const meta = typeof body === 'object' && body !== null && info.verb !== 'patch' ? body.metadata : undefined;
  const namespace = info.namespace;
  const name = info.name || meta?.name;
  return {
    resource: info.resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(meta?.uid && { uid: meta.uid }),
    ...(info.group && { apiGroup: info.group }),
    apiVersion: info.version,
    ...(meta?.resourceVersion && { resourceVersion: meta.resourceVersion }),
    ...(info.subresource && { subresource: info.subresource }),
  };
}

/** A body as it is logged; undefined when there is none. */
function bodyOf(body: unknown, { omitManagedFields }: AuditVerdict): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  return omitManagedFields ? withoutManagedFields(body as Partial<KubeObject>) : body;
}

function withoutManagedFields(object: Partial<KubeObject>): object {
  const items = object.items as readonly KubeObject[] | undefined;
  if (Array.isArray(items)) return { ...object, items: items.map((item) => withoutManagedFields(item)) };
  if (!object.metadata?.managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
