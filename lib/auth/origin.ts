/** Whether a request's Origin is the site itself: `ok`, `foreign`, or `malformed`. Without an Origin: `ok` unless it is required. */
export function checkOrigin(
  origin: string | null | undefined,
  host: string | null | undefined,
  required = false,
): 'ok' | 'foreign' | 'malformed' {
  if (!origin) return required ? 'foreign' : 'ok';
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return 'malformed';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'malformed';
  return host && url.host === host.toLowerCase() ? 'ok' : 'foreign';
}
