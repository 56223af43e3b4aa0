import { isLabelValue, isQualifiedName, nameIsDns1035Label, nameIsDnsLabel, nameIsDnsSubdomain } from '../../names';
import { parseTime } from '../../time';
import { Library } from '../functions';
import { listType, opaqueType, optionalType, stringType } from '../types';
import { CelList, CelOpaque, CelOptional, type CelValue } from '../values';
import { uriComplaint } from './urls';

type Check = (text: string) => readonly string[];

const type = opaqueType('kubernetes.NamedFormat');
const one =
  (holds: (text: string) => boolean, complaint: string): Check =>
  (text) =>
    holds(text) ? [] : [complaint];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

const FORMATS: Readonly<Record<string, Check>> = {
  dns1123Label: (text) => nameIsDnsLabel(text, false),
  dns1123Subdomain: (text) => nameIsDnsSubdomain(text, false),
  dns1035Label: (text) => nameIsDns1035Label(text, false),
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: (text) => nameIsDnsLabel(text, true),
  dns1123SubdomainPrefix: (text) => nameIsDnsSubdomain(text, true),
  dns1035LabelPrefix: (text) => nameIsDns1035Label(text, true),
  labelValue: isLabelValue,
  uri: (text) => {
    const complaint = uriComplaint(text);
    return complaint === undefined ? [] : [complaint];
  },
  uuid: one((text) => UUID.test(text), 'does not match the UUID format'),
  byte: one((text) => BASE64.test(text), 'invalid base64'),
  date: one(isDate, 'invalid date'),
  datetime: one((text) => !Number.isNaN(parseTime(text)), 'invalid datetime'),
};

const valueOf = (name: string, check: Check): CelOpaque => new CelOpaque('kubernetes.NamedFormat', check, name);

/** Models apiserver/pkg/cel/library.Format. */
export const formats = new Library()
  .fn('format.named', 'format-named', [stringType], optionalType(type), ([name]) => {
    const check = Object.hasOwn(FORMATS, name as string) ? FORMATS[name as string] : undefined;
    return check ? new CelOptional(valueOf(name as string, check)) : CelOptional.none;
  })
  .member('validate', 'format-validate', [type, stringType], optionalType(listType(stringType)), ([format, text]: readonly CelValue[]) => {
    const found = (format as CelOpaque<Check>).value(text as string);
    return found.length === 0 ? CelOptional.none : new CelOptional(CelList.of([...found]));
  });

for (const [name, check] of Object.entries(FORMATS)) formats.fn(`format.${name}`, `format.${name}`, [], type, () => valueOf(name, check));
