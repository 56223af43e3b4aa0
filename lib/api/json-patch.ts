import fastJsonPatch, { type Operation } from 'fast-json-patch';

/** Thrown for a patch that cannot be applied: a bad path, a test that fails. */
export class JsonPatchError extends Error {}

const MOST_OPERATIONS = 10_000;

/** RFC 6902. The target is not changed. Throws JsonPatchError. */
export function jsonPatch(target: object, operations: readonly unknown[]): object {
  if (operations.length > MOST_OPERATIONS) {
    throw new JsonPatchError(`The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${operations.length}`);
  }
  try {
    const copy = JSON.parse(JSON.stringify(target)) as object;
    return fastJsonPatch.applyPatch(copy, operations as Operation[], true, true).newDocument;
  } catch (error) {
    throw new JsonPatchError((error as Error).message);
  }
}
