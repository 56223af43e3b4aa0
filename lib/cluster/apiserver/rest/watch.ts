import type { KubeObject } from '@/lib/api/object';
import { tooLargeResourceVersionStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import { answer } from './answer';
import type { ResourceCall } from '../call';
import { flagOf, queryOf } from '../request-info';
import { selectionOf } from '../selection';
import { includeOf } from './shape';
import { integerOf } from './options';
import { checkListOptions, resourceVersionOf } from './read';

/** Header by which code inside the process names its watch, so that a fork takes it up where it was. */
const STREAM_NAME_HEADER = 'x-stream-name';

const MOST_TIMEOUT_S = 86_400;

/** GET with watch=1: opens a stream. Models handlers.ListResource's watch. */
export function watch(call: ResourceCall): ApiResponse {
  integerOf(call.request, 'limit');
  const timeout = integerOf(call.request, 'timeoutSeconds') ?? 0;
  checkListOptions(call);
  const { served, info, server, request } = call;
  const { store, sim } = server;
  const selection = selectionOf(request, info, served.kind);
  const version = resourceVersionOf(call);
  if (version > store.revision + 1_000_000) throw tooLargeResourceVersionStatus(String(version), String(store.revision));
  const streamName = request.as ? request.headers[STREAM_NAME_HEADER] : undefined;
  const initialEvents = queryOf(request, 'sendInitialEvents');
  const fromNow = initialEvents === 'false' && version === 0;
  const wantsInitial = streamName === undefined && (initialEvents === 'true' || (version === 0 && !fromNow));
  const initial: readonly KubeObject[] = wantsInitial ? store.list(served.resource, selection.namespace).filter(selection.matches) : [];
  const stream = server.watches.start(
    {
      resource: served.resource,
      group: info.group,
      version: served.version.name,
      namespace: selection.namespace,
      name: info.name,
      labelSelector: queryOf(request, 'labelSelector') ?? '',
      fieldSelector: queryOf(request, 'fieldSelector') ?? '',
      form: call.form,
      include: includeOf(call),
      cursor: streamName !== undefined ? 0 : wantsInitial || fromNow || version === 0 ? store.revision : version,
      initial,
      initialEnd: initialEvents === 'true' && flagOf(request, 'allowWatchBookmarks'),
      bookmarks: flagOf(request, 'allowWatchBookmarks'),
      lastBookmark: sim.now(),
      ...(timeout > 0 && { deadline: sim.now() + Math.min(timeout, MOST_TIMEOUT_S) * 1000 }),
      headerSent: false,
      acknowledged: streamName !== undefined,
    },
    streamName,
  );
  const response = answer(call, 200, undefined);
  if (streamName === undefined) return { ...response, stream };
  return { ...response, headers: { ...response.headers, 'x-stream-position': String(server.watches.position(stream.id)) }, stream };
}
