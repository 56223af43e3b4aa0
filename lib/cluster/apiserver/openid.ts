import type { ApiResponse } from '../client/client';
import { DEFAULT_ISSUER } from './authn/authn';
import { jsonWebKeys } from './authn/tokens';
import type { Call } from './call';

const CONFIGURATION = '/.well-known/openid-configuration';
const KEYS = '/openid/v1/jwks';

/** What those need who check service account tokens themselves. Models kubeapiserver routes.OpenIDMetadata. */
export function serveOpenId(call: Call): ApiResponse | undefined {
  const path = call.info.path.replace(/\/$/, '');
  if (path !== CONFIGURATION && path !== KEYS) return undefined;
  const { options } = call.server.authenticator;
  const { keys, algorithms } = jsonWebKeys(options.serviceAccountKeys ?? []);
  if (path === KEYS) return shown('application/jwk-set+json', { keys });
  const address = options.externalAddress ?? 'kubernetes.default.svc.cluster.local';
  return shown('application/json', {
    issuer: options.issuer ?? DEFAULT_ISSUER,
    jwks_uri: `https://${address}${KEYS}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: algorithms,
  });
}

/** Written without a line's end. */
const shown = (type: string, body: object): ApiResponse => ({
  status: 200,
  headers: { 'cache-control': 'public, max-age=3600', 'content-type': type },
  body: JSON.stringify(body),
});
