import type { Sys } from '@/lib/hosts/process/sys';
import type { PrivateKey } from './private-key';

/** A key as an agent keeps it. */
export interface AgentKey {
  readonly algorithm: string;
  readonly blob: string;
  readonly comment: string;
  /** Base64 of the private section. */
  readonly secret: string;
  /** Virtual milliseconds since the epoch at which it is forgotten. */
  readonly until?: number;
}

/** The keys of the agent that SSH_AUTH_SOCK names; undefined without such a variable. Throws Errno as connect(2) does. */
export function agentKeys(sys: Sys, socket = sys.env().SSH_AUTH_SOCK): AgentKey[] | undefined {
  if (!socket) return undefined;
  const keys = JSON.parse(sys.host({ call: 'ssh-agent', op: 'get', socket }) as string) as AgentKey[];
  return keys.filter(({ until }) => until === undefined || until > sys.now());
}

export function putAgentKeys(sys: Sys, keys: readonly AgentKey[], socket = sys.env().SSH_AUTH_SOCK): void {
  sys.host({ call: 'ssh-agent', op: 'put', socket: socket ?? '', keys: JSON.stringify(keys) });
}

export const toAgentKey = ({ algorithm, blob, comment, secret }: PrivateKey, until?: number): AgentKey => ({
  algorithm,
  blob,
  comment,
  secret: secret.toString('base64'),
  ...(until !== undefined && { until }),
});
