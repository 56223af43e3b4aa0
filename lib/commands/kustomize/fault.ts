/** What kustomize refuses to build; the message is what follows `Error: `. */
export class KustomizeError extends Error {
  constructor(
    message: string,
    /** Faults that change how those around them speak: bad YAML is told without what came of taking the file for a directory. */
    readonly sort?: 'malformed-yaml' | 'http',
  ) {
    super(message);
  }

  /** The same fault, with what was being done before it. */
  within(doing: string): KustomizeError {
    return new KustomizeError(`${doing}: ${this.message}`, this.sort);
  }
}

/** Does something; a fault in it tells what was being done. */
export function during<T>(doing: string, what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw error instanceof KustomizeError ? error.within(doing) : error;
  }
}
