import { buildKustomization } from '../build';
import { KustomizeError } from '../fault';
import type { Kustomization, Label } from '../kustomization/kustomization';
import { asYaml } from '../output';
import { KustomizationFile } from './kustomization-file';
import type { Call, Verb } from './verb';

function built(call: Call): string {
  try {
    return asYaml(buildKustomization(call.sys, '.'));
  } catch (error) {
    if (error instanceof KustomizeError) return '';
    throw error;
  }
}

/** Moves what stands in old fields into those that have taken their place. */
function modernized(call: Call, k: Kustomization): Kustomization {
  const { patchesJson6902, patchesStrategicMerge, commonLabels, ...rest } = k;
  const merges = (patchesStrategicMerge ?? []).map((each) => (call.sys.exists(each) ? { path: each } : { patch: each }));
  const patches = [...(k.patches ?? []), ...(patchesJson6902 ?? []), ...merges];
  const labels: Label[] = [...(k.labels ?? [])];
  if (commonLabels) {
    const twice = labels.flatMap((label) => Object.keys(label.pairs ?? {})).find((key) => Object.hasOwn(commonLabels, key));
    if (twice !== undefined) throw new KustomizeError(`label name '${twice}' exists in both commonLabels and labels`);
    labels.push({ includeSelectors: true, pairs: commonLabels });
  }
  return { ...rest, ...(patches.length > 0 && { patches }), ...(labels.length > 0 && { labels }) };
}

function fix(call: Call): void {
  if (call.flags.bool('vars')) throw new KustomizeError('converting vars to replacements is not simulated here');
  const before = built(call);
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  file.write(modernized(call, kustomization));
  if (kustomization.vars)
    call.out(`To convert vars -> replacements, run the command \`kustomize edit fix --vars\`

WARNING: Converting vars to replacements will potentially overwrite many resource files
and the resulting files may not produce the same output when \`kustomize build\` is run.
We recommend doing this in a clean git repository where the change is easy to undo.
`);
  call.out(`
Fixed fields:
  patchesJson6902 -> patches
  patchesStrategicMerge -> patches
  commonLabels -> labels
  vars -> replacements
`);
  if (built(call) !== before) call.out("Warning: 'Fixed' kustomization now produces different output when running `kustomize build`.\n");
}

export const FIX: readonly Verb[] = [
  {
    path: 'edit fix',
    operands: '[flags]',
    short: 'Fix the missing fields in kustomization file',
    example: '# Fix the missing and deprecated fields in kustomization file\n  kustomize edit fix',
    flags: '      --vars   If specified, kustomize will attempt to convert vars to replacements.',
    run: fix,
  },
];
