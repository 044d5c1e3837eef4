import { connect, type Socket } from 'node:net';

/** What a server says to bytes that no client would send. */
export async function converse(
  port: number,
  ...pieces: readonly (string | Buffer)[]
): Promise<string> {
  const socket = openSocket(port);
  for (const piece of pieces) await write(socket, piece);
  return heard(socket);
}

export function openSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  // A server may well cut off what it will not hear to the end.
  socket.on('error', () => undefined);
  return socket;
}

/** One piece is handed over before the next: they arrive as chunks of their own, mostly. */
export function write(socket: Socket, piece: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(piece, () => setImmediate(resolve));
  });
}

/** All that the server says until it closes the connection. */
export function heard(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
  });
}
