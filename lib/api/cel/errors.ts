/** Where in the source something is: an offset in UTF-16 units. */
export interface Issue {
  readonly offset: number;
  readonly message: string;
}

/** What kept an expression from compiling. Models apiserver/pkg/cel.Error. */
export class CelCompileError extends Error {
  constructor(
    message: string,
    readonly issues: readonly Issue[] = [],
    readonly type: 'invalid' | 'required' | 'internal' = 'invalid',
  ) {
    super(message);
  }
}

/** An expression that came to an error: `no such key: x`. Models types.Err. */
export class CelRuntimeError extends Error {
  constructor(
    message: string,
    /** Neither `||` nor a comprehension may hide it: the evaluation stops. */
    readonly fatal = false,
  ) {
    super(message);
  }
}

/** Most issues that are listed. Models common.Errors' limit. */
const MAX_ISSUES = 100;

/** `ERROR: <input>:1:6: message\n | source\n | .....^`, one for each issue. Models common.Errors.ToDisplayString. */
export function displayIssues(source: string, issues: readonly Issue[]): string {
  const lines = source.split('\n');
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  const sorted = [...issues].sort((a, b) => a.offset - b.offset);
  const shown = sorted.slice(0, MAX_ISSUES).map(({ offset, message }) => {
    if (offset < 0) return `ERROR: <input>:-1:0: ${message}`;
    let line = 0;
    while (line + 1 < starts.length && starts[line + 1]! <= offset) line++;
    const before = [...lines[line]!.slice(0, offset - starts[line]!)];
    const text = lines[line]!.replaceAll('\t', ' ');
    const dots = before.map((char) => (isWide(char) ? '．' : '.')).join('');
    const mark = isWide([...lines[line]!.slice(offset - starts[line]!)][0] ?? ' ') ? '＾' : '^';
    return `ERROR: <input>:${line + 1}:${before.length + 1}: ${message}\n | ${text}\n | ${dots}${mark}`;
  });
  if (sorted.length > MAX_ISSUES) shown.push(`${sorted.length - MAX_ISSUES} more errors were truncated`);
  return shown.join('\n');
}

const isWide = (char: string) => char.codePointAt(0)! > 0x7f;
