/** One kustomization to build: its files, and what to call. */
export interface BuildCase {
  readonly title: string;
  /** Arguments of kubectl, or of kustomize. */
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Reads cases: `== title`, `$ arguments` (default: `kustomize .`), then `-- path` and the file's text, as often as needed. */
export function parseCases(text: string): BuildCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [head, ...parts] = block.split(/^-- /m) as [string, ...string[]];
      const [title, ...lines] = head.split('\n') as [string, ...string[]];
      const command = lines.find((line) => line.startsWith('$ '))?.slice(2) ?? 'kustomize .';
      const files = parts.map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1).replace(/\n\n$/, '\n')] as const;
      });
      return { title, args: command.split(' '), files: Object.fromEntries(files) };
    });
}
