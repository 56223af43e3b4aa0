import { documentPath } from './documented-kind';
import { JSON_TYPES, META, operationWord, tagOf, type Route } from './operations';

const DISCOVERY_TYPES = JSON_TYPES.filter((type) => !type.endsWith('cbor'));

interface Told {
  readonly path: string;
  readonly id: string;
  readonly description: string;
  readonly tag: string;
  readonly schema: string;
  readonly produces?: readonly string[];
  readonly consumes?: readonly string[];
}

const get = ({ path, id, description, tag, schema, produces = DISCOVERY_TYPES, consumes = produces }: Told): Route => ({
  path,
  parameters: [],
  kind: '',
  operations: [{ method: 'get', id, description, tag, parameters: [], consumes, produces, responses: { '200': schema, '401': undefined } }],
});

/** `/apis/apps/v1/`: what a version serves. */
export const resourcesRoute = (group: string, version: string): Route =>
  get({
    path: `/${documentPath(group, version)}/`,
    id: `get${operationWord(group, version)}APIResources`,
    description: 'get available resources',
    tag: tagOf(group, version),
    schema: `${META}.APIResourceList`,
    produces: JSON_TYPES,
  });

/** `/apis/apps/`: the versions of a group. */
export const groupRoute = (group: string): Route =>
  get({
    path: `/apis/${group}/`,
    id: `get${operationWord(group, '')}APIGroup`,
    description: 'get information of a group',
    tag: tagOf(group, ''),
    schema: `${META}.APIGroup`,
  });

/** Paths beside the groups', by the name of the document that has them. */
export const OTHER_ROUTES: Readonly<Record<string, Route>> = {
  '.well-known/openid-configuration': get({
    path: '/.well-known/openid-configuration/',
    id: 'getServiceAccountIssuerOpenIDConfiguration',
    description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
    tag: 'WellKnown',
    schema: '',
    produces: ['application/json'],
    consumes: [],
  }),
  api: get({
    path: '/api/',
    id: 'getCoreAPIVersions',
    description: 'get available API versions',
    tag: 'core',
    schema: `${META}.APIVersions`,
  }),
  apis: get({
    path: '/apis/',
    id: 'getAPIVersions',
    description: 'get available API versions',
    tag: 'apis',
    schema: `${META}.APIGroupList`,
  }),
  'openid/v1/jwks': get({
    path: '/openid/v1/jwks/',
    id: 'getServiceAccountIssuerOpenIDKeyset',
    description: 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
    tag: 'openid',
    schema: '',
    produces: ['application/jwk-set+json'],
    consumes: [],
  }),
  version: get({
    path: '/version/',
    id: 'getCodeVersion',
    description: 'get the version information for this server',
    tag: 'version',
    schema: 'io.k8s.apimachinery.pkg.version.Info',
    produces: ['application/json'],
  }),
};
