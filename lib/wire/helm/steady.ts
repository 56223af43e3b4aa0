import type { Outcome } from './helm-case';

/** An outcome without what is never the same twice: times, ports, ids, and the widths that times give to columns. */
export function steady({ exit, stdout, stderr }: Outcome, line: string): Outcome {
  const change = (text: string) => (/kubectl get|--show-resources/.test(line) ? aged(plain(text)) : plain(text));
  return { exit, stdout: change(stdout), stderr: change(stderr) };
}

/** Without ages, and what lines of tables they make; the order of kinds is that of a Go map. */
const aged = (text: string): string =>
  text
    .replace(/(?<![\w.-])((\d+[smhdy]){1,2}|<invalid>)(?![\w.-])/g, 'AGE')
    .replace(/ {2,}/g, '  ')
    .replace(/^(pod\/[a-z0-9-]+)-[a-z0-9]{5}$/gm, '$1-RANDOM')
    .split('\n')
    .sort()
    .join('\n');

const plain = (text: string): string =>
  text
    .replace(/https:\/\/(127\.0\.0\.1|172\.30\.1\.2|controlplane):\d+/g, 'https://SERVER')
    .replace(/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ')
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, '<log> ')
    .replace(
      /^((?:coalesce|dependencies|engine|client|install|wait|ready|upgrade|rollback|history|uninstall|proxy|action|client)\.go):\d+: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]* [+-]\d{4} \w+ m=[+.\d]+ /gm,
      '$1: TIME ',
    )
    .replace(/[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} UTC/g, 'TIME')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/"?(resourceVersion|uid)"?: "?[\w-]+"?/g, '$1: X')
    .replace(/\b([a-z-]+)-1[789]\d{8}\b/g, '$1-SECONDS')
    .replace(/(?<=-[a-f0-9]{7,10})-[a-z0-9]{5}\b/g, '-RANDOM')
    .replace(/(\.yaml|\.tgz)\d{6,}/g, '$1RANDOM')
    .replace(/[0-9a-f]{64}/g, 'SHA256')
    .replace(/ m=\+[\d.]+ /g, ' ')
    .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTERIP')
    .replace(/UPDATED +\t/g, 'UPDATED\t')
    .replace(/TIME +\t/g, 'TIME\t');
