import type { Machine } from '@/lib/hosts/process/program';
import { newClient, stepClient, type ClientState, type ServerState } from './client';
import { copyServer, serve } from './server';

/**
 * tmux 3.4: a client asks a server by a named pipe at `/tmp/tmux-UID/default`; the server keeps sessions, windows and panes, each pane a
 * terminal with a process, and draws on the terminals of attached clients. Differs from the real one in that the socket is a pipe.
 */
export const tmux: Machine<ClientState | ServerState> = {
  start: (_sys, argv) => newClient(argv),
  step: (sys, state) => (state.role === 'client' ? stepClient(sys, state) : serve(sys, state.server)),
  signal(_sys, state, signal) {
    if (state.role === 'client' && signal === 'WINCH') state.resized = true;
  },
  copy: (state) => (state.role === 'client' ? { ...state } : { role: 'server', server: copyServer(state.server) }),
};
