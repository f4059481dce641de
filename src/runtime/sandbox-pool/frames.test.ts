import { expect, test } from 'vitest';
import type { JsonText } from '#flow/json.ts';
import { frameKind } from '#sandbox/messages.ts';
import { createFrameReader, itemFrame } from './frames.ts';

// What our serialiser would have written.
const input = '{"name":"Ada \\"Öst\\" 🦊","a":[1]}' as JsonText;
const item = itemFrame(7, {
  kind: 'eval',
  expression: 'a',
  input,
  bindings: { event: input, vars: '{}' as JsonText },
  now: 1,
  seed: 2,
});

test('a payload crosses unescaped, and once although two names stand for it', () => {
  const frames = createFrameReader().take(item);

  const header = {
    texts: [input.length, 2],
    value: { kind: 'eval', expression: 'a', now: 1, seed: 2, input: 0, bindings: { event: 0, vars: 1 } },
  };
  expect(frames).toEqual([{ kind: frameKind.item, number: 7, header: JSON.stringify(header), rest: `${input}{}` }]);
});

test('frames are found whatever the pieces the bytes come in', () => {
  const bytes = Buffer.concat([item, item]);
  const whole = createFrameReader().take(bytes);

  for (const size of [1, 5, 13, 64]) {
    const reader = createFrameReader();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size) found.push(...reader.take(bytes.subarray(at, at + size)));

    expect(found).toEqual(whole);
  }
});

test('a length no message of ours has is malformed before anything is kept', () => {
  const bytes = Buffer.from(item);
  bytes.writeUInt32LE(0xffff_ffff, 0);

  expect(createFrameReader().take(bytes)).toBe('malformed');
});
