import type { Frame } from '../run/frame';
import type { ShellState } from './state';

/** An independent copy of a shell. Variables, functions and parameters are immutable values and are shared. */
export function copyShell(state: ShellState): ShellState {
  return { ...copyForChild(state, copyData(state.frames)), out: state.out.map((one) => ({ ...one })), own: [...state.own] };
}

/** The copy that a subshell starts from: the same shell with other work to do. */
export function copyForChild(state: ShellState, frames: Frame[]): ShellState {
  return {
    ...state,
    frames,
    options: { ...state.options },
    shopt: { ...state.shopt },
    scopes: state.scopes.map((scope) => ({ ...scope, variables: new Map(scope.variables) })),
    calls: [...state.calls],
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    sources: new Map(state.sources),
    jobs: state.jobs.map((job) => ({ ...job, codes: { ...job.codes } })),
    ended: new Map(state.ended),
    traps: new Map(state.traps),
    signals: [...state.signals],
    out: [],
    own: [],
    dirs: [...state.dirs],
    hash: new Map(state.hash),
    disabled: [...state.disabled],
    history: [...state.history],
    completions: new Map(state.completions),
    times: { ...state.times },
    killRing: [...state.killRing],
    bindings: { ...state.bindings },
    editing: { ...state.editing },
  };
}

/** A deep copy of plain data and Maps; strings are shared. */
export function copyData<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyData) as T;
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, copyData(one)])) as T;
  if (value === null || typeof value !== 'object') return value;
  const out: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) out[key] = copyData(one);
  return out as T;
}

/** Plain JSON for plain data with Maps. Undefined members are left out. */
export function toSaved(value: unknown): unknown {
  if (value instanceof Map) return { $map: [...value].map(([key, one]) => [key, toSaved(one)]) };
  if (Array.isArray(value)) return value.map(toSaved);
  if (value === null || typeof value !== 'object') return value;
  const out: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) if (one !== undefined) out[key] = toSaved(one);
  return out;
}

export function fromSaved(saved: unknown): unknown {
  if (Array.isArray(saved)) return saved.map(fromSaved);
  if (saved === null || typeof saved !== 'object') return saved;
  const map = (saved as { $map?: [unknown, unknown][] }).$map;
  if (map) return new Map(map.map(([key, one]) => [key, fromSaved(one)]));
  return Object.fromEntries(Object.entries(saved).map(([key, one]) => [key, fromSaved(one)]));
}
