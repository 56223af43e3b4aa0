import { type Json, printJson, typeOf } from './json';

/** An error that `try` catches; its value is what `error(x)` was given. */
export class JqError extends Error {
  constructor(readonly value: Json) {
    super(typeof value === 'string' ? value : `${printJson(value)} (not a string)`);
  }
}

/** `break $label`. */
export class JqBreak extends Error {
  constructor(readonly label: object) {
    super('break');
  }
}

/** A name that is not there: found when it is used. */
export class JqCompileError extends Error {}

/** `object ({"a":1})`, cut as jq cuts it. */
export function describe(value: Json): string {
  return `${typeOf(value)} (${clip(printJson(value))})`;
}

/** jq shows eleven bytes of a value in its messages. */
export function clip(text: string): string {
  return text.length > 14 ? `${text.slice(0, 11)}...` : text;
}
