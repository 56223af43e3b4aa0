import { escapePattern } from './pattern';

/** A run of text with one manner of quoting, or a border between words (`"$@"`). */
export type Piece =
  { readonly s: string; readonly q: boolean; /** The result of an expansion: it may be split. */ readonly x?: boolean } | 'border';
export type Text = Exclude<Piece, 'border'>;

/** Divides the pieces of a word into fields by IFS. */
export function splitFields(pieces: readonly Piece[], ifs: string): Text[][] {
  const fields: Text[][] = [];
  let field: Text[] | undefined;
  let afterBlank = false;
  const close = () => {
    if (field) fields.push(field);
    field = undefined;
  };
  for (const piece of pieces) {
    if (piece === 'border') {
      close();
      afterBlank = false;
      continue;
    }
    if (piece.q || !piece.x || ifs === '') {
      if (piece.q || piece.s !== '') (field ??= []).push(piece);
      afterBlank = false;
      continue;
    }
    let run = '';
    const flush = () => {
      if (run !== '') (field ??= []).push({ s: run, q: false });
      run = '';
    };
    for (const c of piece.s) {
      if (!ifs.includes(c)) {
        run += c;
        afterBlank = false;
      } else if (c === ' ' || c === '\t' || c === '\n') {
        flush();
        if (field) {
          close();
          afterBlank = true;
        }
      } else {
        flush();
        if (field) close();
        else if (!afterBlank) fields.push([]);
        afterBlank = false;
      }
    }
    flush();
  }
  close();
  return fields;
}

export const plainText = (field: readonly Piece[]): string => field.map((piece) => (piece === 'border' ? ' ' : piece.s)).join('');

/** The field as a pattern: what was quoted stands for itself. */
export const patternText = (field: readonly Piece[]): string =>
  field.map((piece) => (piece === 'border' ? ' ' : piece.q ? escapePattern(piece.s) : piece.s)).join('');

/** The field as a regular expression of `[[ =~ ]]`: what was quoted stands for itself. */
export const regexText = (field: readonly Piece[]): string =>
  field.map((piece) => (piece === 'border' ? ' ' : piece.q ? piece.s.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : piece.s)).join('');
