/** The second that was written last, and its text: within one virtual second the same text is asked for again and again. */
let written = NaN;
let writtenText = '';

/** RFC 3339 with whole seconds in UTC, as metav1.Time is written. `ms` since the epoch. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== written) {
    writtenText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    written = second;
  }
  return writtenText;
}

/** RFC 3339 with microseconds, as metav1.MicroTime is written. */
export function formatMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch; NaN when the text is not RFC 3339. */
export function parseTime(text: string | undefined): number {
  if (text === undefined || !RFC3339.test(text)) return NaN;
  return Date.parse(text);
}
