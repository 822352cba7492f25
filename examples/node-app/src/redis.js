import { connect } from 'node:net';

/**
 * The little of Redis' protocol (RESP 2) that this service needs: commands out, simple strings, errors, integers and
 * bulk strings back, in order.
 */
export async function connectRedis(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port || 6379), hostname);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const waiting = [];
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let reply = readReply(received); reply !== undefined; reply = readReply(received)) {
      received = received.subarray(reply.end);
      const { resolve, reject } = waiting.shift();
      if (reply.error === undefined) resolve(reply.value);
      else reject(new Error(reply.error));
    }
  });
  const fail = (error) => {
    for (const { reject } of waiting.splice(0)) reject(error ?? new Error('Redis hung up'));
  };
  socket.on('error', fail);
  socket.on('close', () => fail());
  return {
    send: (...words) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
      }),
    close: () => socket.destroy(),
  };
}

function readReply(bytes) {
  const lineEnd = bytes.indexOf('\r\n');
  if (lineEnd === -1) return undefined;
  const kind = String.fromCharCode(bytes[0]);
  const text = bytes.toString('utf8', 1, lineEnd);
  const end = lineEnd + 2;
  if (kind === '-') return { error: text, end };
  if (kind === ':') return { value: Number(text), end };
  if (kind === '+') return { value: text, end };
  const length = Number(text);
  if (length === -1) return { value: null, end };
  if (bytes.length < end + length + 2) return undefined;
  return { value: bytes.toString('utf8', end, end + length), end: end + length + 2 };
}
