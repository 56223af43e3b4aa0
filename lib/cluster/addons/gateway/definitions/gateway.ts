import {
  AGE,
  API_GROUP,
  column,
  conditions,
  definition,
  HOSTNAME,
  integer,
  keyed,
  KIND,
  list,
  map,
  NAME,
  NAMESPACE_NAME,
  object,
  oneOf,
  PORT,
  rules,
  SECTION,
  SELECTOR,
  string,
  waiting,
  type Schema,
} from './schema';

const CONTROLLER = string({
  minLength: 1,
  maxLength: 253,
  pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$",
});
export const CONTROLLER_NAME_SCHEMA = CONTROLLER;
const parameters = (more: Schema): Schema => object({ group: API_GROUP, kind: KIND, name: NAME, ...more }, 'group kind name');
const VERSIONS = ['v1', 'v1beta1'];

/** Kinds of whoever implements Gateways. Short name `gc`. */
export const gatewayClasses = () =>
  definition({
    kind: 'GatewayClass',
    plural: 'gatewayclasses',
    shortNames: ['gc'],
    scope: 'Cluster',
    versions: VERSIONS,
    columns: [
      column('Controller', '.spec.controllerName'),
      column('Accepted', '.status.conditions[?(@.type=="Accepted")].status'),
      AGE,
      column('Description', '.spec.description', { priority: 1 }),
    ],
    spec: object(
      {
        controllerName: { ...CONTROLLER, ...rules(['Value is immutable', 'self == oldSelf']) },
        description: string({ maxLength: 64 }),
        parametersRef: parameters({ namespace: NAMESPACE_NAME }),
      },
      'controllerName',
    ),
    status: object(
      {
        conditions: conditions({ default: waiting('Accepted') }),
        supportedFeatures: keyed('name', object({ name: string() }, 'name'), 64),
      },
      '',
      { default: { conditions: waiting('Accepted') } },
    ),
  });

const certificate = object(
  { group: { ...API_GROUP, default: '' }, kind: { ...KIND, default: 'Secret' }, name: NAME, namespace: NAMESPACE_NAME },
  'name',
);
const tls = object(
  {
    mode: oneOf('Terminate Passthrough', { default: 'Terminate' }),
    certificateRefs: list(certificate, 64),
    options: map(16),
  },
  '',
  rules([
    'certificateRefs or options must be specified when mode is Terminate',
    "self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true",
  ]),
);
const routeKind = object({ group: { ...API_GROUP, default: 'gateway.networking.k8s.io' }, kind: KIND }, 'kind');
const listener = object(
  {
    name: SECTION,
    hostname: HOSTNAME,
    port: PORT,
    protocol: string({
      minLength: 1,
      maxLength: 255,
      pattern: '^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$',
    }),
    tls,
    allowedRoutes: object(
      {
        namespaces: object({ from: oneOf('All Selector Same', { default: 'Same' }), selector: SELECTOR }, '', {
          default: { from: 'Same' },
        }),
        kinds: list(routeKind, 8),
      },
      '',
      { default: { namespaces: { from: 'Same' } } },
    ),
  },
  'name port protocol',
);
const SAME_HOST = '(has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))';
const address = object({ type: string({ minLength: 1, maxLength: 253, default: 'IPAddress' }), value: string({ maxLength: 253 }) });

/** Gateways. Short name `gtw`. */
export const gateways = () =>
  definition({
    kind: 'Gateway',
    plural: 'gateways',
    shortNames: ['gtw'],
    versions: VERSIONS,
    columns: [
      column('Class', '.spec.gatewayClassName'),
      column('Address', '.status.addresses[*].value'),
      column('Programmed', '.status.conditions[?(@.type=="Programmed")].status'),
      AGE,
    ],
    spec: object(
      {
        gatewayClassName: NAME,
        addresses: list(address, 16),
        infrastructure: object({ annotations: map(16), labels: map(8), parametersRef: parameters({}) }),
        listeners: keyed('name', listener, 64, {
          minItems: 1,
          ...rules(
            [
              "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
              "self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)",
            ],
            [
              'tls mode must be Terminate for protocol HTTPS',
              "self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)",
            ],
            [
              "hostname must not be specified for protocols ['TCP', 'UDP']",
              "self.all(l, l.protocol in ['TCP', 'UDP'] ? (!has(l.hostname) || l.hostname == '') : true)",
            ],
            ['Listener name must be unique within the Gateway', 'self.all(l1, self.exists_one(l2, l1.name == l2.name))'],
            [
              'Combination of port, protocol and hostname must be unique for each listener',
              `self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && ${SAME_HOST}))`,
            ],
          ),
        }),
      },
      'gatewayClassName listeners',
    ),
    status: object(
      {
        addresses: list(object({ type: string({ default: 'IPAddress' }), value: string({ minLength: 1, maxLength: 253 }) }, 'value'), 16),
        conditions: conditions({ default: waiting('Accepted', 'Programmed') }),
        listeners: keyed(
          'name',
          object(
            {
              name: SECTION,
              attachedRoutes: integer(0, 2 ** 31 - 1),
              conditions: conditions(),
              supportedKinds: list(routeKind, 8),
            },
            'attachedRoutes conditions name',
          ),
          64,
        ),
      },
      '',
      { default: { conditions: waiting('Accepted', 'Programmed') } },
    ),
  });

const side = (more: Schema, required: string): Schema => object({ group: API_GROUP, kind: KIND, ...more }, required);

/** Leave to point into a namespace from another one. Short name `refgrant`. */
export const referenceGrants = () =>
  definition({
    kind: 'ReferenceGrant',
    plural: 'referencegrants',
    shortNames: ['refgrant'],
    versions: ['v1beta1'],
    columns: [AGE],
    spec: object(
      {
        from: list(side({ namespace: NAMESPACE_NAME }, 'group kind namespace'), 16, { minItems: 1 }),
        to: list(side({ name: NAME }, 'group kind'), 16, { minItems: 1 }),
      },
      'from to',
    ),
  });
