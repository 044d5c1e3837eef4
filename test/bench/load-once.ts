import { connect } from 'node:net';
import { once } from 'node:events';
import { answerLength } from './load.js';

/** Each request once, one behind the other; throws the first answer that is not 200. */
export async function loadOnce(port: number, requests: Iterable<Buffer>): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let pending: Buffer = Buffer.alloc(0);
  for (const request of requests) {
    socket.write(request);
    let length: number | undefined;
    while ((length = answerLength(pending)) === undefined || pending.length < length) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      pending = Buffer.concat([pending, chunk]);
    }
    const answer = pending.toString('latin1', 0, length);
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer);
    pending = pending.subarray(length);
  }
  socket.destroy();
}
