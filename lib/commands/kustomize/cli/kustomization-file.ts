import { printYaml } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { KustomizeError } from '../fault';
import { FILE_NAMES, fixed, parseKustomization, type Kustomization } from '../kustomization/kustomization';
import { lower } from '../load/files';

/** Fields in the order in which new ones are written. */
const ORDER =
  'apiVersion kind metadata resources bases namePrefix nameSuffix namespace crds commonLabels labels commonAnnotations patchesStrategicMerge patchesJson6902 patches configMapGenerator secretGenerator helmCharts helmChartInflationGenerator helmGlobals generatorOptions vars images replacements replicas configurations generators transformers components openapi buildMetadata'.split(
    ' ',
  ) as (keyof Kustomization)[];

interface Commented {
  readonly text: string;
  readonly comment: string;
}

/** The kustomization file of the working directory: its fields stay in their order, with the comments before them. */
export class KustomizationFile {
  private readonly fields: Commented[] = [];
  /** Comments before lines that begin no field. */
  private readonly lines: Commented[] = [];

  private constructor(
    private readonly sys: Sys,
    readonly path: string,
  ) {}

  /** Finds the file. Throws KustomizeError when there is none, or more than one. */
  static find(sys: Sys): KustomizationFile {
    const found = FILE_NAMES.filter((name) => sys.exists(name));
    if (found.length === 0) throw new KustomizeError(`Missing kustomization file '${FILE_NAMES[0]}'.\n`);
    if (found.length > 1) throw new KustomizeError(`Found multiple kustomization file: [${found.join(' ')}]\n`);
    if (sys.stat(found[0]!).type === 'dir') throw new KustomizeError(`${found[0]} should be a file`);
    return new KustomizationFile(sys, found[0]!);
  }

  read(): Kustomization {
    const text = failing(() => this.sys.readFile(this.path));
    const kustomization = fixed(parseKustomization(text));
    this.noteComments(text);
    return kustomization;
  }

  write(kustomization: Kustomization): void {
    let text = '';
    for (const { text: field, comment } of this.fields) text += comment + marshalled(kustomization, field as keyof Kustomization);
    for (const field of ORDER) if (!this.fields.some((each) => each.text === field)) text += marshalled(kustomization, field);
    for (const line of text.split(/(?<=\n)/)) {
      const at = this.lines.findIndex((each) => each.text.trim() === line.trim());
      if (at >= 0) text = text.replace(line, () => this.lines.splice(at, 1)[0]!.comment + line);
    }
    failing(() => this.sys.writeFile(this.path, text));
  }

  private noteComments(text: string): void {
    let comment = '';
    for (const line of text.match(/[^\n]*\n/g) ?? []) {
      if (/^ *(#|$)/.test(line.replace(/\n$/, ''))) {
        comment += line;
        continue;
      }
      const field = ORDER.find((each) => line.toLowerCase().startsWith(`${each.toLowerCase()}:`));
      if (field !== undefined) this.fields.push({ text: field, comment });
      else if (comment !== '' && this.fields.length > 0) this.lines.push({ text: line, comment });
      else continue;
      comment = '';
    }
  }
}

/** Does something with files; what the machine says against it is kustomize's fault to tell. */
export function failing<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    if (error instanceof Errno) throw new KustomizeError(lower(error.message));
    throw error;
  }
}

function marshalled(kustomization: Kustomization, field: keyof Kustomization): string {
  const value = kustomization[field];
  const empty = value === undefined || value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return empty ? '' : printYaml({ [field]: value });
}
