import { createServer } from 'node:http';
import { formatCents } from 'money';
import { addLine, removeLine, totalCents } from './cart.js';

/** GET /health, GET /carts/ID, POST /carts/ID (a line as JSON), DELETE /carts/ID/NAME. */
export function createCartServer(store) {
  return createServer(async (request, response) => {
    const [, kind, id, name] = new URL(request.url, 'http://localhost').pathname.split('/').map(decodeURIComponent);
    try {
      if (kind === 'health') return reply(response, 200, { ok: true });
      if (kind !== 'carts' || id === undefined) return reply(response, 404, { error: 'not found' });
      let cart = await store.read(id);
      if (request.method === 'POST') cart = addLine(cart, JSON.parse(await readBody(request)));
      if (request.method === 'DELETE') cart = removeLine(cart, name);
      if (request.method !== 'GET') await store.write(id, cart);
      reply(response, 200, { lines: cart, total: formatCents(totalCents(cart)) });
    } catch (error) {
      reply(response, 400, { error: error.message });
    }
  });
}

async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function reply(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
