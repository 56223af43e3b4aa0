/** Where the scanner stands; all numbers from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  /** Text of a scalar, anchor, alias or tag. */
  readonly text?: string;
  /** A scalar that was written without quotes. */
  readonly plain?: boolean;
}

/** What is wrong with a YAML text. `message` reads as go-yaml's: `yaml: line 3: mapping values are not allowed in this context`. */
export class YamlError extends Error {}

/** A fault of the scanner (`line` counts from 1 at the mark) or of the parser (go-yaml reports the line before). */
export function yamlError(problem: string, mark: Mark, by: 'scanner' | 'parser'): YamlError {
  const line = mark.line === 0 ? 0 : by === 'scanner' ? mark.line + 1 : mark.line;
  return new YamlError(`yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`);
}
