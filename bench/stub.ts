import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The system that W1 calls: a process of its own, so that its work is nobody's CPU in the table.

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '11' });
    response.end('{"ok":true}');
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  // Listening on an address of the machine gives an object.
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
