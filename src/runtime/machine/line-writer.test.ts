import { expect, test } from 'vitest';
import { createLineWriter } from './line-writer.ts';

function makeWriter() {
  const writes: string[] = [];
  const deferred: (() => void)[] = [];
  const writer = createLineWriter({ write: (text) => writes.push(text) }, (flush) => deferred.push(flush));
  return { writer, writes, endTurn: () => deferred.splice(0).forEach((flush) => void flush()) };
}

test('the lines of one turn are one write, in order', () => {
  const { writer, writes, endTurn } = makeWriter();

  writer.line('one');
  writer.line('two');
  endTurn();
  writer.line('three');
  endTurn();

  expect(writes).toEqual(['one\ntwo\n', 'three\n']);
});

test('a flush hands over at once, and the end of the turn writes nothing again', () => {
  const { writer, writes, endTurn } = makeWriter();

  writer.line('last');
  writer.flush();
  endTurn();

  expect(writes).toEqual(['last\n']);
});
