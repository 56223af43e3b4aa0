/** Rules for names, labels and the like, with upstream's words. Each returns complaints; none when the value is fine. */

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';
const PORT_NAME = '[-a-z0-9]+';

const whole = (pattern: string) => new RegExp(`^${pattern}$`);
const R = {
  label: whole(DNS1123_LABEL),
  subdomain: whole(DNS1123_SUBDOMAIN),
  dns1035: whole(DNS1035_LABEL),
  qualified: whole(QUALIFIED_NAME),
  value: whole(LABEL_VALUE),
  key: whole(CONFIG_MAP_KEY),
  port: whole(PORT_NAME),
};

/** Models validation.RegexError. */
export function regexError(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

/** Models validation.MaxLenError: what config keys and label values are told. */
export const maxLengthError = (length: number): string => `must be no more than ${length} bytes`;
/** Models content.MaxLenError: what DNS names and label keys are told. */
export const maxCharactersError = (length: number): string => `must be no more than ${length} characters`;
const bytes = (text: string) => (/^[\x20-\x7e]*$/.test(text) ? text.length : new TextEncoder().encode(text).length);

const SUBDOMAIN_ERROR = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  DNS1123_SUBDOMAIN,
  'example.com',
);
const LABEL_ERROR = regexError(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  DNS1123_LABEL,
  'my-name',
  '123-abc',
);
const DNS1035_ERROR = regexError(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  DNS1035_LABEL,
  'my-name',
  'abc-123',
);
const QUALIFIED_ERROR = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_ERROR =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function check(value: string, max: number, pattern: RegExp, error: string, tooLong = maxLengthError): string[] {
  const found: string[] = [];
  if (bytes(value) > max) found.push(tooLong(max));
  if (!pattern.test(value)) found.push(error);
  return found;
}

/** Models validation.IsDNS1123Subdomain. */
export const isDns1123Subdomain = (value: string): string[] => check(value, 253, R.subdomain, SUBDOMAIN_ERROR, maxCharactersError);
/** Models validation.IsDNS1123Label. */
export const isDns1123Label = (value: string): string[] =>
  check(value, 63, R.label, R.subdomain.test(value) ? 'must not contain dots' : LABEL_ERROR, maxCharactersError);
/** Models validation.IsDNS1035Label. */
export const isDns1035Label = (value: string): string[] => check(value, 63, R.dns1035, DNS1035_ERROR);

/** Models validation.IsWildcardDNS1123Subdomain. */
export function isWildcardDns1123Subdomain(value: string): string[] {
  const pattern = `\\*\\.${DNS1123_SUBDOMAIN}`;
  return check(
    value,
    253,
    whole(pattern),
    regexError(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      pattern,
      '*.example.com',
    ),
  );
}

/** Label and annotation keys: `[prefix/]name`. Models validation.IsQualifiedName. */
export function isQualifiedName(value: string): string[] {
  const found: string[] = [];
  const parts = value.split('/');
  let name = value;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    name = parts[1]!;
    if (prefix === '') found.push('prefix part must be non-empty');
    else for (const text of isDns1123Subdomain(prefix)) found.push(`prefix part ${text}`);
  } else if (parts.length > 2) {
    return [
      `a valid label key ${regexError(QUALIFIED_ERROR, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (name === '') found.push('name part must be non-empty');
  else if (bytes(name) > 63) found.push(`name part ${maxCharactersError(63)}`);
  if (!R.qualified.test(name)) found.push(`name part ${regexError(QUALIFIED_ERROR, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}`);
  return found;
}

/** Models validation.IsValidLabelValue. */
export const isLabelValue = (value: string): string[] =>
  check(value, 63, R.value, regexError(LABEL_VALUE_ERROR, LABEL_VALUE, 'MyValue', 'my_value', '12345'));

/** Models validation.IsConfigMapKey. */
export function isConfigMapKey(value: string): string[] {
  const found = check(
    value,
    253,
    R.key,
    regexError(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
      CONFIG_MAP_KEY,
      'key.name',
      'KEY_NAME',
      'key-name',
    ),
  );
  return [...found, ...hasChDirPrefix(value)];
}

function hasChDirPrefix(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Models validation.IsEnvVarName. */
export function isEnvVarName(value: string): string[] {
  const found = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value)
    ? []
    : [
        regexError(
          "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
          '[-._a-zA-Z][-._a-zA-Z0-9]*',
          'my.env-name',
          'MY_ENV.NAME',
          'MyEnvName1',
        ),
      ];
  return [...found, ...hasChDirPrefix(value)];
}

/** Models validation.IsRelaxedEnvVarName. */
export function isRelaxedEnvVarName(value: string): string[] {
  const fine = value.length > 0 && /^[\x20-\x3c\x3e-\x7e]+$/.test(value);
  return fine ? [] : [`a valid environment variable name must consist only of printable ASCII characters other than '='`];
}

/** Models validation.IsDNS1123SubdomainWithUnderscore: search domains. */
export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  const pattern = '(_)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.(_)?[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
  return check(
    value,
    253,
    whole(pattern),
    regexError(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, an underscore ('_'), '-' or '.', and must start and end with an alphanumeric character",
      pattern,
      'example.com',
    ),
  );
}

/** Models validation.IsHTTPHeaderName. */
export const isHttpHeaderName = (value: string): string[] =>
  /^[-A-Za-z0-9]+$/.test(value)
    ? []
    : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')];

/** Port names: IANA_SVC_NAME. Models validation.IsValidPortName. */
export function isPortName(value: string): string[] {
  const found: string[] = [];
  if (value.length > 15) found.push('must be no more than 15 characters');
  if (!R.port.test(value)) found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) found.push('must contain at least one letter (a-z)');
  if (value.includes('--')) found.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) found.push('must not begin or end with a hyphen');
  return found;
}

/** Models validation.IsValidPortNum. */
export const isPortNumber = (port: number): string[] =>
  Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];

/** Models path.IsValidPathSegmentName (RBAC names). `prefix`: the name is only the start of one. */
export function isPathSegmentName(name: string, prefix = false): string[] {
  const found: string[] = [];
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  for (const illegal of ['/', '%']) if (name.includes(illegal)) found.push(`may not contain '${illegal}'`);
  return found;
}

/** What a prefix given as generateName must satisfy: the rule of the name it starts. Models validation.maskTrailingDash. */
const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);
/** Models apimachinery validation.NameIsDNSSubdomain. */
export const nameIsDnsSubdomain = (name: string, prefix: boolean): string[] => isDns1123Subdomain(prefix ? maskTrailingDash(name) : name);
/** Models apimachinery validation.NameIsDNSLabel. */
export const nameIsDnsLabel = (name: string, prefix: boolean): string[] => isDns1123Label(prefix ? maskTrailingDash(name) : name);
/** Models apimachinery validation.NameIsDNS1035Label. */
export const nameIsDns1035Label = (name: string, prefix: boolean): string[] => isDns1035Label(prefix ? maskTrailingDash(name) : name);
