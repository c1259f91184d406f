/** Stands between browser and server, to bring about what a server in good health does not show. */
import http from 'node:http';

/**
 * `control.down` ends every connection, `control.broken` answers 503 where it matches, `control.edition` makes another
 * version of the service worker.
 */
export async function startProxy(target) {
  const control = { down: false, broken: null, edition: '' };
  const server = http.createServer((request, response) => {
    if (control.down) return request.socket.destroy();
    if (control.broken?.test(request.url)) {
      response.writeHead(503, { 'content-type': 'application/problem+json' });
      return response.end(JSON.stringify({ type: 'about:blank', title: 'Unavailable', status: 503, detail: 'bảo trì' }));
    }
    const isWorker = request.url === '/sw.js';
    const headers = { ...request.headers, ...(isWorker ? { 'accept-encoding': 'identity', 'if-none-match': '' } : {}) };
    const onward = http.request(new URL(request.url, target), { method: request.method, headers }, (answer) => {
      if (!isWorker) {
        response.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(response);
      }
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const { 'content-length': _, etag: __, ...rest } = answer.headers;
        const text = Buffer.concat(parts).toString();
        response.writeHead(answer.statusCode, rest);
        response.end(control.edition ? text.replace(/shell-\$\{"[0-9a-f]+"/, `shell-\${"${control.edition}"`) : text);
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
  return { base: `http://127.0.0.1:${server.address().port}`, control, close };
}
