/** KYAML: YAML in flow style with every string quoted (`-o kyaml`). */
export function kyaml(value: unknown, sorted = true): string {
  return `---\n${write(value, '', sorted)}\n`;
}

const UNSAFE = /^(?:[\d.+-].*|~|y|n|yes|no|on|off|true|false|null|)$/i;
const keyText = (key: string) => (/^[A-Za-z_][\w./-]*$/.test(key) && !UNSAFE.test(key) ? key : JSON.stringify(key));

/** A text of several lines, each on a line of its own; one that begins with a space begins with an escape. */
function folded(text: string, indent: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]/.test(line) ? '\\' : ' ') + JSON.stringify(line).slice(1, -1));
  const last = lines.pop()!;
  const whole = lines.map((line) => `${indent}  ${line}\\n\\\n`).join('');
  return `"\\\n${whole}${last.trim() === '' ? '' : `${indent}  ${last}\\\n`}${indent}  "`;
}

function write(value: unknown, indent: string, sorted: boolean): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value.includes('\n') ? folded(value, indent) : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)))
      return `[${value.map((item) => write(item, indent, sorted)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${write(item, inner, sorted)},\n`).join('')}${indent}]`;
  }
  const fields = value as Record<string, unknown>;
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined);
  if (sorted) keys.sort();
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${inner}${keyText(key)}: ${write(fields[key], inner, sorted)},\n`).join('')}${indent}}`;
}
