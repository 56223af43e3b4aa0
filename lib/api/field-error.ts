/** One finding of validation, as apimachinery's field.Error. `fieldErrorText` gives upstream's wording. */
export interface FieldError {
  readonly type:
    | 'Required value'
    | 'Invalid value'
    | 'Unsupported value'
    | 'Duplicate value'
    | 'Forbidden'
    | 'Too long'
    | 'Too many'
    | 'Not found'
    | 'Internal error'
    | 'Type invalid';
  /** `spec.containers[0].name` */
  readonly field: string;
  /** The offending value; absent where upstream prints none (Required, Forbidden, Too long). */
  readonly value?: unknown;
  readonly detail: string;
  /** The value is not printed. Models field.OmitValueType. */
  readonly omitValue?: boolean;
  /** Unsupported values: what would have been valid, quoted and listed in the message. */
  readonly supported?: readonly string[];
}

/** Models field.Required. */
export const required = (field: string, detail = ''): FieldError => ({ type: 'Required value', field, detail });
/** Models field.Invalid. */
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'Invalid value', field, value, detail });
/** A value that is not printed. Models field.OmitValueType. */
export const OMITTED = Object.freeze({ omitted: true });
/** Models field.TypeInvalid. */
export const typeInvalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'Type invalid', field, value, detail });
/** Models field.NotSupported. `supported` is listed in the order given. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'Unsupported value',
  field,
  value,
  detail: '',
  supported,
});
/** Models field.Duplicate. */
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate value', field, value, detail: '' });
/** Models field.Forbidden. */
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
/** Models field.NotFound. */
export const notFound = (field: string, value: unknown): FieldError => ({ type: 'Not found', field, value, detail: '' });
/** Models field.InternalError. */
export const internalError = (field: string, detail: string): FieldError => ({ type: 'Internal error', field, detail });
/** Models field.TooLong: the value is never printed. */
export const tooLong = (field: string, maxBytes: number): FieldError => ({
  type: 'Too long',
  field,
  detail: `may not be more than ${maxBytes} bytes`,
});
/** Models field.TooMany. */
export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'Too many',
  field,
  value: actual,
  detail: max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
});

const HAS_NO_VALUE = new Set<FieldError['type']>(['Required value', 'Forbidden', 'Too long', 'Internal error', 'Type invalid']);

/** The text after the field: `Invalid value: "x": must be …`. Models field.Error.ErrorBody. */
export function fieldErrorBody(error: FieldError): string {
  const detail = error.supported ? supportedText(error.supported) : error.detail;
  if (HAS_NO_VALUE.has(error.type) && !(error.type === 'Type invalid')) return detail ? `${error.type}: ${detail}` : error.type;
  if (error.value === OMITTED) return `${error.type}: ${detail}`;
  const type = error.type === 'Type invalid' ? 'Invalid value' : error.type;
  if (error.omitValue) return detail ? `${type}: ${detail}` : type;
  const text = `${type}: ${goValue(error.value)}`;
  return detail ? `${text}: ${detail}` : text;
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. Models field.Error.Error. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

const REASONS: Readonly<Record<FieldError['type'], string>> = {
  'Required value': 'FieldValueRequired',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  'Duplicate value': 'FieldValueDuplicate',
  Forbidden: 'FieldValueForbidden',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
  'Not found': 'FieldValueNotFound',
  'Internal error': 'InternalError',
  'Type invalid': 'FieldValueTypeInvalid',
};

/** The machine-readable reason in a Status cause. */
export const fieldErrorReason = (error: FieldError): string => REASONS[error.type];

/** Models ErrorList.ToAggregate().Error(): each message once, in brackets when there are several. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

const supportedText = (values: readonly string[]) => `supported values: ${values.map((value) => JSON.stringify(value)).join(', ')}`;

/** How Go prints the value: strings quoted, numbers and booleans plain, structures as JSON. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** Go's %q for the characters that matter: JSON's escapes, with \x for control characters. */
export function goQuote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code === 0x07) out += '\\a';
    else if (code === 0x08) out += '\\b';
    else if (code === 0x0c) out += '\\f';
    else if (code === 0x0a) out += '\\n';
    else if (code === 0x0d) out += '\\r';
    else if (code === 0x09) out += '\\t';
    else if (code === 0x0b) out += '\\v';
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}"`;
}
