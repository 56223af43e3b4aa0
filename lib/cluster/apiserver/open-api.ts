import type { ApiResponse } from '../client/client';
import type { Call } from './call';

export function serveOpenApi(_call: Call): ApiResponse | undefined {
  return undefined;
}
