import { expect, test } from 'vitest';
import { parsePlace } from './runtime-process.ts';
import { printStatus } from './status-page.ts';

const ready = { ready: true, url: 'http://127.0.0.1:7310', pid: 1, address: 'http://127.0.0.1:7310/#token=abc' };

test('the ready line tells where the designer is', () => {
  expect(parsePlace(JSON.stringify(ready))).toEqual({
    address: 'http://127.0.0.1:7310/#token=abc',
    origin: 'http://127.0.0.1:7310',
    port: 7_310,
  });
});

test('no other line does, nor an address that is not on loopback', () => {
  const lines = [
    'Building …',
    'null',
    '{"problems":[]}',
    JSON.stringify({ ...ready, ready: 'yes' }),
    JSON.stringify({ ...ready, address: 7 }),
    JSON.stringify({ ...ready, address: 'no address' }),
    JSON.stringify({ ...ready, address: 'http://example.com/#token=abc' }),
    JSON.stringify({ ...ready, address: 'https://127.0.0.1:7310/' }),
    JSON.stringify({ ...ready, address: 'file:///etc/passwd' }),
  ];

  expect(lines.map(parsePlace)).toEqual(lines.map(() => undefined));
});

test('what a runtime said is shown as text, whatever it holds', () => {
  const page = printStatus({ title: 'a & b', text: '<script>1</script>', said: '</pre><img src="x" onerror="1">' });

  expect(page).not.toMatch(/<script|<img/);
  expect(page).toContain('a &#38; b');
});
