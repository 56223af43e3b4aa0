export type Expr =
  | { readonly t: 'num'; readonly value: number }
  | { readonly t: 'str'; readonly value: string }
  | { readonly t: 'regex'; readonly source: string }
  | { readonly t: 'var'; readonly name: string }
  | { readonly t: 'field'; readonly index: Expr }
  | { readonly t: 'index'; readonly name: string; readonly keys: readonly Expr[] }
  | { readonly t: 'assign'; readonly op: string; readonly target: Target; readonly value: Expr }
  | { readonly t: 'cond'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly t: 'and' | 'or' | 'concat'; readonly left: Expr; readonly right: Expr }
  | { readonly t: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly t: 'match'; readonly negate: boolean; readonly left: Expr; readonly right: Expr }
  | { readonly t: 'in'; readonly keys: readonly Expr[]; readonly name: string }
  | { readonly t: 'unary'; readonly op: '!' | '-' | '+'; readonly value: Expr }
  | { readonly t: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Target }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly line: number }
  | { readonly t: 'builtin'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly t: 'getline'; readonly from: 'main' | 'file' | 'command'; readonly source?: Expr; readonly target?: Target }
  | { readonly t: 'group'; readonly value: Expr };

export type Target = Extract<Expr, { t: 'var' | 'field' | 'index' }>;

export interface Redirect {
  readonly kind: '>' | '>>' | '|';
  readonly to: Expr;
}

export type Stmt =
  | { readonly t: 'expr'; readonly value: Expr }
  | { readonly t: 'print' | 'printf'; readonly args: readonly Expr[]; readonly redirect?: Redirect }
  | { readonly t: 'block'; readonly body: readonly Stmt[] }
  | { readonly t: 'if'; readonly test: Expr; readonly yes: Stmt; readonly no?: Stmt }
  | { readonly t: 'while'; readonly test: Expr; readonly body: Stmt }
  | { readonly t: 'do'; readonly test: Expr; readonly body: Stmt }
  | { readonly t: 'for'; readonly init?: Stmt; readonly test?: Expr; readonly step?: Stmt; readonly body: Stmt }
  | { readonly t: 'forin'; readonly name: string; readonly array: string; readonly body: Stmt }
  | { readonly t: 'delete'; readonly name: string; readonly keys?: readonly Expr[] }
  | { readonly t: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly t: 'exit' | 'return'; readonly value?: Expr };

export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'main';
  readonly from?: Expr;
  readonly to?: Expr;
  /** Absent: print $0. */
  readonly body?: Stmt;
}

export interface AwkFunction {
  readonly params: readonly string[];
  readonly body: Stmt;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

/** A program that awk refuses; the text is mawk's, without `awk: `. */
export class AwkSyntaxError extends Error {}
