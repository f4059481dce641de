import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, jsonAnswer, type LoopbackRequest } from '../loopback.ts';

const chunk = 'penstock fills tanks '.repeat(50);

/**
 * Addresses that behave badly or largely on request: `/status/<code>?retry-after=`, `/slow/<ms>`,
 * `/redirect?to=&status=`, `/big/<bytes>`. Undefined for every other address.
 */
export async function answerByAddress(request: LoopbackRequest, signal: AbortSignal): Promise<Answer | undefined> {
  const [what = '', argument = ''] = request.path.slice(1).split('/');
  switch (what) {
    case 'status':
      return answerWithStatus(Number(argument), request.query.get('retry-after'));
    case 'slow':
      await delay(Number(argument), undefined, { signal });
      return jsonAnswer(200, { waitedMs: Number(argument) });
    case 'redirect':
      return {
        status: Number(request.query.get('status') ?? 302),
        headers: { Location: request.query.get('to') ?? '/' },
      };
    case 'big':
      return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: bigBody(Number(argument)) };
    default:
      return undefined;
  }
}

function answerWithStatus(status: number, retryAfter: string | null): Answer {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return jsonAnswer(400, { error: 'the status must be 200 to 599' });
  const headers: Readonly<Record<string, string>> = retryAfter === null ? {} : { 'Retry-After': retryAfter };
  return status === 204 || status === 304 ? { status, headers } : jsonAnswer(status, { status }, headers);
}

function bigBody(sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes, chunk);
}
