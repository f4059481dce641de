import { startLoopback } from '#test/fakes/loopback.ts';

/** A list that is made while it is read, and a place that notes what is sent to it. */
export type ListSource = AsyncDisposable & {
  readonly url: string;
  /** Requests for pages, by cursor. */
  readonly pages: ReadonlyMap<number, number>;
  /** How often each item was taken in: repeats of one idempotency key count once, as in the systems they are made for. */
  readonly taken: ReadonlyMap<number, number>;
  /** How many requests came to send an item. */
  readonly requests: () => number;
  /** Called for every item that is sent, before it is answered. */
  onSent: (count: number) => void;
};

/** Items whose ids end like this are refused by the place they are sent to. */
const refusedEvery = 5_000;

/**
 * Starts the source of a list with the ids 1 to `count`.
 *
 * @param pageSize items of a page
 * @param overlap how many items of a page the next one holds again
 */
export async function startListSource(count: number, pageSize: number, overlap = 0): Promise<ListSource> {
  const pages = new Map<number, number>();
  const taken = new Map<number, number>();
  const keys = new Set<string>();
  let requests = 0;
  const source = { onSent: (_count: number): void => undefined };
  const server = await startLoopback({
    answer: async ({ path, query, body, headers }) => {
      if (path === '/items') {
        const from = Number(query.get('cursor') ?? 0);
        pages.set(from, (pages.get(from) ?? 0) + 1);
        return reply(200, pageOf(Math.max(0, from - overlap), Math.min(count, from + pageSize), count));
      }
      const { id } = JSON.parse(body.toString()) as { id: number };
      requests += 1;
      source.onSent(taken.size + 1);
      if (id % refusedEvery === 0) return reply(422, { refused: id });
      const key = String(headers['idempotency-key']);
      if (!keys.has(key)) taken.set(id, (taken.get(id) ?? 0) + 1);
      keys.add(key);
      return reply(200, { id });
    },
  });
  return Object.assign(source, {
    url: server.url,
    pages,
    taken,
    requests: () => requests,
    [Symbol.asyncDispose]: server.close,
  });
}

function reply(status: number, body: object) {
  const headers = { 'Content-Type': 'application/json' };
  return { kind: 'answer', answer: { status, headers, body: JSON.stringify(body) } } as const;
}

function pageOf(from: number, to: number, count: number): object {
  const items = Array.from({ length: to - from }, (_, index) => {
    const id = from + index + 1;
    return { id, name: `Item ${id}`, note: 'x'.repeat(100) };
  });
  return { data: { items, next: to < count ? to : null } };
}
