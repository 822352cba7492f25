import { createCartServer } from './server.js';
import { openStore } from './store.js';

const store = await openStore(process.env.REDIS_URL);
const server = createCartServer(store);
server.listen(Number(process.env.PORT ?? 8080), () => console.log(`listening on ${server.address().port}`));
