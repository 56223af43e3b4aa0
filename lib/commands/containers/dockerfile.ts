/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly word: string;
  /** As written, without the word. */
  readonly text: string;
  readonly line: number;
  readonly flags: Readonly<Record<string, string>>;
  /** Texts of here-documents, by name. */
  readonly documents?: readonly { readonly name: string; readonly text: string }[];
}

export class DockerfileError extends Error {}

const WORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/** Reads a Dockerfile: comments, line continuations, flags, here-documents. @throws DockerfileError in BuildKit's words */
export function parseDockerfile(source: string): Instruction[] {
  const out: Instruction[] = [];
  const lines = source.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const first = i;
    if (/^\s*(#.*)?$/.test(lines[i]!)) continue;
    let text = lines[i]!.trimStart();
    while (/\\\s*$/.test(text) && i + 1 < lines.length) {
      text = text.replace(/\\\s*$/, '');
      i++;
      while (i < lines.length && /^\s*#/.test(lines[i]!)) i++;
      text += lines[i] ?? '';
    }
    const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text.trimEnd())!;
    const upper = word.toUpperCase();
    if (!WORDS.has(upper)) throw new DockerfileError(`dockerfile parse error on line ${first + 1}: unknown instruction: ${word}`);
    const flags: Record<string, string> = {};
    let body = rest;
    for (let m; (m = /^--([a-z]+)(?:=(\S*))?\s+/.exec(body)); body = body.slice(m[0].length)) flags[m[1]!] = m[2] ?? 'true';
    const documents: { name: string; text: string }[] = [];
    if (upper === 'RUN' || upper === 'COPY' || upper === 'ADD')
      for (const m of body.matchAll(/<<-?["']?(\w+)["']?/g)) {
        const gathered: string[] = [];
        while (++i < lines.length && lines[i]!.trim() !== m[1]) gathered.push(lines[i]!);
        documents.push({ name: m[1]!, text: gathered.map((line) => `${line}\n`).join('') });
      }
    if (body === '' && upper !== 'CMD' && upper !== 'ENTRYPOINT')
      throw new DockerfileError(`dockerfile parse error on line ${first + 1}: ${upper} requires at least one argument`);
    out.push({ word: upper, text: body, line: first + 1, flags, ...(documents.length ? { documents } : {}) });
  }
  if (out.length === 0) throw new DockerfileError('failed to read dockerfile: the Dockerfile cannot be empty');
  const head = out.find(({ word }) => word !== 'ARG');
  if (head?.word !== 'FROM')
    throw new DockerfileError(`dockerfile parse error on line ${head?.line ?? 1}: no build stage in current context`);
  return out;
}

/** `["a", "b"]` as a list; undefined for the shell form. */
export function execForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** `$NAME`, `${NAME}`, `${NAME:-other}`, `${NAME:+other}` by what is known. */
export function substitute(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(
    /\\\$|\$(\w+)|\$\{(\w+)(?::([-+])([^}]*))?\}/g,
    (all: string, plain?: string, name?: string, sign?: string, other?: string) => {
      if (all === '\\$') return '$';
      const value = known[(plain ?? name)!];
      if (sign === '-') return value || (other ?? '');
      if (sign === '+') return value ? (other ?? '') : '';
      return value ?? '';
    },
  );
}

/** Words with their quotes taken off. */
export function words(text: string): string[] {
  const out: string[] = [];
  for (const m of text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g))
    out.push(
      m[0].replace(
        /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
        (_, d?: string, s?: string, c?: string) => d?.replace(/\\(.)/g, '$1') ?? s ?? c ?? '',
      ),
    );
  return out;
}

/** The pairs of ENV and LABEL: `A=b C="d e"`, or the old `A b c`. */
export function pairs(text: string): [string, string][] {
  const first = /^(\S+)\s+([\s\S]*)$/.exec(text);
  if (first && !first[1]!.includes('=')) return [[first[1]!, first[2]!]];
  return words(text).map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
  });
}
