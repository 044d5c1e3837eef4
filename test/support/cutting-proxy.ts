import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/**
 * Stands between a client and a MongoDB, and cuts some connections: before a command has reached
 * the database, or when the database has carried it out and the client waits for the answer.
 */
export class CuttingProxy {
  readonly cuts = { before: 0, after: 0 };
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(
    private readonly target: URL,
    private readonly random: Random,
    /** Of all commands that read or write documents. */
    private readonly cutShare: number,
  ) {}

  /** The URL of the target by way of the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    // The driver is not to think long before it connects again.
    url.search = '?minHeartbeatFrequencyMS=10';
    return url.href;
  }

  /** The port stays the same when it listens again. */
  async listen(): Promise<void> {
    const server = createServer((client) => this.carry(client));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('It has no port.');
    this.port = address.port;
  }

  /** Is as if the database were gone. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private carry(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    let isCutAfterAnswer = false;
    const cut = (): void => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        this.sockets.delete(socket);
        cut();
      });
    }
    inMessages(client, (message) => {
      const isCut = cuttable.has(commandOf(message)) && this.random.next() < this.cutShare;
      if (isCut && this.random.next() < 0.5) {
        this.cuts.before += 1;
        cut();
        return;
      }
      isCutAfterAnswer = isCut;
      database.write(message);
    });
    inMessages(database, (message) => {
      if (!isCutAfterAnswer) {
        client.write(message);
        return;
      }
      this.cuts.after += 1;
      cut();
    });
  }
}

const cuttable: ReadonlySet<string> = new Set(['find', 'insert', 'update', 'delete']);

/** Every message begins with its length. */
function inMessages(socket: Socket, take: (message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
      const length = waiting.readInt32LE(0);
      take(waiting.subarray(0, length));
      waiting = waiting.subarray(length);
    }
  });
}

/**
 * The name of the first member of an OP_MSG's body: it lies behind the header, the flags, the kind
 * of the section, the length of the document and the type of the member.
 */
function commandOf(message: Buffer): string {
  const start = 16 + 4 + 1 + 4 + 1;
  const end = message.indexOf(0, start);
  return end < 0 ? '' : message.toString('latin1', start, end);
}
