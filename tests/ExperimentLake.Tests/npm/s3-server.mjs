// An S3 server on loopback, on any free port, until standard input ends.
import { buildApp } from 'fauxqs';

// Its own command listens on all interfaces.
const app = buildApp({ logger: false });
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
process.stdin.on('close', () => process.exit()).resume();
