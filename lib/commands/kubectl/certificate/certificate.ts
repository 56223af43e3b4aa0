import { formatTime } from '@/lib/api/time';
import { AggregateError_, CommandError } from '../errors';
import type { Handler, Invocation, Task } from '../invocation';
import { reporter } from '../print/printer';
import { findObjects } from '../resource/find';
import { hasFiles } from '../resource/manifests';

/* eslint-disable @typescript-eslint/no-explicit-any -- requests as they came */
type Verdict = 'Approved' | 'Denied';

/** Models certificates.modifyCertificateCondition: what is printed is the request as it was found. */
const deciding = (type: Verdict): Handler =>
  function* (k: Invocation): Task<number> {
    if (k.args.length === 0 && !hasFiles(k)) throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
    const report = reporter(k);
    if (k.args.some((arg) => arg.includes('/') && k.discovery.tryByName(arg.slice(0, arg.indexOf('/')))?.namespaced))
      throw new CommandError('namespace may not be empty when retrieving a resource by name');
    const names = k.args.map((arg) => (arg.includes('/') ? arg : `certificatesigningrequests/${arg}`));
    const { found, errors } = yield* findObjects(k, names);
    for (const { resource, object, name } of found) {
      try {
        if (resource.group !== 'certificates.k8s.io' || resource.kind !== 'CertificateSigningRequest')
          throw new CommandError(
            `can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${resource.kind}${resource.group && `.${resource.group}`}`,
          );
        decide(k, object, name, type);
        report(object, type.toLowerCase());
      } catch (error) {
        errors.push(error as Error);
      }
    }
    if (errors.length > 0) throw new AggregateError_(errors);
    return 0;
  };

function decide(k: Invocation, csr: any, name: string, type: Verdict): void {
  const conditions: any[] = csr.status?.conditions ?? [];
  const other: Verdict = type === 'Approved' ? 'Denied' : 'Approved';
  if (conditions.some((each) => each.type === other))
    throw new CommandError(`certificate signing request ${JSON.stringify(name)} is already ${other}`);
  const decided = conditions.some((each) => each.type === type);
  if (decided && !k.flags.bool('force')) return;
  const verb = type === 'Approved' ? 'approve' : 'deny';
  const condition = {
    type,
    status: 'True',
    reason: type === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
    message: `This CSR was ${type.toLowerCase()} by kubectl certificate ${verb}.`,
    lastUpdateTime: formatTime(k.now()),
  };
  const body = decided ? csr : { ...csr, status: { ...csr.status, conditions: [...conditions, condition] } };
  k.rest.send('PUT', `/apis/certificates.k8s.io/v1/certificatesigningrequests/${name}/approval`, { body });
}

/** `kubectl certificate approve`. */
export const approve = deciding('Approved');
/** `kubectl certificate deny`. */
export const deny = deciding('Denied');
