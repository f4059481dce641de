import type { Failure } from '#flow/failure.ts';
import { type Result, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { TestFacts } from './connecting-desk.ts';
import { createEgress } from './egress/egress.ts';
import type { Clock, Log } from './engine/ports.ts';
import type { Secrets } from './secrets/secrets.ts';

/** What a test of a system that speaks HTTP is made of. */
export type HttpTest = {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Everything a test asks runs under this name; its connection allows nothing else. */
const operation = 'test';

/**
 * Reads the address of a connection once, with its secret. Nobody knows which addresses such a system has, so any
 * answer of its own counts as reached; only a refusal of the proof, a failing system or none at all do not.
 */
export async function testHttp(parts: HttpTest, signal: AbortSignal): Promise<Result<TestFacts>> {
  const { environment, secrets, clock, log } = parts;
  const connection: Connection = {
    ...parts.connection,
    allow: { operations: [operation], methods: ['GET'] },
    limits: { concurrency: 1 },
    maxRequestTimeMs: 20_000,
  };
  const room = createEgress({ connections: [connection], environment, secrets, clock, log });
  try {
    const answer = await room.forConnection(connection.id).send({
      method: 'GET',
      path: '/',
      operation,
      headers: { accept: 'application/json, */*;q=0.5' },
      expect: 'bytes',
      signal,
    });
    const url = String(environment.connections[connection.id]?.url ?? '');
    return succeed(answer.ok ? reached(answer.response.status, parts) : refusedFacts(answer.failure, url, parts));
  } finally {
    await room.close();
  }
}

function reached(status: number, { connection }: HttpTest): TestFacts {
  const proof =
    (connection.auth?.scheme ?? 'none') === 'none'
      ? 'No proof of who asks is sent.'
      : 'The secret was sent; whether it is needed and counts shows with the first step.';
  return { ...silent, ok: true, sentence: `The system answers with status ${status}. ${proof}`, code: null };
}

const silent = { ask: [], notes: [], user: null, keyExpiresAt: null } satisfies Partial<TestFacts>;

function refusedFacts(failure: Failure, url: string, parts: HttpTest): TestFacts {
  const status = statusOf(failure);
  // The address itself is seldom something that can be read; that the system says so shows that it is there.
  if (status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 403 && status !== 429) {
    return reached(status, parts);
  }
  return { ...silent, ok: false, code: failure.code, ...explain(failure, url, parts) };
}

function explain(
  failure: Failure,
  url: string,
  { connection, environment }: HttpTest,
): Pick<TestFacts, 'sentence' | 'ask'> {
  const file = `environments/${environment.name}.yaml`;
  const secret = connection.auth?.secret;
  const plain = (sentence: string) => ({ sentence, ask: [] });
  switch (failure.code) {
    case 'egress/address-refused':
      return plain(
        `${url} lies in a private network, which the environment "${environment.name}" does not open. If it is meant, an operator adds its range under \`egress: allowPrivate:\` in ${file}.`,
      );
    case 'egress/not-bound':
      return plain(`${file} gives "${connection.id}" no address that can be used. Give it a \`url\` there.`);
    case 'egress/secret-missing':
      return plain(`The secret "${secret ?? ''}" has no value. Replace it here.`);
    case 'http/unreachable':
      return plain(`Nothing answers at ${url}. Check the spelling and the port, and whether the system is running.`);
    case 'http/unauthorised':
      return {
        sentence: `${url} does not accept the secret "${secret ?? 'none'}".`,
        ask: [
          `Ask the administrator of ${connection.name} for a key that is allowed the operations of this connection, and replace the secret.`,
        ],
      };
    default:
      return plain(`${url}: ${failure.title}`);
  }
}

function statusOf({ detail }: Failure): number | undefined {
  const status = typeof detail === 'object' && detail !== null && 'status' in detail ? detail.status : undefined;
  return typeof status === 'number' ? status : undefined;
}
