import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Prepares a server for its end, which then goes in order: nobody is let in, what has come in is
 * answered, and connections on which nothing is asked are closed. A client that does not send the
 * rest of its request, or does not take its answer, cannot hold the end up for long.
 */
export function createDrain(server: Server): (milliseconds?: number) => Promise<void> {
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return async (milliseconds = drainMilliseconds) => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    // To the server these are not idle: it still waits for their first request.
    for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
    // A connection that is kept alive becomes idle when its last request is answered.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMilliseconds);
    const limit = setTimeout(() => server.closeAllConnections(), milliseconds);
    await closed;
    clearInterval(sweep);
    clearTimeout(limit);
  };
}

/** Requests under way may take this long; whoever stops servers kills them after ten seconds. */
const drainMilliseconds = 5_000;
const sweepMilliseconds = 50;
