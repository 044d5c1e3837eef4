import { expect } from 'chai';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { bodyBytesMax, entityTooLarge } from '../../src/server/body.js';
import { dispatch, refuse } from '../../src/server/dispatch.js';
import { createHttpServer } from '../../src/server/http.js';
import { converse, heard, openSocket, write } from '../support/raw-socket.js';
import { mirrorHouse, models } from '../wire/mirror.js';

describe('hostile HTTP', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    const house = mirrorHouse(models, {});
    server = createHttpServer({
      aws: (request) => dispatch(request, house),
      tooLarge: (request) => refuse(request, house, entityTooLarge()),
      own: (_, response) => response.end(),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on an address has one of this form.
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    // Whatever came before: the server still answers.
    expect(await converse(port, request('Action=DescribeAlarms'))).to.match(/^HTTP\/1.1 200 /);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const head = 'POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n';
  const form = 'content-type: application/x-www-form-urlencoded\r\n';
  const zipped = gzipSync(Buffer.alloc(100 * bodyBytesMax));
  const oneTooMany = Buffer.alloc(bodyBytesMax + 1, 'a');
  const cases: readonly [string, number, readonly (string | Buffer)[]][] = [
    ['a body that comes byte by byte', 200, request('Action=DescribeAlarms').match(/./gs) ?? []],
    [
      'a body as large as it may be',
      400,
      [head, `content-length: ${bodyBytesMax}\r\n\r\n`, oneTooMany.subarray(1)],
    ],
    [
      'a body that announces too much',
      413,
      [head, `${form}content-length: ${bodyBytesMax + 1}\r\n\r\n`],
    ],
    [
      'a body in chunks that come to too much',
      413,
      [head, `${form}transfer-encoding: chunked\r\n\r\n`, chunk(oneTooMany)],
    ],
    [
      'a body far over the limit, sent at once',
      413,
      [
        Buffer.concat([
          Buffer.from(`${head}${form}content-length: ${8 * bodyBytesMax}\r\n\r\n`),
          Buffer.alloc(8 * bodyBytesMax, 'a'),
        ]),
      ],
    ],
    [
      'a gzip bomb',
      413,
      [head, `${form}content-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`, zipped],
    ],
    ['10,000 headers', 431, [head, 'a: b\r\n'.repeat(10_000), '\r\n']],
    ['a header of a megabyte', 431, [head, `a: ${'b'.repeat(1_000_000)}\r\n\r\n`]],
    ['an address of a megabyte', 431, [`GET /?${'a'.repeat(1_000_000)} HTTP/1.1\r\n\r\n`]],
    ['no HTTP at all', 400, ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n']],
    ['a header without a colon', 400, [head, 'nonsense\r\n\r\n']],
    ['two lengths', 400, [head, 'content-length: 1\r\ncontent-length: 2\r\n\r\nab']],
    [
      'a length and chunks',
      400,
      [head, 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ],
    ['a chunk without a size', 400, [head, 'transfer-encoding: chunked\r\n\r\nzz\r\n']],
    ['no host', 400, ['POST / HTTP/1.1\r\nconnection: close\r\n\r\n']],
    ['a NUL in a header', 400, [head, 'a: \0\r\n\r\n']],
  ];
  for (const [name, status, pieces] of cases) {
    it(`is answered ${status}: ${name}`, async () => {
      expect(await converse(port, ...pieces)).to.match(new RegExp(`^HTTP/1.1 ${status} `));
    });
  }

  it('may give up in the middle of a body', async () => {
    const socket = openSocket(port);
    await write(socket, `${head}content-length: 1000\r\n\r\nAction=`);
    const closed = heard(socket);
    socket.destroy();
    expect(await closed).to.equal('');
  });

  it('may hang up before its answer', async () => {
    const socket = openSocket(port);
    await write(socket, request('Action=DescribeAlarms'));
    socket.resetAndDestroy();
    await heard(socket);
  });

  it('gets the answers to requests in a row, in their order', async () => {
    const first = request('Action=DescribeAlarms').replace('connection: close\r\n', '');
    const said = await converse(port, first + request('Action=Nothing'));
    expect(said.match(/HTTP\/1.1 \d+/g)).to.deep.equal(['HTTP/1.1 200', 'HTTP/1.1 400']);
  });

  it('cannot smuggle a request behind a body that is refused', async () => {
    const length = `content-length: ${bodyBytesMax + 1}\r\n\r\n`;
    const hidden = Buffer.from(request('Action=DescribeAlarms'));
    const keepAlive = head.replace('connection: close\r\n', '');
    const said = await converse(port, keepAlive, form, length, oneTooMany, hidden);
    expect(said.match(/HTTP\/1.1 \d+/g)).to.deep.equal(['HTTP/1.1 413']);
  });

  it('is told when its headers take too long', async () => {
    server.headersTimeout = 1;
    expect(await converse(port, head)).to.match(/^HTTP\/1.1 408 /);
  });

  it('is told when its body takes too long', async () => {
    server.headersTimeout = 1;
    server.requestTimeout = 1;
    const said = await converse(port, `${head}content-length: 1000\r\n\r\nAction=`);
    expect(said).to.match(/^HTTP\/1.1 408 /);
  });

  function request(body: string): string {
    return `${head}${form}content-length: ${body.length}\r\n\r\n${body}`;
  }
});

function chunk(bytes: Buffer): Buffer {
  const size = `${bytes.length.toString(16)}\r\n`;
  return Buffer.concat([Buffer.from(size), bytes, Buffer.from('\r\n0\r\n\r\n')]);
}
