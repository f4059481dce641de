import type { HttpClient } from '#connections/http/client.ts';
import { permanent } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';

/** Longer messages are cut: chats refuse them, and nobody reads them. */
const mostUnits = 10_000;

/** Posts `{ text, channel }`; chats that say "no" with status 200 are understood, too. */
export async function execute(context: NodeContext): Promise<EffectResult> {
  const { config, key } = context.step;
  const channel = typeof config.channel === 'string' ? { channel: config.channel } : {};
  const sent = await context.connection<HttpClient>(String(config.connection)).request({
    method: 'POST',
    path: String(config.path),
    body: { ...channel, text: messageOf(config) },
    idempotencyKey: key,
    signal: context.signal,
  });
  if (!sent.ok) return sent;
  const { status, body } = sent.response;
  const refusal = refusalIn(body);
  if (refusal === undefined) return { ok: true, port: 'done', result: { status } };
  const title = 'The chat did not take the message. Look at its word for it in the detail, and correct the channel.';
  return { ok: false, failure: permanent('notify/refused', title, { detail: { said: refusal } }) };
}

function messageOf({ title, text }: JsonObject): string {
  const lines = [title, text].filter((line) => typeof line === 'string' && line !== '');
  const whole = quieted(lines.join('\n'));
  return whole.length > mostUnits ? `${whole.slice(0, mostUnits - 1).toWellFormed()}…` : whole;
}

/** A value from outside must not ring everybody's phone: a blank of no width keeps the words and breaks the call. */
function quieted(text: string): string {
  return text
    .replaceAll(/<(?=[!@#]|users\/)/g, '<\u200b')
    .replaceAll(/@(?=(?:here|channel|everyone|all|room)\b)/gi, '@\u200b');
}

/** The word of a chat that answers `{ "ok": false, "error": "…" }`; whatever else it says stays out of the record. */
function refusalIn(body: Json): string | undefined {
  if (!isJsonObject(body) || body.ok !== false) return undefined;
  return typeof body.error === 'string' && /^[a-z_]{1,60}$/.test(body.error) ? body.error : 'not said';
}
