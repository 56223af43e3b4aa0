import type { Description } from './writer';

type Map = Readonly<Record<string, string>> | undefined;

const LONGEST_ANNOTATION = 140;
const HIDDEN = 'kubectl.kubernetes.io/last-applied-configuration';

/** `Labels:	a=b`, one a line. Models printLabelsMultiline. */
export function labelLines(out: Description, title: string, labels: Map, level = 0): void {
  out.write(level, `${title}:\t`);
  const keys = Object.keys(labels ?? {}).sort();
  if (keys.length === 0) out.write(0, '<none>\n');
  keys.forEach((key, i) => {
    if (i > 0) out.write(level, '\t');
    out.write(0, `${key}=${labels![key]}\n`);
  });
}

/** Annotations, long ones on lines of their own. Models printAnnotationsMultiline. */
export function annotationLines(out: Description, title: string, annotations: Map, level = 0): void {
  out.write(level, `${title}:\t`);
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== HIDDEN)
    .sort();
  if (keys.length === 0) out.write(0, '<none>\n');
  keys.forEach((key, i) => {
    if (i > 0) out.write(level, '\t');
    const value = annotations![key]!.replace(/\n$/, '');
    if (value.length + key.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) {
      out.write(0, `${key}: ${value}\n`);
      return;
    }
    out.write(0, `${key}:\n`);
    for (const line of value.split('\n')) {
      const short = line.length > LONGEST_ANNOTATION - 2 ? `${line.slice(0, LONGEST_ANNOTATION - 2)}...` : line;
      out.write(level, `\t  ${short}\n`);
    }
  });
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** `Sat, 21 Nov 2026 03:00:18 +0000`: Go's RFC1123Z. Go's zero time for none. */
export function longTime(text: string | null | undefined): string {
  if (!text) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const at = new Date(text);
  return `${DAYS[at.getUTCDay()]}, ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
