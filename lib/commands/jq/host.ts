import type { Json, JsonObject } from './json';

/** What a program can ask of the outside. */
export interface Host {
  readonly env: () => JsonObject;
  readonly now: () => number;
  readonly zone: string;
  /** The next input, undefined at the end. */
  readonly input: () => Json | undefined;
  readonly inputFilename: () => Json;
  readonly inputLine: () => number;
  readonly named: JsonObject;
  /** Standard error, written after the program is done with this output. */
  readonly stderr: (text: string) => void;
}
