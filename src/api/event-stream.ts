/** One server-sent event as it came. */
export type ReceivedEvent = { readonly id: string; readonly event: string; readonly data: string };

/**
 * Reads server-sent events from decoded text in chunks of any size; comments (heartbeats) are dropped.
 *
 * @throws when a single event grows beyond a million characters, which no runtime sends
 */
export async function* readEventStream(chunks: AsyncIterable<string>): AsyncGenerator<ReceivedEvent> {
  let rest = '';
  let lastId = '';
  for await (const chunk of chunks) {
    rest += chunk;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > 1_000_000) throw new Error('The event stream sends an event without end.');
    for (const block of blocks) {
      const event = readBlock(block, lastId);
      lastId = event.id;
      if (event.data !== '') yield event;
    }
  }
}

function readBlock(block: string, lastId: string): ReceivedEvent {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    fields.set(name, name === 'data' && fields.has('data') ? `${fields.get('data')}\n${value}` : value);
  }
  return { id: fields.get('id') ?? lastId, event: fields.get('event') ?? 'message', data: fields.get('data') ?? '' };
}
