import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';

/** Ranges of positions counted from 1 (`1,3-5,-2,7-`), as cut takes them. */
export class Ranges {
  private constructor(private readonly parts: readonly (readonly [number, number])[]) {}

  /** @throws UsageError with cut's texts */
  static parse(text: string, what: 'byte/character' | 'field'): Ranges {
    const parts: [number, number][] = [];
    for (const item of text.split(/[, \t]/)) {
      const m = /^(\d*)(-?)(\d*)$/.exec(item);
      if (!m)
        throw new UsageError(
          `invalid ${what === 'field' ? 'field value' : 'byte/character position'} ${localeQuote(item.replace(/^\d*-?/, '') || item)}`,
        );
      const [, low, dash, high] = m;
      if (item === '-') throw new UsageError(`invalid range with no endpoint: -`);
      const from = low ? Number(low) : 1;
      const to = dash ? (high ? Number(high) : Infinity) : from;
      if ((low !== '' && from === 0) || (!low && !dash)) {
        throw new UsageError(what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
      }
      if (to < from) throw new UsageError('invalid decreasing range');
      parts.push([from, to]);
    }
    return new Ranges(parts);
  }

  has(position: number): boolean {
    return this.parts.some(([from, to]) => position >= from && position <= to);
  }
}
