import { OpenApiV3 } from '@/lib/api/openapi';
import type { ApiResponse } from '../client/client';
import type { KindTable } from '../kinds/kind-table';
import type { Call } from './call';
import { answer } from './rest/answer';

const built = new WeakMap<KindTable, { generation: number; documents: OpenApiV3 }>();

function documentsOf(kinds: KindTable): OpenApiV3 {
  let known = built.get(kinds);
  if (!known || known.generation !== kinds.generation) {
    known = { generation: kinds.generation, documents: new OpenApiV3(kinds.all()) };
    built.set(kinds, known);
  }
  return known.documents;
}

/** /openapi/v3 and the documents below it. /openapi/v2 is not simulated here: kubectl since 1.27 reads v3. */
export function serveOpenApi(call: Call): ApiResponse | undefined {
  const path = call.info.path.replace(/\/$/, '');
  if (path === '/openapi/v3') return answer(call, 200, documentsOf(call.server.kinds).index());
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const document = documentsOf(call.server.kinds).document(path.slice('/openapi/v3/'.length));
  return document && answer(call, 200, document);
}
