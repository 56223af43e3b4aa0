import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import type { ApiDoor, ApiRequest, ApiResponse } from '@/lib/cluster/client/client';
import type { StreamRef } from '@/lib/sim/http';
import type { Sim } from '@/lib/sim/sim';
import { BODY_LIMIT, BodyError, readBody } from './body';
import { encodeResponse, streamText, type Reader } from './response-body';
import { guardedDoor } from './guarded-door';
import { readTarget } from './request-target';
import { EXEC_PROTOCOLS, serveExec } from './exec-socket';
import { PORT_FORWARD_ALIAS, PORT_FORWARD_PROTOCOL, servePortForward } from './port-forward-socket';
import { LiveClock } from '@/lib/world/live-clock';

/** As Go's http.DefaultMaxHeaderBytes: the request line and the headers, and some room. */
const MOST_HEADER_BYTES = (1 << 20) + 4096;

export interface ServeOptions {
  readonly door: ApiDoor;
  readonly sim: Sim;
  /** PEM of the certificate and key that the server shows, and of the authority of client certificates. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly ca: string };
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** How fast virtual time goes beside the wall clock; at 0 it stands still. Default 1. */
  readonly rate?: number;
  /** Told of faults of ours; each costs the one request or stream that met it. Default: they are written to stderr. */
  readonly onFault?: (error: unknown) => void;
}

export interface ServedCluster {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a cluster's API to real clients over TLS, its virtual time in step with the wall clock. */
export async function serveCluster(options: ServeOptions): Promise<ServedCluster> {
  const { sim, tls, onFault = (error: unknown) => console.error(error) } = options;
  const door = guardedDoor(options.door, onFault);
  const clock = new LiveClock(sim, options.rate).start();
  const server = createServer({
    cert: tls.certificate,
    key: tls.key,
    ca: tls.ca,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    maxHeaderSize: MOST_HEADER_BYTES,
  });
  server.on('request', (request, response) => void answer(request, response, door, sim, clock, onFault));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: BODY_LIMIT,
    handleProtocols: (offered) => [...EXEC_PROTOCOLS, PORT_FORWARD_ALIAS].find((protocol) => offered.has(protocol)) ?? false,
  });
  sockets.on('headers', (headers) => {
    for (const [i, header] of headers.entries()) headers[i] = header.replace(PORT_FORWARD_ALIAS, PORT_FORWARD_PROTOCOL);
  });
  server.on('upgrade', (request, socket, head) => {
    try {
      upgrade(request, socket as Socket, head, sockets, door, sim, clock);
    } catch (error) {
      // A fault of ours is one client's, not everybody's.
      onFault(error);
      refuse(socket as Socket, 500, `Internal error occurred: ${(error as Error).message}`);
    }
  });
  // Refused handshakes are the client's business; without a listener they would end the process.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: () => close(server, sockets, clock) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  door: ApiDoor,
  sim: Sim,
  clock: LiveClock,
  onFault: (error: unknown) => void,
): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await collect(request);
  } catch (error) {
    // Whoever hangs up in the middle of a request hears no answer.
    if (error instanceof BodyError) fail(request, response, error);
    else response.destroy();
    return;
  }
  try {
    clock.catchUp();
    const body = readBody(bytes, request.headers['content-type'] ?? '');
    const result = door.handle(toApiRequest(request, body));
    if (result.stream) pipe(result, result.stream, request, response, door, sim);
    else send(request, response, result);
    clock.catchUp();
  } catch (error) {
    if (!(error instanceof BodyError)) onFault(error);
    fail(request, response, error);
  }
}

