import type { Egress } from '#flow/node-type/egress.ts';

/** Egress that notes what the server's clock showed in its latest answer: epoch milliseconds, to the second. */
export function rememberServerTime(egress: Egress): {
  readonly egress: Egress;
  readonly serverTime: () => number | undefined;
} {
  let latest: number | undefined;
  return {
    egress: {
      send: async (request) => {
        const result = await egress.send(request);
        const shown = Date.parse(result.response?.headers.date ?? '');
        if (!Number.isNaN(shown)) latest = shown;
        return result;
      },
    },
    serverTime: () => latest,
  };
}
