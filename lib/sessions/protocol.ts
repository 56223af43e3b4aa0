/**
 * What goes over `/api/terminal?session=…&terminal=…&offset=…`, one JSON text frame each. Offsets count characters that the
 * terminal has written since it was opened: a client that comes back asks from where it stopped.
 */
export type ClientMessage =
  { readonly type: 'input'; readonly data: string } | { readonly type: 'resize'; readonly columns: number; readonly rows: number };

export type ServerMessage =
  /** The terminal is there. `fresh` is false when it was opened before. */
  | { readonly type: 'ready'; readonly terminal: string; readonly fresh: boolean }
  /** `offset` is that after `data`; with `reset` the screen begins anew (older output is no longer kept). */
  | { readonly type: 'output'; readonly data: string; readonly offset: number; readonly reset?: true }
  | { readonly type: 'closed'; readonly exitCode: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** Close codes of our own. */
export const CLOSE = { ended: 4000, notFound: 4404, refused: 4400, damaged: 4500 } as const;

/** Bytes of one frame; a longer one closes the connection (1009). */
export const MOST_FRAME = 1024 * 1024;
