import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from '../../src/server/drain.js';
import { heard, openSocket, write } from '../support/raw-socket.js';

describe('a server that drains', () => {
  let server: Server;
  let port: number;
  let drain: ReturnType<typeof createDrain>;

  beforeEach(async () => {
    server = createServer({ keepAliveTimeout: 600_000 });
    drain = createDrain(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on an address has one of this form.
    port = (server.address() as AddressInfo).port;
  });

  /** Longer than a test may take: who waits for it fails. */
  const long = 600_000;
  const head = 'POST / HTTP/1.1\r\nhost: localhost\r\n';

  it('answers what has come in, and then closes connections that would be kept alive', async () => {
    const socket = openSocket(port);
    const answer = heard(socket);
    const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    await write(socket, `${head}content-length: 0\r\n\r\n`);
    const [, response] = await asked;
    const drained = drain(long);
    response.end('done');
    expect(await answer).to.match(/^HTTP\/1.1 200 OK\r\n[^]*done/);
    await drained;
  });

  it('waits for no connection on which nothing is asked, be it new or kept alive', async () => {
    server.on('request', (_, response) => response.end('done'));
    const connected = once(server, 'connection');
    const silent = heard(openSocket(port));
    await connected;
    const answered = openSocket(port);
    const answer = once(answered, 'data');
    await write(answered, `${head}content-length: 0\r\n\r\n`);
    await answer;
    const closed = heard(answered);
    await drain(long);
    expect([await silent, await closed]).to.deep.equal(['', '']);
  });

  const stalled = [
    ['half a head', head.slice(0, 20)],
    ['half a body', `${head}content-length: 10\r\n\r\nhalf`],
  ] as const;
  for (const [what, bytes] of stalled) {
    it(`ends though a client has sent ${what} and sends no more`, async () => {
      const socket = openSocket(port);
      const answer = heard(socket);
      const connected = once(server, 'connection');
      await write(socket, bytes);
      await connected;
      await drain(1);
      expect(await answer).to.equal('');
    });
  }

  it('ends though the answer to a request is never given', async () => {
    const socket = openSocket(port);
    const answer = heard(socket);
    const asked = once(server, 'request');
    await write(socket, `${head}content-length: 0\r\n\r\n`);
    await asked;
    await drain(1);
    expect(await answer).to.equal('');
  });

  it('has ended at once if it never listened', async () => {
    const other = createServer();
    await createDrain(other)(long);
    expect(other.listening).to.equal(false);
    await drain(1);
  });
});
