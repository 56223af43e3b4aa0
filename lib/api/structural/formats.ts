import { Buffer } from 'node:buffer';
import { parseCidr, parseIp } from '../ip-address';
import { canonicalQuantity, QuantityError } from '../quantity';

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID3 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID4 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const UUID5 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
const DURATION =
  /^((?:\d+(?:\.\d*)?|\.\d+)\s*(nanoseconds?|nanos?|ns|microseconds?|micros?|us|µs|μs|milliseconds?|millis?|ms|seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d|weeks?|wks?|w)\s*)+$/;
const CREDIT_CARD =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;
const RGB =
  /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?$/;

const daysOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function isDateTime(text: string): boolean {
  const found = DATE_TIME.exec(text);
  if (!found) return false;
  return isDate(text.slice(0, 10)) && Number(found[4]) < 24 && Number(found[5]) < 60 && Number(found[6]) < 60;
}

/** Models net.ParseIP, which takes no leading zeros. */
const isIp = (text: string) => parseIp(text)?.leadingZeros === false;
const isIpv4 = (text: string) => isIp(text) && !text.includes(':');
const isIpv6 = (text: string) => isIp(text) && text.includes(':');
/** Models net.ParseCIDR. */
const isCidr = (text: string) => parseCidr(text)?.address.leadingZeros === false;

const isMac = (text: string) =>
  /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$|^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){7}$|^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2,3}$/.test(text);

/** As Go's mail.ParseAddress, without comments. */
const isEmail = (text: string) =>
  /^(?:[^<>@"(),:;\\\s]+|"(?:[^"\\]|\\.)*")@(?:[^<>@"(),:;\\\s]+|\[[^\]]+\])$/.test(/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim()) &&
  text !== '';

/** As Go's url.ParseRequestURI: an absolute URI or an absolute path. */
function isUri(text: string): boolean {
  if (text === '' || /[\u0000-\u0020\u007f]/.test(text)) return false;
  if (text.startsWith('/')) return !/%(?![0-9a-fA-F]{2})/.test(text);
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text);
  if (!scheme) return false;
  const rest = scheme[2]!;
  if (!rest.startsWith('/')) return rest !== '' || true;
  const authority = /^\/\/([^/?#]*)/.exec(rest)?.[1];
  if (authority !== undefined && /:(?!\d*$)[^\]]*$/.test(authority.replace(/^.*@/, '').replace(/^\[[^\]]*\]/, ''))) return false;
  return !/%(?![0-9a-fA-F]{2})/.test(rest);
}

const isBase64 = (text: string) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && Buffer.from(text, 'base64').toString('base64') === text;

function isIsbn(text: string, length: 10 | 13): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (length === 10) {
    if (!/^\d{9}[\dX]$/.test(digits)) return false;
    let sum = 0;
    for (let i = 0; i < 10; i++) sum += (i + 1) * (digits[i] === 'X' ? 10 : Number(digits[i]));
    return sum % 11 === 0;
  }
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(digits[i]);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

function isQuantity(text: string): boolean {
  try {
    canonicalQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

const SEGMENT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SHORT_NAME = new RegExp(`^${SEGMENT}$`);
const LONG_NAME = new RegExp(`^${SEGMENT}(\\.${SEGMENT})*$`);

/** Formats of strings that custom resources are checked against, by their names without dashes. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: (text) => /^[0-9a-fA-F]{24}$/.test(text),
  uri: isUri,
  email: isEmail,
  hostname: (text) => text.length <= 255 && HOSTNAME.test(text) && text.split('.').every((part) => [...part].length <= 63),
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: isCidr,
  mac: isMac,
  uuid: (text) => UUID.test(text),
  uuid3: (text) => UUID3.test(text),
  uuid4: (text) => UUID4.test(text),
  uuid5: (text) => UUID5.test(text),
  isbn: (text) => isIsbn(text, 10) || isIsbn(text, 13),
  isbn10: (text) => isIsbn(text, 10),
  isbn13: (text) => isIsbn(text, 13),
  creditcard: (text) => CREDIT_CARD.test(text.replace(/\D+/g, '')),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => RGB.test(text),
  byte: isBase64,
  password: () => true,
  date: isDate,
  duration: (text) => DURATION.test(text.replace(/^[-+]/, '').trim()) || text === '0',
  datetime: isDateTime,
  quantity: isQuantity,
  k8sshortname: (text) => text.length <= 63 && SHORT_NAME.test(text),
  k8slongname: (text) => text.length <= 253 && LONG_NAME.test(text),
};

const normalized = (format: string) => format.replaceAll('-', '');

/** Whether v1.36 checks this format on values of this type; others are passed over. Models StripUnsupportedFormatsPostProcess. */
export function isKnownFormat(format: string, type: string | undefined): boolean {
  switch (type) {
    case undefined:
    case '':
    case 'string':
      return Object.hasOwn(FORMATS, normalized(format));
    case 'integer':
      return format === 'int32' || format === 'int64';
    case 'number':
      return format === 'float' || format === 'double';
    default:
      return false;
  }
}

/** Whether a text is of a (known) format. */
export const isOfFormat = (text: string, format: string): boolean => FORMATS[normalized(format)]?.(text) ?? true;
