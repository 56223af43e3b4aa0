import { CONTROLLER_NAME_SCHEMA } from './gateway';
import {
  AGE,
  API_GROUP,
  column,
  conditions,
  definition,
  DURATION,
  header,
  HOSTNAME,
  integer,
  keyed,
  KIND,
  list,
  NAME,
  NAMESPACE_NAME,
  object,
  oneOf,
  PORT,
  PRECISE_HOSTNAME,
  rules,
  SECTION,
  string,
  type Schema,
} from './schema';

const NUMBERS = { type: 'integer', format: 'int32' };
const parentRef = object(
  {
    group: { ...API_GROUP, default: 'gateway.networking.k8s.io' },
    kind: { ...KIND, default: 'Gateway' },
    namespace: NAMESPACE_NAME,
    name: NAME,
    sectionName: SECTION,
    port: PORT,
  },
  'name',
);
const parents = list(parentRef, 32);
const backend = (more: Schema = {}): Schema =>
  object(
    {
      group: { ...API_GROUP, default: '' },
      kind: { ...KIND, default: 'Service' },
      name: NAME,
      namespace: NAMESPACE_NAME,
      port: PORT,
      ...more,
    },
    'name',
    rules(['Must have port for Service reference', "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true"]),
  );
const headers = object({
  set: keyed('name', header(), 16),
  add: keyed('name', header(), 16),
  remove: { type: 'array', items: string(), maxItems: 16, 'x-kubernetes-list-type': 'set' },
});
const pathModifier = object(
  {
    type: oneOf('ReplaceFullPath ReplacePrefixMatch'),
    replaceFullPath: string({ maxLength: 1024 }),
    replacePrefixMatch: string({ maxLength: 1024 }),
  },
  'type',
  rules(
    [
      "replaceFullPath must be specified when type is set to 'ReplaceFullPath'",
      "self.type == 'ReplaceFullPath' ? has(self.replaceFullPath) : true",
    ],
    ["type must be 'ReplaceFullPath' when replaceFullPath is set", "has(self.replaceFullPath) ? self.type == 'ReplaceFullPath' : true"],
    [
      "replacePrefixMatch must be specified when type is set to 'ReplacePrefixMatch'",
      "self.type == 'ReplacePrefixMatch' ? has(self.replacePrefixMatch) : true",
    ],
    [
      "type must be 'ReplacePrefixMatch' when replacePrefixMatch is set",
      "has(self.replacePrefixMatch) ? self.type == 'ReplacePrefixMatch' : true",
    ],
  ),
);

const lower = (name: string): string => (name === 'URLRewrite' ? 'urlRewrite' : name.charAt(0).toLowerCase() + name.slice(1));

/** A filter is of one type, and has what that type needs and nothing else. */
function filter(types: readonly string[], fields: Schema): Schema {
  return object(
    { type: oneOf(types.join(' ')), ...fields },
    'type',
    rules(
      ...types.flatMap((type): readonly (readonly [string, string])[] => [
        [`filter.${lower(type)} must be nil if the filter.type is not ${type}`, `!(has(self.${lower(type)}) && self.type != '${type}')`],
        [`filter.${lower(type)} must be specified for ${type} filter.type`, `!(!has(self.${lower(type)}) && self.type == '${type}')`],
      ]),
    ),
  );
}

const once = (type: string): readonly [string, string] => [
  `${type} filter cannot be repeated`,
  `self.filter(f, f.type == '${type}').size() <= 1`,
];
const mirror = object(
  {
    backendRef: backend(),
    percent: integer(0, 100),
    fraction: object({ numerator: { ...NUMBERS, minimum: 0 }, denominator: { ...NUMBERS, minimum: 1, default: 100 } }, 'numerator'),
  },
  'backendRef',
  rules(['Only one of percent or fraction may be specified in HTTPRequestMirrorFilter', '!(has(self.percent) && has(self.fraction))']),
);
const extension = object({ group: API_GROUP, kind: KIND, name: NAME }, 'group kind name');
const httpFilters = list(
  filter(['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'ExtensionRef'], {
    requestHeaderModifier: headers,
    responseHeaderModifier: headers,
    requestMirror: mirror,
    requestRedirect: object({
      scheme: oneOf('http https'),
      hostname: PRECISE_HOSTNAME,
      path: pathModifier,
      port: PORT,
      statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308], default: 302 },
    }),
    urlRewrite: object({ hostname: PRECISE_HOSTNAME, path: pathModifier }),
    extensionRef: extension,
  }),
  16,
  rules(
    [
      'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
      "!(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))",
    ],
    once('RequestHeaderModifier'),
    once('ResponseHeaderModifier'),
    once('RequestRedirect'),
    once('URLRewrite'),
  ),
);
const valueMatch = (words: string): Schema =>
  object(
    {
      type: oneOf(words, { default: 'Exact' }),
      name: string({ minLength: 1, maxLength: 256 }),
      value: string({ minLength: 1, maxLength: 4096 }),
    },
    'name value',
  );
