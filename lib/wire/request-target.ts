/** What a request line asks for: the path, percent-decoded as far as it can be, and the query. */
export interface RequestTarget {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Reads a request target: `/path?query`, or a whole URL, whose host does not matter. Never throws. Models net/url.ParseRequestURI. */
export function readTarget(target = '/'): RequestTarget {
  const own = target.replace(/^[a-zA-Z][-+.a-zA-Z0-9]*:\/\/[^/?]*/, '');
  const mark = own.indexOf('?');
  const path = mark < 0 ? own : own.slice(0, mark);
  return { path: decoded(path) || '/', query: new URLSearchParams(mark < 0 ? '' : own.slice(mark + 1)) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
