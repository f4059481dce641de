import { describe, expect, test } from 'vitest';
import { readEventStream } from '#api/event-stream.ts';
import { type Door, mainToken, openDoor } from './fixtures/door.ts';

describe('live events', () => {
  async function* textOf(response: Response): AsyncGenerator<string> {
    if (response.body === null) throw new Error('no stream');
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) yield text;
  }

  const follow = (door: Door, lastEventId?: string, query = ''): Promise<Response> =>
    fetch(`${door.server.url}/api/events${query}`, {
      headers: {
        authorization: `Bearer ${mainToken}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });

  const event = (run: string, flow = 'a') => ({ kind: 'run', run, flow, state: 'running', at: 0 }) as const;

  const take = async (response: Response, count: number): Promise<readonly { id: string; data: unknown }[]> => {
    const events = [];
    for await (const { id, data } of readEventStream(textOf(response))) {
      events.push({ id, data: JSON.parse(data) });
      if (events.length === count) break;
    }
    return events;
  };

  test('a follower hears what happens, and after a reconnection what it missed', async () => {
    await using door = await openDoor();
    const first = await follow(door);
    door.engine.tell(event('run_1'));

    const heard = await take(first, 1);
    door.engine.tell(event('run_2'));
    door.engine.tell(event('run_3'));
    const missed = await take(await follow(door, heard[0]?.id), 2);

    const at = '1970-01-01T00:00:00.000Z';
    expect(heard).toEqual([{ id: 'boot-1', data: { kind: 'run', run: 'run_1', flow: 'a', state: 'running', at } }]);
    expect(missed.map(({ id }) => id)).toEqual(['boot-2', 'boot-3']);
  });

  test('a follower whose last event nobody remembers is told to read the lists again', async () => {
    await using door = await openDoor();

    const events = await take(await follow(door, 'boot-of-another-start-7'), 1);

    expect(events).toMatchObject([{ data: { kind: 'resync' } }]);
  });

  test('a follower of one flow hears of that flow only', async () => {
    await using door = await openDoor();
    const response = await follow(door, undefined, '?flow=b');
    door.engine.tell(event('run_1', 'a'));
    door.engine.tell(event('run_2', 'b'));

    const events = await take(response, 1);

    expect(events).toMatchObject([{ data: { run: 'run_2', flow: 'b' } }]);
  });

  test('silence is filled with heartbeats, streams are counted, and a closing server ends them', async () => {
    const door = await openDoor({ limits: { heartbeatMs: 20, streams: 1 } });
    const response = await follow(door);
    const beats: string[] = [];
    for await (const text of textOf(response.clone())) {
      beats.push(text);
      if (beats.join('').split(': still here').length > 2) break;
    }

    const second = await follow(door);
    await door[Symbol.asyncDispose]();
    const rest = await response.text();

    expect(second.status).toBe(503);
    expect(rest).toContain('retry: 2000\n\n: still here\n\n');
  });
});
