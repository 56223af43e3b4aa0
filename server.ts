import { createServer } from 'node:http';
import { resolve } from 'node:path';
import next from 'next';
import { checkOrigin } from '@/lib/auth/origin';
import { authSecret } from '@/lib/auth/secret';
import { userOfCookie } from '@/lib/auth/token';
import { shareDatabase } from '@/lib/db/client';
import { DataFolderBusy } from '@/lib/db/lock';
import { openDatabase } from '@/lib/db/open';
import { LearnerSessions } from '@/lib/sessions/learner-sessions';
import { shareSessions } from '@/lib/sessions/shared';
import { socketServer } from '@/lib/sessions/socket-server';
import { LESSON_PROFILE } from '@/lib/sessions/world-source';
import { World } from '@/lib/world/world';
import { armDeadlines } from './app/api/exams/deadlines';

const dev = process.env.NODE_ENV !== 'production';
const port = Number(process.env.PORT ?? 3000);
const hostname = process.env.HOST ?? '127.0.0.1';
/** After listening: whoever waited for the address gets a page first. */
const BOOT_AFTER_MS = 200;
const data = resolve(process.env.NEKALA_DATA ?? 'data');

async function main(): Promise<void> {
  const secret = (process.env.NEXTAUTH_SECRET ??= authSecret(data));
  // Without NEXTAUTH_URL the address is the one the browser asked for.
  if (!process.env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = 'true';

  const database = await openDatabase({ folder: data, url: process.env.DATABASE_URL });
  shareDatabase(database.client);
  const sessions = new LearnerSessions(resolve(data, 'sessions'));
  shareSessions(sessions);

  const server = createServer();
  // Next ends every upgrade whose path it has a page for, ours included: it gets a server of its own to listen on.
  const nextUpgrades = createServer();
  const app = next({ dev, hostname, port, httpServer: nextUpgrades });
  await app.prepare();
  const handle = app.getRequestHandler();
  server.on('request', (request, response) => void handle(request, response));
  const upgrade = socketServer({
    sessions,
    userOf: (request) => userOfCookie(request.headers.cookie, secret),
    checkOrigin: ({ headers }) => checkOrigin(headers.origin, headers.host, true),
  });
  server.on('upgrade', (request, socket, head) => {
    if (dev && request.url?.startsWith('/_next/')) nextUpgrades.emit('upgrade', request, socket, head);
    else upgrade(request, socket, head);
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(error.code === 'EADDRINUSE' ? `port ${port} is taken: set PORT to another` : error.message);
    process.exit(1);
  });
  server.listen(port, hostname, () => {
    console.log(`Nekala is ready at http://${hostname === '0.0.0.0' ? 'localhost' : hostname}:${port} (data: ${database.home})`);
    armDeadlines().catch((error: unknown) => console.error('exam deadlines:', error));
    // The first boot of a profile takes a while, later ones do not: not at the first learner's expense.
    setTimeout(() => void World.boot(LESSON_PROFILE, { now: Date.now() }), BOOT_AFTER_MS);
  });

  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    server.close();
    server.closeAllConnections();
    void sessions.registry
      .shutdown()
      .then(() => database.close())
      .finally(() => process.exit(0));
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
}

main().catch((error: unknown) => {
  console.error(error instanceof DataFolderBusy ? error.message : error);
  process.exit(1);
});
