import { annotationLines, labelLines } from '../description/metadata';
import type { Description } from '../description/writer';
import { containerLines } from './describe-containers';
import { volumeLines } from './describe-volumes';

/* eslint-disable @typescript-eslint/no-explicit-any -- templates of pods */

/** Models DescribePodTemplate. */
export function templateLines(out: Description, template: any): void {
  out.line(0, 'Pod Template:');
  if (!template) {
    out.line(0, '  <unset>');
    return;
  }
  labelLines(out, '  Labels', template.metadata?.labels);
  if (Object.keys(template.metadata?.annotations ?? {}).length > 0) annotationLines(out, '  Annotations', template.metadata.annotations);
  const spec = template.spec ?? {};
  if (spec.serviceAccountName) out.line(0, `  Service Account:\t${spec.serviceAccountName}`);
  if ((spec.initContainers ?? []).length > 0) containerLines(out, 'Init Containers', spec.initContainers, [], '  ');
  containerLines(out, 'Containers', spec.containers ?? [], [], '  ');
  volumeLines(out, spec.volumes ?? [], '  ');
  for (const c of spec.topologySpreadConstraints ?? []) {
    const selector = Object.entries(c.labelSelector?.matchLabels ?? {})
      .map(([k, v]) => `${k}=${String(v)}`)
      .join(',');
    out.line(
      0,
      `  Topology Spread Constraints:\t${c.topologyKey}:${c.whenUnsatisfiable} when max skew ${c.maxSkew} is exceeded${c.labelSelector ? ` for selector ${selector}` : ''}`,
    );
  }
  if (spec.priorityClassName) out.line(0, `  Priority Class Name:\t${spec.priorityClassName}`);
  labelLines(out, '  Node-Selectors', spec.nodeSelector);
  tolerationLines(out, '  Tolerations', spec.tolerations ?? []);
}

/** Models printPodTolerationsMultiline. */
export function tolerationLines(out: Description, title: string, tolerations: readonly any[]): void {
  out.write(0, `${title}:\t`);
  if (tolerations.length === 0) out.write(0, '<none>\n');
  const sorted = [...tolerations].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0));
  sorted.forEach((toleration, i) => {
    const { key = '', value = '', effect = '', operator = '', tolerationSeconds } = toleration;
    let text = key;
    if (value) text += `=${value}`;
    if (effect) text += `:${effect}`;
    if (operator === 'Exists' && !value) text += text === '' ? 'op=Exists' : ' op=Exists';
    if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
    out.write(0, `${i > 0 ? '\t' : ''}${text}\n`);
  });
}