function upgrade(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  sockets: WebSocketServer,
  door: ApiDoor,
  sim: Sim,
  clock: LiveClock,
): void {
  socket.on('error', () => socket.destroy());
  clock.catchUp();
  const result = door.handle(toApiRequest(request, undefined));
  const { stream } = result;
  // What the server refuses it refuses before the protocols matter, in words that kubectl repeats.
  if (!stream) {
    refuse(socket, result.status, JSON.stringify(result.body ?? {}));
    return;
  }
  if ((request.headers.upgrade ?? '').toLowerCase() !== 'websocket') {
    door.closeStream(stream.id);
    refuse(socket, 400, 'only WebSocket upgrades are served; SPDY is not simulated');
    return;
  }
  const offered = request.headers['sec-websocket-protocol'];
  if (offered) request.headers['sec-websocket-protocol'] = offered.replace(PORT_FORWARD_PROTOCOL, PORT_FORWARD_ALIAS);
  // A handshake that `ws` refuses ends here, too.
  socket.once('close', () => door.closeStream(stream.id));
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const serveSocket = webSocket.protocol === PORT_FORWARD_ALIAS ? servePortForward : serveExec;
    serveSocket(webSocket, door, sim, stream, () => clock.catchUp());
  });
}

/** The request as the door takes it: names in lower case, the query as lists, the peer from the TLS connection. */
function toApiRequest(request: IncomingMessage, body: unknown): ApiRequest {
  const target = readTarget(request.url);
  const query = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of target.query) (query[name] ??= []).push(value);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const raw = (request.socket as TLSSocket).getPeerCertificate?.()?.raw;
  const clientCertificate =
    raw && `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  return {
    method: request.method ?? 'GET',
    path: target.path,
    query,
    headers,
    ...(body !== undefined && { body }),
    peer: { ip: request.socket.remoteAddress ?? '', ...(clientCertificate && { clientCertificate }) },
  };
}

function send(request: IncomingMessage, response: ServerResponse, result: ApiResponse): void {
  const { bytes, headers } = encodeResponse(result, readerOf(request));
  const type = typeof result.body === 'object' ? { 'content-type': 'application/json' } : {};
  response.writeHead(result.status, { ...type, ...wireHeaders(result), ...(result.status !== 304 && headers) });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const readerOf = (request: IncomingMessage): Reader => ({
  headers: request.headers,
  query: readTarget(request.url).query,
});

/** Sends a watch or a followed log as it comes, in chunks. */
function pipe(result: ApiResponse, stream: StreamRef, request: IncomingMessage, response: ServerResponse, door: ApiDoor, sim: Sim): void {
  response.writeHead(result.status, { 'content-type': 'application/json', ...wireHeaders(result) });
  response.flushHeaders();
  const reader = readerOf(request);
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    stop();
    clearTimeout(limit);
    door.closeStream(stream.id);
    response.end();
  };
  const flush = () => {
    if (over) return;
    if (response.writableNeedDrain) {
      response.once('drain', flush);
      return;
    }
    const { items, ended } = door.readStream(stream.id);
    for (const item of items) response.write(streamText(item, reader));
    if (ended) finish();
  };
  const stop = sim.listen(stream.channel, () => setImmediate(flush));
  const seconds = Number(reader.query.get('timeoutSeconds'));
  const limit = seconds > 0 ? setTimeout(finish, Math.min(seconds, 3600) * 1000) : undefined;
  response.on('close', finish);
  flush();
}

/** Several Warning values travel as one header with line breaks between them inside the simulation. */
function wireHeaders(result: ApiResponse): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'audit-id': randomUUID(), ...result.headers };
  const warning = result.headers.warning;
  if (warning?.includes('\n')) headers.warning = warning.split('\n');
  return headers;
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof BodyError ? error : undefined;
  const code = known?.status ?? 500;
  const message = known?.message ?? `Internal error occurred: ${(error as Error).message}`;
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: known?.reason ?? 'InternalError',
    code,
  };
  const headers = { 'cache-control': 'no-cache, private', ...(code === 413 && { connection: 'close' }) };
  send(request, response, { status: code, headers, body: status });
}

function refuse(socket: Socket, status: number, text: string): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) {
        request.removeAllListeners('data');
        request.resume();
        reject(new BodyError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${BODY_LIMIT}`));
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

async function close(server: Server, sockets: WebSocketServer, clock: LiveClock): Promise<void> {
  clock.stop();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
