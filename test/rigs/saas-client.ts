import { createOpenapiClient, type OpenApiClient } from '#connections/openapi/client.ts';
import type { ApiDocument } from '#flow/openapi/document.ts';
import { readOpenApi } from '#flow/openapi/read-openapi.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { createEgress } from '#runtime/egress/egress.ts';
import { type FakeSaas, startFakeSaas } from '#test/fakes/saas/fake-saas.ts';

/** A client over the real way out, in front of the fake SaaS and its own document. */
export type SaasClient = AsyncDisposable & {
  readonly saas: FakeSaas;
  readonly api: ApiDocument;
  readonly client: OpenApiClient;
};

/** The key the fake wants, and the value of the connection's secret. */
export const saasKey = 'canary & key';

/** Starts the fake, fetches its document as an importer would, and joins both by an `openapi` connection. */
export async function startSaasClient(more: Partial<Connection> = {}): Promise<SaasClient> {
  await using cleanUp = new AsyncDisposableStack();
  const saas = cleanUp.use(await startFakeSaas({ apiKey: saasKey }));
  const read = readOpenApi(await (await fetch(`${saas.url}/openapi.json`)).text());
  if (!read.ok) throw new Error(`the document of the fake is refused: ${JSON.stringify(read.problems)}`);
  const connection: Connection = {
    id: 'saas',
    kind: 'openapi',
    name: 'SaaS',
    auth: { scheme: 'api-key', secret: 'saas-key' },
    limits: { concurrency: 4 },
    breaker: { failurePercent: 50, of: 20, openForMs: 30_000 },
    maxRequestTimeMs: 5_000,
    idempotency: { header: 'Idempotency-Key', keptForMs: 86_400_000 },
    extra: {},
    api: read.value,
    ...more,
  };
  const url = `${saas.url}/v1`;
  const room = createEgress({
    connections: [connection],
    environment: {
      name: 'test',
      purpose: 'test',
      variables: {},
      connections: { saas: { url } },
      egress: { allowPrivate: ['127.0.0.0/8'] },
    },
    secrets: { get: (name) => (name === 'saas-key' ? { reveal: () => saasKey } : undefined) },
    clock: {
      now: () => Date.now(),
      mono: () => performance.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  cleanUp.defer(room.close);
  const egress = room.forConnection('saas');
  const client = createOpenapiClient({ connection, binding: { url }, egress, hash: (text) => text });
  const kept = cleanUp.move();
  return { saas, api: read.value, client, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
