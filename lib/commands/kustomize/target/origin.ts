import { absolute } from '../load/files';
import { ORIGIN, TRANSFORMATIONS, type Resource } from '../resource/resource';

/** Where a resource came from, for `buildMetadata: [originAnnotations]`: the path from the directory of the build. */
export interface Origin {
  readonly path: string;
}

/** filepath.Join of two relative paths. */
function joined(path: string, more: string): string {
  let up = 0;
  const parts: string[] = [];
  for (const part of `${path}/${more}`.split('/')) {
    if (part === '..' && parts.pop() === undefined) up++;
    else if (part !== '..' && part !== '' && part !== '.') parts.push(part);
  }
  return [...Array<string>(up).fill('..'), ...parts].join('/') || '.';
}

export const under = (origin: Origin, path: string): Origin => ({
  path: path.startsWith('/') ? absolute('/', path) : joined(origin.path, path),
});

export const pathText = ({ path }: Origin): string => `path: ${path}\n`;

/** Who made or changed it: a builtin that the kustomization file asked for, or a plugin by its configuration. */
export function makerText(origin: Origin, file: string, kind: string, plugin?: Resource): string {
  const path = /^path: (.*)$/m.exec(plugin?.annotations[ORIGIN] ?? '')?.[1] ?? joined(origin.path, file);
  return `configuredIn: ${path}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${kind}\n${plugin ? `  name: ${plugin.name}\n` : ''}`;
}

export function setOrigin(resource: Resource, text: string): void {
  resource.annotations = { ...resource.annotations, [ORIGIN]: text };
}

/** Notes what changed a resource; one without an origin was made by it. */
export function addTransformation(resource: Resource, text: string): void {
  const notes = resource.annotations;
  if (notes[ORIGIN] === undefined) return setOrigin(resource, text);
  const item = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => `${i === 0 ? '- ' : '  '}${line}\n`)
    .join('');
  resource.annotations = { ...notes, [TRANSFORMATIONS]: (notes[TRANSFORMATIONS] ?? '') + item };
}
