import type { Resource } from '../client/discovery';
import { isNotFound, ServerError } from '../errors';
import { hashed } from './comments';

/** What comes of trying to save, as the head of the file that is opened again tells. Models editResults. */
export class EditResults {
  private readonly reasons: { head: string; causes: readonly string[] }[] = [];
  /** Objects that another edit may mend. */
  invalid = 0;
  /** Objects that are gone from the server. */
  missing = 0;
  /** Objects that could not be patched. */
  refused = 0;

  constructor(
    /** Where the edited text lies. */
    readonly path: string,
  ) {}

  get isEmpty(): boolean {
    return this.reasons.length === 0;
  }

  addSyntaxError(message: string): void {
    this.reasons.push({ head: `The edited file had a syntax error: ${message}`, causes: [] });
  }

  /** The file cannot be of any kind. Returns what is said at once. */
  addFault(problem: string, resource: Resource, name: string): string {
    return this.addInvalid([`<nil>: Invalid value: "The edited file failed validation": ${problem}`], resource, name);
  }

  /** The server said no to one object. Returns what is said at once. */
  addError(error: Error, resource: Resource, name: string): string {
    const what = `${named(resource)} ${JSON.stringify(name)}`;
    if (error instanceof ServerError && error.status.reason === 'Invalid') {
      const causes = error.status.details?.causes ?? [];
      return this.addInvalid(
        causes.map(({ field, message }) => `${field ?? ''}: ${message}`),
        resource,
        name,
      );
    }
    if (isNotFound(error)) {
      this.missing++;
      return `error: ${what} could not be found on the server\n`;
    }
    this.refused++;
    return `error: ${what} could not be patched: ${error.message}\n`;
  }

  private addInvalid(causes: readonly string[], resource: Resource, name: string): string {
    const what = `${named(resource)} ${JSON.stringify(name)}`;
    this.invalid++;
    this.reasons.push({ head: `${what} was not valid`, causes });
    return `error: ${what} is invalid\n`;
  }

  /** The reasons as comments. */
  comments(): string {
    return this.reasons
      .map(
        ({ head, causes }) =>
          `# ${hashed(head)}${causes.length > 0 ? ':' : ''}\n${causes.map((each) => `# * ${hashed(each)}\n`).join('')}#\n`,
      )
      .join('');
  }
}

const named = ({ plural, group }: Resource): string => (group ? `${plural}.${group}` : plural);