const ABSOLUTE: readonly (readonly [string, string])[] = [
  [
    "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    "(self.type in ['Exact','PathPrefix']) ? self.value.startsWith('/') : true",
  ],
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map((part): readonly [string, string] => [
    `must not contain '${part}' when type one of ['Exact', 'PathPrefix']`,
    `(self.type in ['Exact','PathPrefix']) ? !self.value.contains('${part}') : true`,
  ]),
  ...['/..', '/.'].map((part): readonly [string, string] => [
    `must not end with '${part}' when type one of ['Exact', 'PathPrefix']`,
    `(self.type in ['Exact','PathPrefix']) ? !self.value.endsWith('${part}') : true`,
  ]),
];
const httpMatch = object({
  path: object(
    {
      type: oneOf('Exact PathPrefix RegularExpression', { default: 'PathPrefix' }),
      value: string({ maxLength: 1024, default: '/' }),
    },
    '',
    { default: { type: 'PathPrefix', value: '/' }, ...rules(...ABSOLUTE) },
  ),
  headers: keyed('name', valueMatch('Exact RegularExpression'), 16),
  queryParams: keyed('name', valueMatch('Exact RegularExpression'), 16),
  method: oneOf('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH'),
});
const httpRule = object(
  {
    name: SECTION,
    matches: list(httpMatch, 64, { default: [{ path: { type: 'PathPrefix', value: '/' } }] }),
    filters: httpFilters,
    backendRefs: list(backend({ weight: integer(0, 1_000_000, { default: 1 }), filters: httpFilters }), 16),
    timeouts: object(
      { request: DURATION, backendRequest: DURATION },
      '',
      rules([
        'backendRequest timeout cannot be longer than request timeout',
        "!(has(self.request) && has(self.backendRequest) && duration(self.request) != duration('0s') && duration(self.backendRequest) > duration(self.request))",
      ]),
    ),
  },
  '',
  rules(
    [
      'RequestRedirect filter must not be used together with backendRefs',
      '(has(self.backendRefs) && size(self.backendRefs) > 0) ? (!has(self.filters) || self.filters.all(f, !has(f.requestRedirect))): true',
    ],
    ...(['requestRedirect', 'urlRewrite'] as const).map((field): readonly [string, string] => [
      `When using ${field === 'urlRewrite' ? 'URLRewrite' : 'RequestRedirect'} filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified`,
      `(has(self.filters) && self.filters.exists_one(f, has(f.${field}) && has(f.${field}.path) && f.${field}.path.type == 'ReplacePrefixMatch' && has(f.${field}.path.replacePrefixMatch))) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true`,
    ]),
  ),
);
const routeStatus = object(
  {
    parents: list(
      object({ parentRef, controllerName: CONTROLLER_NAME_SCHEMA, conditions: conditions() }, 'conditions controllerName parentRef'),
      32,
    ),
  },
  'parents',
);
const COLUMNS = [column('Hostnames', '.spec.hostnames'), AGE];
const spec = (rule: Schema, more: Schema = {}): Schema =>
  object({ parentRefs: parents, hostnames: list(HOSTNAME, 16), rules: list(rule, 16, { minItems: 1, ...more }) });

/** HTTPRoutes. */
export const httpRoutes = () =>
  definition({
    kind: 'HTTPRoute',
    plural: 'httproutes',
    versions: ['v1', 'v1beta1'],
    columns: COLUMNS,
    spec: spec(httpRule, { default: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] }),
    status: routeStatus,
  });

const grpcFilters = list(
  filter(['ResponseHeaderModifier', 'RequestHeaderModifier', 'RequestMirror', 'ExtensionRef'], {
    requestHeaderModifier: headers,
    responseHeaderModifier: headers,
    requestMirror: mirror,
    extensionRef: extension,
  }),
  16,
  rules(once('RequestHeaderModifier'), once('ResponseHeaderModifier')),
);
const grpcMatch = object({
  method: object(
    {
      type: oneOf('Exact RegularExpression', { default: 'Exact' }),
      service: string({ maxLength: 1024 }),
      method: string({ maxLength: 1024 }),
    },
    '',
    rules(["One or both of 'service' or 'method' must be specified", 'has(self.type) ? has(self.service) || has(self.method) : true']),
  ),
  headers: keyed('name', valueMatch('Exact RegularExpression'), 16),
});

/** GRPCRoutes. */
export const grpcRoutes = () =>
  definition({
    kind: 'GRPCRoute',
    plural: 'grpcroutes',
    versions: ['v1'],
    columns: COLUMNS,
    spec: spec(
      object({
        name: SECTION,
        matches: list(grpcMatch, 64),
        filters: grpcFilters,
        backendRefs: list(backend({ weight: integer(0, 1_000_000, { default: 1 }), filters: grpcFilters }), 16),
      }),
    ),
    status: routeStatus,
  });
