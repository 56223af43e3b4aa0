import { ShellError } from '../state/variables';
import type { Scope, Variable } from '../state/state';
import type { ArrayElement } from './frame';
import type { Shell } from './shell';

/** `name=(…)` and `name+=(…)`, in the scope the variable is in or the one given. */
export function assignArray(shell: Shell, nameAsked: string, elements: readonly ArrayElement[], append: boolean, scope?: Scope): void {
  const { variables } = shell;
  const name = scope ? nameAsked : variables.resolve(nameAsked);
  const old = scope ? scope.variables.get(name) : variables.raw(name);
  if (old?.readonly) throw new ShellError(`${name}: readonly variable`);
  const { value: oldValue, array: oldArray, assoc: oldAssoc, blank: _, ...flags } = old ?? {};
  const convert = (text: string): string => {
    if (flags.integer) return evaluateText(shell, text);
    return flags.lower ? text.toLowerCase() : flags.upper ? text.toUpperCase() : text;
  };
  let next: Variable;
  if (oldAssoc) {
    const assoc = new Map(append ? oldAssoc : []);
    if (elements.length > 0 && elements.every((one) => one.key === undefined)) {
      for (let i = 0; i < elements.length; i += 2) assoc.set(elements[i]!.value, convert(elements[i + 1]?.value ?? ''));
    } else {
      for (const { key, value, append: adds } of elements) {
        if (key === undefined) throw new ShellError(`${name}: ${value}: must use subscript when assigning associative array`);
        assoc.set(key, adds ? (assoc.get(key) ?? '') + convert(value) : convert(value));
      }
    }
    next = { ...flags, assoc };
  } else {
    const array = new Map<number, string>(append ? (oldArray ?? (oldValue === undefined ? [] : [[0, oldValue]])) : []);
    let at = Math.max(-1, ...(append ? array.keys() : [])) + 1;
    let inOrder = true;
    for (const { key, value, append: adds } of elements) {
      if (key !== undefined) {
        at = variables.index(key, { array });
        if (at < 0) throw new ShellError(`[${key}]=${value}: bad array subscript`);
        inOrder = false;
      }
      array.set(at, adds ? (array.get(at) ?? '') + convert(value) : convert(value));
      at++;
    }
    next = { ...flags, array: inOrder ? array : new Map([...array].sort((a, b) => a[0] - b[0])) };
  }
  if (scope) variables.put(name, next, scope);
  else variables.put(name, next);
}

function evaluateText(shell: Shell, text: string): string {
  return String(shell.variables.index(text));
}
