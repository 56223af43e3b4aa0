/** A template that cannot be parsed or run. The message is text/template's. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly at: 'parse' | 'exec' = 'exec',
  ) {
    super(message);
  }
}

/** Where a node stands. */
interface Place {
  /** Offset in the text. */
  readonly pos: number;
}

export type Arg =
  | ({ readonly is: 'dot' } & Place)
  | ({ readonly is: 'nil' } & Place)
  | ({ readonly is: 'bool'; readonly value: boolean } & Place)
  | ({ readonly is: 'number'; readonly text: string; readonly value: number; readonly float: boolean } & Place)
  | ({ readonly is: 'string'; readonly quoted: string; readonly value: string } & Place)
  | ({ readonly is: 'field'; readonly names: readonly string[] } & Place)
  | ({ readonly is: 'variable'; readonly name: string; readonly names: readonly string[] } & Place)
  | ({ readonly is: 'function'; readonly name: string } & Place)
  | ({ readonly is: 'chain'; readonly of: Arg; readonly names: readonly string[] } & Place)
  | Pipe;

export interface Command extends Place {
  readonly is: 'command';
  readonly args: readonly Arg[];
}

export interface Pipe extends Place {
  readonly is: 'pipe';
  readonly variables: readonly string[];
  readonly assign: boolean;
  readonly commands: readonly Command[];
}

export type Part =
  | ({ readonly is: 'text'; readonly text: string } & Place)
  | ({ readonly is: 'action'; readonly pipe: Pipe } & Place)
  | ({
      readonly is: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly then: readonly Part[];
      readonly otherwise?: readonly Part[];
    } & Place)
  | ({ readonly is: 'template'; readonly name: string; readonly pipe?: Pipe } & Place)
  | ({ readonly is: 'break' | 'continue' } & Place);

/** One parsed file or one `define` in it. */
export interface Tree {
  /** Name of the template. */
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
  readonly text: string;
  readonly parts: readonly Part[];
}

/** A node as text/template prints it in messages. */
export function nodeText(node: Arg | Command): string {
  switch (node.is) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.names].join('.');
    case 'function':
      return node.name;
    case 'chain':
      return `${node.of.is === 'pipe' ? `(${nodeText(node.of)})` : nodeText(node.of)}${node.names.map((name) => `.${name}`).join('')}`;
    case 'command':
      return node.args.map((arg) => (arg.is === 'pipe' ? `(${nodeText(arg)})` : nodeText(arg))).join(' ');
    case 'pipe': {
      const head = node.variables.length > 0 ? `${node.variables.join(', ')} ${node.assign ? '=' : ':='} ` : '';
      return head + node.commands.map(nodeText).join(' | ');
    }
  }
}

/** `file:line:column` of a node, the column counted in bytes from 0. */
export function placeOf(tree: Tree, pos: number): string {
  const before = tree.text.slice(0, pos);
  const line = before.lastIndexOf('\n');
  return `${tree.file}:${before.split('\n').length}:${Buffer.byteLength(before.slice(line + 1))}`;
}
