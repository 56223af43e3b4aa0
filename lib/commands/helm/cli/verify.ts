import { HelmError, type Helm, type Task } from './helm';

/** Checks a chart against its provenance file. Throws HelmError: what is missing, or that signatures are not simulated. */
export function checkProvenance(h: Helm, path: string): void {
  const provenance = `${path}.prov`;
  if (!h.sys.exists(path)) throw new HelmError(`stat ${path}: no such file or directory`);
  if (h.sys.stat(path).type === 'dir') throw new HelmError('unpacked charts cannot be verified');
  if (!h.sys.exists(provenance))
    throw new HelmError(`could not load provenance file ${provenance}: stat ${provenance}: no such file or directory`);
  const keyring = h.flags.text('keyring');
  if (!h.sys.exists(keyring)) throw new HelmError(`failed to load keyring: open ${keyring}: no such file or directory`);
  throw new HelmError('signatures of charts are not simulated here: there is no OpenPGP');
}

/** `helm verify`. */
export function* verify(h: Helm): Task<number> {
  yield* h.k.flush();
  checkProvenance(h, h.args[0]!);
  return 0;
}
