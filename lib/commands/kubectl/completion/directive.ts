/** What the shell is told to do with what it is offered: cobra's ShellCompDirective, bits of a number. */
export const NO_SPACE = 2;
export const NO_FILES = 4;
export const FILTER_EXTENSIONS = 8;

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [1, 'Error'],
  [NO_SPACE, 'NoSpace'],
  [NO_FILES, 'NoFileComp'],
  [FILTER_EXTENSIONS, 'FilterFileExt'],
];

/** Candidates, each with a description after a tab where it has one. */
export interface Offer {
  readonly words: readonly string[];
  readonly directive: number;
}

/** `ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp`. */
export const directiveText = (directive: number): string =>
  (directive === 0 ? ['Default'] : NAMES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name))
    .map((name) => `ShellCompDirective${name}`)
    .join(', ');
