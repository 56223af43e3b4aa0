import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A fault in an author's file, with its place: `lab.yaml:12: tasks[0].id: …`. */
export class FileError extends Error {}

/** Reads YAML and checks it against a schema. Throws FileError naming file, line and field for every fault. */
export function readYaml<T extends z.ZodType>(file: string, text: string, schema: T): z.output<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  // The first fault is the author's; those after it mostly follow from it.
  const fault = document.errors[0];
  if (fault) throw new FileError(`${file}:${lines.linePos(fault.pos[0]).line}: ${firstLine(fault.message)}`);
  const result = schema.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (result.success) return result.data;
  const place = (path: readonly PropertyKey[]) => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const issues = result.error.issues.flatMap((issue) => closest(issue));
  throw new FileError(issues.map(({ path, message }) => `${file}:${place(path)}: ${fieldName(path)}${message}`).join('\n'));
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a union's many complaints, those of the member that came closest. */
function closest(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const nested = issue.errors.map((errors) => errors.flatMap((error) => closest(error)));
  const best = nested.reduce((a, b) => (unknownKeys(b) < unknownKeys(a) ? b : a));
  return best.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

const unknownKeys = (issues: readonly Issue[]) =>
  issues.length + issues.filter(({ message }) => /nrecognized key/.test(message)).length * 10;
const firstLine = (text: string) => text.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '';
  return `${path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)), '')}: `;
}
