import { CelRuntimeError } from './errors';

/** Steps that one evaluation or compilation may take beyond those that its cost counts: shared values can be huge when written out. */
const LIMIT = 20_000_000;

/** Steps of looking at one type: types are few, and their parts are made anew. */
export const TYPE_STEP = 20;

let left = LIMIT;
let depth = 0;

/** Takes steps. Throws CelRuntimeError (fatal) when there are none left. */
export function work(steps = 1): void {
  left -= steps;
  if (left < 0) throw new CelRuntimeError('operation cancelled: actual cost limit exceeded', true);
}

/** Runs with all steps there are; within another run, with what that has left. */
export function withWork<T>(run: () => T): T {
  if (depth++ === 0) left = LIMIT;
  try {
    return run();
  } finally {
    depth--;
  }
}
