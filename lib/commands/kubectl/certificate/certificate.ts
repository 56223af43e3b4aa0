import { formatTime } from '@/lib/api/time';
import { goJson } from '@/lib/api/go-json';
import { CommandError, isNotFound, ServerError } from '../errors';
import type { Handler, Invocation, Task } from '../invocation';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { klogStamp, reporter } from '../print/printer';

/* eslint-disable @typescript-eslint/no-explicit-any -- requests as they came */
const deciding = (type: 'Approved' | 'Denied'): Handler =>
  function* (k: Invocation): Task<number> {
    const names: string[] = k.args.map((arg) => arg.replace(/^(csr|certificatesigningrequests?)\//, ''));
    if (hasFiles(k)) {
      for (const { manifest, error } of yield* readManifests(k)) {
        if (error) throw error;
        names.push(locate(k, manifest!).name);
      }
    }
    if (names.length === 0) throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
    const report = reporter(k);
    for (const name of names) {
      const path = `/apis/certificates.k8s.io/v1/certificatesigningrequests/${name}`;
      let csr: any;
      try {
        csr = k.rest.get(path);
      } catch (error) {
        if (error instanceof ServerError && isNotFound(error)) notFoundLog(k, error);
        throw error;
      }
      const conditions: any[] = csr.status?.conditions ?? [];
      const other = type === 'Approved' ? 'Denied' : 'Approved';
      if (conditions.some((each) => each.type === other))
        throw new CommandError(`certificate signing request ${JSON.stringify(name)} is already ${other}`);
      const word = type === 'Approved' ? 'approved' : 'denied';
      if (conditions.some((each) => each.type === type) && !k.flags.bool('force')) {
        report(csr, word);
        continue;
      }
      const now = formatTime(k.now());
      const condition = {
        type,
        status: 'True',
        reason: type === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
        message: `This CSR was ${word} by kubectl certificate ${type === 'Approved' ? 'approve' : 'deny'}.`,
        lastUpdateTime: now,
      };
      const changed = { ...csr, status: { ...csr.status, conditions: [...conditions.filter((each) => each.type !== type), condition] } };
      report(k.rest.send('PUT', `${path}/approval`, { body: changed }).body, word);
    }
    return 0;
  };

/** Some typed clients log the whole Status of a NotFound before the error. */
function notFoundLog(k: Invocation, error: ServerError): void {
  void goJson;
  void klogStamp;
  void error;
  void k;
}

/** `kubectl certificate approve`. */
export const approve = deciding('Approved');
/** `kubectl certificate deny`. */
export const deny = deciding('Denied');
