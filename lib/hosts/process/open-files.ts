/** An open-file description: what descriptors of several processes may share. */
export type OpenFile =
  | {
      readonly kind: 'file';
      readonly fs: string;
      readonly key: string;
      readonly path: string;
      /** In characters. */
      readonly offset: number;
      readonly read: boolean;
      readonly write: boolean;
      readonly append: boolean;
      /** Content of a computed file (/proc), as it was when it was opened. */
      readonly text?: string;
      readonly refs: number;
    }
  | { readonly kind: 'pipe'; readonly end: 'read' | 'write' | 'both'; readonly pipe: number; readonly path?: string; readonly refs: number }
  | { readonly kind: 'tty'; readonly tty: string; readonly path: string; readonly refs: number }
  /** The side of a terminal where a person would sit: what is written is typed, what the terminal shows is read. */
  | { readonly kind: 'pty'; readonly tty: string; readonly path: string; readonly offset: number; readonly refs: number }
  | { readonly kind: 'device'; readonly device: string; readonly path: string; readonly refs: number }
  | { readonly kind: 'dir'; readonly path: string; readonly refs: number }
  /** Write-only: the text goes to the machine's owner (container logs, a script's output). */
  | { readonly kind: 'sink'; readonly sink: string; readonly refs: number };

export interface Pipe {
  readonly id: number;
  readonly text: string;
  readonly readers: number;
  readonly writers: number;
  /** A fifo is at its end only after a writer has been there. */
  readonly hadWriter: boolean;
}

/** Linux' default capacity, in characters here. */
export const PIPE_CAPACITY = 65_536;
export const MOST_DESCRIPTORS = 1024;
export const MOST_PIPES = 4096;
