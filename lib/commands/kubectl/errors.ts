import type { Status } from '@/lib/api/status';

/** Ends the command: the message goes to stderr as it is, with a line break. */
export class Fatal extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

/** `error: message`. */
export class CommandError extends Fatal {
  constructor(
    /** The message as it stands among others. */
    readonly plain: string,
    code = 1,
  ) {
    super(plain.startsWith('error: ') ? plain : `error: ${plain}`, code);
  }
}

/** What a file holds is no object, or none that the server knows: found out by reading, before anything is done with it. */
export class ReadError extends CommandError {}

/** `error: message` and where to find help (Models cmdutil.UsageErrorf). */
export class UsageError extends Fatal {
  constructor(command: string, message: string) {
    super(`error: ${message}\nSee 'kubectl ${command} -h' for help and examples`);
  }
}

/** The server said no. `prefix` stands for what kubectl wraps around it (`error when creating "x.yaml": `). */
export class ServerError extends Error {
  constructor(readonly status: Status & { readonly code?: number }) {
    super(status.message ?? '');
  }
}

/** No answer came: refused, timed out, not verified. */
export class ConnectionError extends Error {
  constructor(
    readonly method: string,
    readonly url: string,
    /** Go's text: `dial tcp 172.30.1.2:6443: connect: connection refused`. */
    readonly cause_: string,
  ) {
    super(`${goMethod(method)} ${JSON.stringify(url)}: ${cause_}`);
  }
}

const goMethod = (method: string) => method[0]!.toUpperCase() + method.slice(1).toLowerCase();

/**
 * Several failures of one command, told one a line. Those of reading files are one line, after the others unless `reads` says
 * otherwise (Models resource.ContinueOnErrorVisitor over an EagerVisitorList).
 */
export class AggregateError_ extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[], reads: 'first' | 'last' = 'last') {
    super(errors.map((error) => error.message).join('\n'));
    const read = errors.filter((error) => error instanceof ReadError);
    const others = errors.filter((error) => !(error instanceof ReadError));
    if (read.length === 0 || others.length === 0) this.errors = errors;
    else if (reads === 'first') this.errors = [listed(read), ...others];
    else this.errors = [...others, listed(read)];
  }
}

/** Models utilerrors.aggregate.Error: each text once, in brackets if there are several. */
function listed(errors: readonly Error[]): CommandError {
  const texts = [...new Set(errors.map(plainText))];
  return new CommandError(texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`);
}

/** A failure's own text, as Go's `err.Error()`. */
export const plainText = (error: Error): string => (error instanceof CommandError ? error.plain : error.message);

export const isNotFound = (error: unknown): boolean =>
  error instanceof ServerError && (error.status.reason === 'NotFound' || error.status.code === 404);
export const hasReason = (error: unknown, reason: string): boolean => error instanceof ServerError && error.status.reason === reason;

/** Text and exit code of a failure as cmdutil.CheckErr puts them; undefined for what is not kubectl's to report. */
export function reportOf(error: unknown): { text: string; code: number } | undefined {
  if (error instanceof Fatal) return { text: line(error.message), code: error.code };
  if (error instanceof AggregateError_) {
    if (error.errors.length === 1) return reportOf(error.errors[0]);
    return { text: error.errors.map((each) => line(messageOf(each))).join(''), code: 1 };
  }
  if (error instanceof ServerError && error.status.reason === 'Invalid') return { text: line(invalidText(error)), code: 1 };
  if (error instanceof ServerError || error instanceof ConnectionError) return { text: line(messageOf(error)), code: 1 };
  return undefined;
}

/** What is empty stays so: the command has said all there is to say. */
const line = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** One failure's text, without `error: ` (Models cmdutil.StandardErrorMessage). */
export function messageOf(error: Error): string {
  if (error instanceof ServerError) {
    const { reason, message } = error.status;
    if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message || reason})`;
    return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
  }
  if (error instanceof ConnectionError) {
    if (error.cause_.includes('connection refused')) {
      const host = /^https?:\/\/([^/?]+)/.exec(error.url)?.[1] ?? error.url;
      return `The connection to the server ${host} was refused - did you specify the right host or port?`;
    }
    return `Unable to connect to the server: ${error.cause_}`;
  }
  return plainText(error);
}

function invalidText(error: ServerError): string {
  const { details, message } = error.status;
  if (!details) return message ? `The request is invalid: ${message}` : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message}`))];
  let text = 'The request is invalid';
  if (details.kind || details.name) text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (message && causes.length === 0) text += `: ${message}`;
  if (causes.length === 0) return text;
  return causes.length === 1 ? `${text}: ${causes[0]}\n` : `${text}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/** The same failure with kubectl's words in front of the server's (Models cmdutil.AddSourceToErr). */
export function withSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error;
  if (error instanceof ServerError) {
    return new ServerError({ ...error.status, message: `error when ${verb} ${JSON.stringify(source)}: ${error.status.message}` });
  }
  if (error instanceof ConnectionError || error instanceof CommandError)
    return new CommandError(`error when ${verb} ${JSON.stringify(source)}: ${plainText(error)}`);
  return error;
}
