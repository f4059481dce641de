import { createHmac } from 'node:crypto';
import { exitCodes, Refused } from './command.ts';

/** How a sender proves itself; the names are those of the webhook trigger's config. */
export const sendSchemes = [
  'standard-webhooks',
  'github',
  'stripe',
  'shopify',
  'hmac',
  'bearer',
  'basic',
  'none',
] as const;

/** One of the schemes. */
export type SendScheme = (typeof sendSchemes)[number];

/** What is signed, and how. */
export type Signing = {
  readonly scheme: SendScheme;
  /** Missing only for `none`. */
  readonly secret: string | undefined;
  readonly body: string;
  /** Delivery id. */
  readonly id: string;
  /** Epoch seconds. */
  readonly seconds: number;
  /** For `hmac`: what the trigger's config says. */
  readonly hmac: {
    readonly header: string;
    readonly prefix: string;
    readonly encoding: 'hex' | 'base64';
    readonly signed: 'body' | 'timestamp.body' | 'v0:timestamp:body';
    readonly timestampHeader: string;
  };
};

/** The headers that prove the sender of a body. */
export function signHeaders(signing: Signing): Readonly<Record<string, string>> {
  const { scheme, body, id, seconds } = signing;
  switch (scheme) {
    case 'standard-webhooks':
      return {
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': `v1,${hmac(whsecKey(secretOf(signing)), `${id}.${seconds}.${body}`, 'base64')}`,
      };
    case 'github':
      return { 'x-github-delivery': id, 'x-hub-signature-256': `sha256=${hmac(secretOf(signing), body, 'hex')}` };
    case 'stripe':
      return { 'stripe-signature': `t=${seconds},v1=${hmac(secretOf(signing), `${seconds}.${body}`, 'hex')}` };
    case 'shopify':
      return { 'x-shopify-webhook-id': id, 'x-shopify-hmac-sha256': hmac(secretOf(signing), body, 'base64') };
    case 'hmac':
      return hmacHeaders(signing);
    case 'bearer':
      return { authorization: `Bearer ${secretOf(signing)}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(secretOf(signing), 'utf8').toString('base64')}` };
    case 'none':
      return {};
  }
}

function hmacHeaders(signing: Signing): Readonly<Record<string, string>> {
  const { header, prefix, encoding, signed, timestampHeader } = signing.hmac;
  const { body, seconds } = signing;
  const text = { body, 'timestamp.body': `${seconds}.${body}`, 'v0:timestamp:body': `v0:${seconds}:${body}` }[signed];
  return {
    [header]: `${prefix}${hmac(secretOf(signing), text, encoding)}`,
    ...(signed === 'body' ? {} : { [timestampHeader]: String(seconds) }),
  };
}

function secretOf({ secret, scheme }: Signing): string {
  if (secret !== undefined) return secret;
  throw new Refused(
    exitCodes.usage,
    `Scheme "${scheme}" needs a secret: name it with --secret-name NAME or --secret-env VARIABLE.`,
  );
}

function whsecKey(secret: string): Buffer {
  if (!secret.startsWith('whsec_'))
    throw new Refused(
      exitCodes.usage,
      'A secret of scheme "standard-webhooks" begins with whsec_, followed by base64.',
    );
  return Buffer.from(secret.slice('whsec_'.length), 'base64');
}

function hmac(key: string | Buffer, text: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', key).update(text).digest(encoding);
}
