import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { ClusterFeed } from './cluster-feed';
import type { LearnerSessions } from './learner-sessions';
import { CLOSE, MOST_FRAME, type ServerMessage } from './protocol';
import { isSessionId, SessionError } from './session-target';
import { TerminalConnection } from './terminal-connection';

export interface SocketServerOptions {
  readonly sessions: LearnerSessions;
  /** The learner a request comes from; undefined when nobody is signed in. */
  readonly userOf: (request: IncomingMessage) => Promise<string | undefined>;
  readonly checkOrigin: (request: IncomingMessage) => 'ok' | 'foreign' | 'malformed';
}

const PING_MS = 25_000;
const MOST_SOCKETS_PER_USER = 24;
const STATUS = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 429: 'Too Many Requests' } as const;

/** Handles `upgrade` for `/api/terminal` and `/api/cluster`; every other path is refused. */
export function socketServer(options: SocketServerOptions): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME, clientTracking: false });
  const open = new Map<string, number>();

  return (request, socket, head) => {
    let url: URL;
    try {
      url = new URL(request.url ?? '/', 'http://localhost');
    } catch {
      return refuse(socket, 400);
    }
    if (url.pathname !== '/api/terminal' && url.pathname !== '/api/cluster') return refuse(socket, 404);
    const origin = options.checkOrigin(request);
    if (origin !== 'ok') return refuse(socket, origin === 'foreign' ? 403 : 400);
    socket.on('error', () => socket.destroy());
    void options
      .userOf(request)
      .then((userId) => {
        if (!userId) return refuse(socket, 401);
        if ((open.get(userId) ?? 0) >= MOST_SOCKETS_PER_USER) return refuse(socket, 429);
        server.handleUpgrade(request, socket, head, (ws) => {
          open.set(userId, (open.get(userId) ?? 0) + 1);
          ws.on('close', () => {
            const left = (open.get(userId) ?? 1) - 1;
            if (left > 0) open.set(userId, left);
            else open.delete(userId);
          });
          keepAlive(ws);
          void connect(options.sessions, ws, userId, url);
        });
      })
      .catch(() => refuse(socket, 400));
  };
}

function refuse(socket: Duplex, status: keyof typeof STATUS): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function connect(sessions: LearnerSessions, ws: WebSocket, userId: string, url: URL): Promise<void> {
  // Frames that come before the session is awake wait here.
  const early: string[] = [];
  let receive = (text: string): void => void (early.length < 64 && early.push(text));
  let close = () => {};
  let gone = false;
  ws.on('message', (data, binary) => {
    if (binary) tellError(ws, 'malformed', 'binary frames are not part of this protocol');
    else receive(String(data));
  });
  ws.on('close', () => {
    gone = true;
    close();
  });
  ws.on('error', () => {});
  try {
    const id = url.searchParams.get('session');
    if (!isSessionId(id)) throw new SessionError('not-found', 'there is no such session');
    const session = await sessions.registry.get(userId, id);
    if (gone) return;
    if (url.pathname === '/api/cluster') {
      const feed = new ClusterFeed(session, ws);
      close = () => feed.close();
      receive = (text) => feed.receive(text);
      for (const text of early) receive(text);
      return;
    }
    const { terminal, offset, columns, rows } = terminalQuery(url.searchParams);
    const options = { host: sessions.hostOf(session), user: sessions.userOf(session), columns, rows };
    const connection = new TerminalConnection(session, terminal, ws, offset, options);
    close = () => connection.close();
    receive = (text) => connection.receive(text);
    for (const text of early) receive(text);
  } catch (error) {
    if (!(error instanceof SessionError)) console.error('terminal:', error);
    const code = error instanceof SessionError ? error.code : 'internal';
    tellError(ws, code, error instanceof SessionError ? error.message : 'the server failed');
    ws.close(code === 'not-found' ? CLOSE.notFound : code === 'internal' || code === 'damaged' ? CLOSE.damaged : CLOSE.refused, code);
  }
}

function terminalQuery(query: URLSearchParams): { terminal: string; offset: number; columns: number; rows: number } {
  const terminal = query.get('terminal') ?? '';
  if (!/^t[1-9]\d{0,2}$/.test(terminal)) throw new SessionError('not-found', 'there is no such terminal');
  const number = (name: string, least: number, most: number, otherwise: number) => {
    const value = Number(query.get(name) ?? otherwise);
    return Number.isSafeInteger(value) && value >= least && value <= most ? value : otherwise;
  };
  return {
    terminal,
    offset: number('offset', 0, Number.MAX_SAFE_INTEGER, 0),
    columns: number('columns', 2, 500, 80),
    rows: number('rows', 1, 300, 24),
  };
}

function tellError(ws: WebSocket, code: string, message: string): void {
  ws.send(JSON.stringify({ type: 'error', code, message } satisfies ServerMessage));
}

function keepAlive(ws: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return ws.terminate();
    answered = false;
    ws.ping();
  }, PING_MS);
  ws.on('pong', () => (answered = true));
  ws.on('close', () => clearInterval(timer));
}
