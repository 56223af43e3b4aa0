import { KustomizeError } from '../fault';
import { FILE_NAMES, type Kustomization } from '../kustomization/kustomization';
import { readResources } from '../resource/read';
import { globbed } from './glob';
import { failing, KustomizationFile } from './kustomization-file';
import { atCommas, pairsOf } from './pairs';
import type { Call, Verb } from './verb';

const MOST_FILES = 10_000;

/** Files with objects in them, and with `recursive` directories that have a kustomization of their own. */
function detected({ sys }: Call, recursive: boolean): string[] {
  const found: string[] = [];
  const walk = (directory: string): void => {
    for (const name of sys.readdir(directory)) {
      const path = directory === '.' ? name : `${directory}/${name}`;
      if (found.length >= MOST_FILES) throw new KustomizeError(`more than ${MOST_FILES} files are not looked at here`);
      if (sys.stat(path).type === 'dir') {
        if (!recursive) continue;
        if (FILE_NAMES.some((each) => sys.exists(`${path}/${each}`))) found.push(path);
        else walk(path);
      } else if (isResource(sys.readFile(path))) found.push(path);
    }
  };
  walk('.');
  return found;
}

function isResource(text: string): boolean {
  try {
    return readResources(text).length > 0;
  } catch (error) {
    if (error instanceof KustomizeError) return false;
    throw error;
  }
}

function create(call: Call): void {
  const { flags, sys } = call;
  const resources = flags.text('resources') === '' ? [] : globbed(call, flags.text('resources').split(','));
  if (FILE_NAMES.some((name) => sys.exists(name))) throw new KustomizeError('kustomization file already exists');
  if (flags.bool('autodetect'))
    for (const path of detected(call, flags.bool('recursive'))) if (!resources.includes(path)) resources.push(path);
  const annotations = pairsOf(atCommas(flags.text('annotations')), 'annotation');
  const labels = pairsOf(atCommas(flags.text('labels')), 'label');
  const bare = flags.bool('labels-without-selector');
  failing(() => sys.writeFile(FILE_NAMES[0]!, ''));
  const file = KustomizationFile.find(sys);
  const made: Kustomization = {
    ...file.read(),
    resources,
    namespace: flags.text('namespace'),
    namePrefix: flags.text('nameprefix'),
    nameSuffix: flags.text('namesuffix'),
    commonAnnotations: annotations,
    ...(bare ? { labels: Object.keys(labels).length > 0 ? [{ pairs: labels }] : [] } : { commonLabels: labels }),
  };
  file.write(made);
}

export const CREATE: readonly Verb[] = [
  {
    path: 'create',
    operands: '[flags]',
    short: 'Create a new kustomization in the current directory',
    example: `# Create a new overlay from the base '../base'.
  kustomize create --resources ../base

  # Create a new kustomization detecting resources in the current directory.
  kustomize create --autodetect

  # Create a new kustomization with multiple resources and fields set.
  kustomize create --resources deployment.yaml,service.yaml,../base --namespace staging --nameprefix acme-`,
    flags: `      --annotations string        Add one or more common annotations.
      --autodetect                Search for kubernetes resources in the current directory to be added to the kustomization file.
      --labels string             Add one or more common labels.
      --labels-without-selector   Labels are put in the labels field, without selectors.
      --nameprefix string         Sets the value of the namePrefix field in the kustomization file.
      --namespace string          Set the value of the namespace field in the customization file.
      --namesuffix string         Sets the value of the nameSuffix field in the kustomization file.
      --recursive                 Enable recursive directory searching for resource auto-detection.
      --resources string          Name of a file containing a file to add to the kustomization file.`,
    run: create,
  },
];
