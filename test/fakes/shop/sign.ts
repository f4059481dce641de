import { createHmac } from 'node:crypto';

/** A webhook as a shop sends it: headers and the exact bytes that were signed. */
export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs a webhook by the Standard Webhooks rules: HMAC-SHA256 over `id.timestamp.body`, base64, marked `v1,`.
 *
 * @param secret `whsec_` and the key in base64; several secrets give several signatures, as during a rotation
 * @param timestamp when it was sent; only whole seconds are signed
 * @param payload text is signed as it is, anything else as JSON
 */
export function signWebhook(what: {
  readonly secret: string | readonly string[];
  readonly id: string;
  readonly timestamp: Date;
  readonly payload: unknown;
}): SignedWebhook {
  const body = typeof what.payload === 'string' ? what.payload : JSON.stringify(what.payload);
  const seconds = String(Math.floor(what.timestamp.getTime() / 1000));
  const secrets = typeof what.secret === 'string' ? [what.secret] : what.secret;
  const signatures = secrets.map((secret) => `v1,${signatureOf(secret, `${what.id}.${seconds}.${body}`)}`);
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': what.id,
      'webhook-timestamp': seconds,
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

function signatureOf(secret: string, signed: string): string {
  if (!secret.startsWith('whsec_')) throw new Error('a Standard Webhooks secret begins with "whsec_"');
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(signed).digest('base64');
}
