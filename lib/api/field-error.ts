/** One finding of validation, as apimachinery's field.Error. `toString` gives upstream's wording. */
export interface FieldError {
  readonly type:
    | 'Required value' | 'Invalid value' | 'Unsupported value' | 'Duplicate value' | 'Forbidden' | 'Too long' | 'Too many' | 'Not found' | 'Internal error' | 'Type invalid';
  /** `spec.containers[0].name` */
  readonly field: string;
  /** The offending value; absent where upstream prints none (Required, Forbidden, Too long). */
  readonly value?: unknown;
  readonly detail: string;
  /** Unsupported values: what would have been valid, quoted and listed in the message. */
  readonly supported?: readonly string[];
}
