import type { Outcome } from './kubectl-case';

/** Commands whose ages kubectl reckons itself, by a clock of its own. */
const OWN_AGES = /^(kubectl )?(describe|events|get .*--server-print=false|get .*--subresource=scale)\b|kubectl (describe|events)\b/;
/** Commands whose order of lines, or of what a line lists, the real kubectl takes from Go's maps, an unstable sort, or parallel requests. */
const UNORDERED =
  /^(describe (ns|namespaces?|limit\w*)\b|auth can-i --list|label .*--list|annotate .*--list|logs .*--all-(containers|pods)|logs .*-l|drain)/;
/** Commands under which the server gives out ids, addresses and ends of names, which the seed decides and a draw more or less changes. */
const GIVES_OUT = /(^|kubectl )(create|run|expose|replace|apply|patch|rollout|set|scale|certificate|debug)\b/;
const AGE = /(?<![\w.-])((\d+[smhdy]){1,2}|<invalid>)(?![\w.-])/g;

/**
 * An outcome without what cannot be the same: the server's address, prefixes of log lines, ages by kubectl's own clock; and where virtual
 * time passed or ids are given out, these.
 */
export function steady(outcome: Outcome, line: string, options: { readonly timePasses: boolean; readonly unordered?: RegExp }): Outcome {
  const change = (text: string) => {
    let result = text
      .replace(/kubectl-edit-\d+/g, 'kubectl-edit-N')
      .replace(/start exec "[0-9a-f]{64}"/g, 'start exec "ID"')
      .replace(/kubectl\/v1\.\d+\.\d+/g, 'kubectl/VERSION')
      .replace(/https:\/\/(127\.0\.0\.1|172\.30\.1\.2|controlplane):\d+/g, 'https://SERVER')
      .replace(/\b(127\.0\.0\.1|172\.30\.1\.2|controlplane):(6443|[1-9]\d{4})\b/g, 'SERVER')
      .replace(/^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ');
    if (OWN_AGES.test(line) || options.timePasses) result = result.replace(AGE, 'AGE').replace(/ {2,}/g, '  ').replace(/-{3,}/g, '---');
    if (GIVES_OUT.test(line)) result = unnumbered(result);
    if (line.includes('--dry-run=server') || options.timePasses) result = unnamed(result);
    if (UNORDERED.test(line) || options.unordered?.test(line)) result = sorted(result);
    return result;
  };
  return { exit: outcome.exit, stdout: change(outcome.stdout), stderr: change(outcome.stderr) };
}

const unnumbered = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-RANDOM')
    .replace(/\b(debugger|node-debugger-[\w-]+)-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-RANDOM')
    .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTERIP');

/** Without ids, versions, times, and the random ends of names. */
const unnamed = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'TIME')
    .replace(/(LIVE|MERGED)-\d+/g, '$1-N')
    .replace(/(?<=-[a-f0-9]{7,10})-[a-z0-9]{5}\b/g, '-RANDOM')
    .replace(/eyJ[\w.-]+/g, 'TOKEN')
    .replace(/"?(resourceVersion|uid)"?: "?[\w-]+"?/g, '$1: X')
    .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTERIP');

const sorted = (text: string): string =>
  text
    .split('\n')
    .map((each) =>
      each
        .split(/(?:, |\[)(?=cannot)|\]/)
        .sort()
        .join('|'),
    )
    .sort()
    .join('\n');
