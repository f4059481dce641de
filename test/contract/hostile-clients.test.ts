import { describe, expect, test } from 'vitest';
import { openDoor, speak } from './fixtures/door.ts';

const open = { path: '/local', auth: { scheme: 'none' } };

describe('limits', () => {
  const head = (path: string, headers: readonly string[]): string =>
    [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');

  test('a body that is announced too large is refused before it is sent', async () => {
    await using door = await openDoor({ triggers: [open] });

    const answer = await speak(door.server.port, [head('/hooks/local', ['Content-Length: 2097152'])]);

    expect(answer.status).toBe(413);
    expect(answer.text).toContain('Connection: close');
  });

  test('whoever asks before sending is refused before sending, or told to go on', async () => {
    await using door = await openDoor({ triggers: [open] });
    const asking = (sizeBytes: number): readonly string[] => [
      head('/hooks/local', ['Connection: close', `Content-Length: ${sizeBytes}`, 'Expect: 100-continue']),
    ];

    const large = await speak(door.server.port, asking(2_097_152));
    const small = await speak(door.server.port, [...asking(1), '1']);

    expect(large.status).toBe(413);
    expect(small.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202/);
  });

  test('a body that grows too large is cut off while it arrives', async () => {
    await using door = await openDoor({ triggers: [{ ...open, limits: { body: '4KB' } }] });
    const chunk = `400\r\n${'a'.repeat(1_024)}\r\n`;

    const answer = await speak(door.server.port, [
      head('/hooks/local', ['Transfer-Encoding: chunked']),
      ...Array.from({ length: 64 }, () => chunk),
    ]);

    expect(answer.status).toBe(413);
    expect(door.refused).toMatchObject([{ status: 413, code: 'ingress/too-large' }]);
  });

  test('bodies up to the limit of the trigger are taken', async () => {
    await using door = await openDoor({ triggers: [{ ...open, limits: { body: '4KB' } }] });
    const fits = JSON.stringify('a'.repeat(4_094));

    const exact = await door.post('/hooks/local', fits);
    const over = await door.post('/hooks/local', `${fits} `);

    expect([fits.length, exact.status, over.status]).toEqual([4_096, 202, 413]);
  });

  test('bodies that never end cannot fill the memory: the next one is asked to come later, then all is well', async () => {
    await using door = await openDoor({
      triggers: [open],
      bodyBudgetBytes: 10_000,
      limits: { requestMs: 300, headersMs: 200, checkMs: 50 },
    });
    const unfinished = (): ReturnType<typeof speak> =>
      speak(door.server.port, [head('/hooks/local', ['Content-Length: 6000']), 'a'.repeat(5_000)]);

    const answers = await Promise.all([unfinished(), unfinished(), unfinished()]);
    const after = await door.post('/hooks/local', '1');

    expect(answers.map(({ status }) => status).sort()).toEqual([408, 408, 503]);
    expect(after.status).toBe(202);
  });

  test('more calls than the rate allows are sent away with a time to come again', async () => {
    await using door = await openDoor({ triggers: [{ ...open, limits: { rate: '2/h' } }] });

    const responses = [];
    for (const body of ['1', '2', '3']) responses.push(await door.post('/hooks/local', body));

    expect(responses.map((response) => response.status)).toEqual([202, 202, 429]);
    expect(Number(responses[2]?.headers.get('retry-after'))).toBeGreaterThan(1_000);
  });

  test('a deployment does not fill the bucket again', async () => {
    await using door = await openDoor({ triggers: [{ ...open, limits: { rate: '1/h' } }] });
    await door.post('/hooks/local', '1');

    door.ingress.mount([...door.ingress.endpoints()]);
    const response = await door.post('/hooks/local', '2');

    expect(response.status).toBe(429);
  });

  test('only announced and allowed kinds of body are read', async () => {
    await using door = await openDoor({ triggers: [{ ...open, bodies: ['json'] }] });
    const types = ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/jsonp', ''];

    const responses = [];
    for (const type of types) responses.push(await door.post('/hooks/local', '{}', { 'content-type': type }));
    const packed = await door.post('/hooks/local', '{}', { 'content-encoding': 'gzip' });
    const json = await door.post('/hooks/local', '{}', { 'content-type': 'application/cloudevents+json' });

    expect(responses.map((response) => response.status)).toEqual([415, 415, 415, 415, 415]);
    expect([packed.status, json.status]).toEqual([415, 202]);
  });

  test('an address nobody mounted is 404, another method 405, and similar spellings are no address', async () => {
    await using door = await openDoor({ triggers: [open] });
    const paths = [
      '/hooks/other',
      '/hooks/local/',
      '/hooks//local',
      '/hooks/Local',
      '/hooks/%6cocal',
      '/hooks/x/../local',
    ];

    const statuses = [];
    for (const path of paths) {
      const answer = await speak(door.server.port, [head(path, ['Connection: close', 'Content-Length: 0'])]);
      statuses.push(answer.status);
    }
    const put = await fetch(`${door.server.url}/hooks/local`, { method: 'PUT', body: '1' });

    expect(statuses).toEqual(paths.map(() => 404));
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a flood of refused calls writes a bounded number of rows and counts all of them', async () => {
    await using door = await openDoor({ triggers: [open] });

    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let count = 0; count < 20; count += 1) await (await door.post('/hooks/nowhere', '1')).text();
      }),
    );

    expect(door.ingress.counts().refused).toEqual({ 'ingress/no-endpoint': 400 });
    expect(door.refused.length).toBeGreaterThanOrEqual(100);
    expect(door.refused.length).toBeLessThan(300);
  });

  test('a header flood is 431, by number and by size', async () => {
    await using door = await openDoor({ triggers: [open] });
    const many = Array.from({ length: 250 }, (_, index) => `X-${index}: 1`);

    const byNumber = await speak(door.server.port, [head('/hooks/local', many)]);
    const bySize = await speak(door.server.port, [head('/hooks/local', [`X-Large: ${'a'.repeat(20_000)}`])]);

    expect([byNumber.status, bySize.status]).toEqual([431, 431]);
    expect(door.engine.accepted).toEqual([]);
  });

  test('slow clients are cut off, whether they dawdle over headers, over the body, or say nothing at all', async () => {
    await using door = await openDoor({
      triggers: [open],
      limits: { headersMs: 100, requestMs: 200, checkMs: 50 },
    });

    const answers = await Promise.all([
      speak(door.server.port, ['POST /hooks/local HTTP/1.1\r\nHost: 127.0.0.1\r\n']),
      speak(door.server.port, [head('/hooks/local', ['Content-Length: 10']), '12']),
      speak(door.server.port, []),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([408, 408, 408]);
    expect(door.engine.accepted).toEqual([]);
  });

  test('connections above the limit are refused and the others go on', async () => {
    await using door = await openDoor({
      triggers: [open],
      limits: { sockets: 2, requestMs: 400, headersMs: 300, checkMs: 50 },
    });
    const held = [speak(door.server.port, ['POST']), speak(door.server.port, ['POST'])];
    // The third connects only after the server has seen the first two: it answers in order of arrival.
    const third = await speak(door.server.port, ['POST /hooks/local HTTP/1.1\r\n\r\n']);

    await Promise.all(held);
    const after = await door.post('/hooks/local', '1');

    expect(third.text).toBe('');
    expect(after.status).toBe(202);
  });
});
