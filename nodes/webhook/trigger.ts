import { readForm } from '#flow/contract/read-form.ts';
import { type JsonRefusal, readJson } from '#flow/contract/read-json.ts';
import { parseDuration } from '#flow/duration.ts';
import { isJsonObject, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { IncomingRequest, PushTrigger, SecretScheme, Signatures, Verdict } from '#flow/node-type/work.ts';

/** What both hosts of this file have, and the compiler settings of a host-free room do not name. */
type HostText = {
  readonly TextDecoder: new (
    label: string,
    options: { readonly fatal: boolean },
  ) => { readonly decode: (bytes: Uint8Array) => string };
  readonly atob: (base64: string) => string;
};
// Both are there in Node and in pages; see above.
const { TextDecoder, atob } = globalThis as unknown as HostText;

type Refusal = Extract<Verdict, { readonly verdict: 'refuse' }>;
type BodyKind = 'json' | 'form' | 'xml' | 'text';
/** One header value, or why the request is refused. */
type Single = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly refusal: Refusal };
/** What a signature scheme found in the request. */
type Claim =
  | { readonly ok: true; readonly signed: Uint8Array; readonly candidates: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

const accepted: Verdict = { verdict: 'accept' };
const kilobyte = 1_024;
/** Senders that change a secret sign two or three times; more candidates only cost time. */
const mostCandidates = 16;

const hexScheme: SecretScheme = { algorithm: 'hmac-sha256', encoding: 'hex', secretForm: 'text' };
const base64Scheme: SecretScheme = { algorithm: 'hmac-sha256', encoding: 'base64', secretForm: 'text' };
const whsecScheme: SecretScheme = { algorithm: 'hmac-sha256', encoding: 'base64', secretForm: 'whsec' };

/** Headers that prove something and therefore never reach `$trigger`, where flows could store them. */
const provingHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'webhook-signature',
  'stripe-signature',
  'x-hub-signature',
  'x-hub-signature-256',
  'x-shopify-hmac-sha256',
  'x-slack-signature',
]);

/** The work of `webhook`: who called, what is answered without a run, and what the flow gets to see. */
export const trigger: PushTrigger = {
  verify(config, request, signatures) {
    const early = handshake(config, request, signatures);
    if (early !== undefined) return early;
    const method = typeof config.method === 'string' ? config.method : 'POST';
    if (request.method !== method) {
      return refusal(405, 'webhook/method', `The call uses ${request.method.slice(0, 16)}; only ${method} is let in.`);
    }
    const kind = bodyKind(config, request);
    if (typeof kind === 'object') return kind;
    const verdict = verifySender(config, request, signatures);
    if (verdict.verdict !== 'accept') return verdict;
    return slackHandshake(config, request) ?? accepted;
  },

  toEvent(config, request) {
    if (request.body.length > bodyLimitBytes(config)) {
      return { ok: false, status: 413, code: 'webhook/body-too-large', reason: 'The body is larger than the limit.' };
    }
    const kind = bodyKind(config, request);
    if (typeof kind === 'object') {
      return { ok: false, status: kind.status === 415 ? 415 : 400, code: kind.code, reason: kind.reason };
    }
    const body = readBody(kind, request.body);
    if (!body.ok) return body;
    const event = { body: toJsonText(body.value), headers: visibleHeaders(config, request), query: request.query };
    return { ok: true, event };
  },
};

function refusal(status: Refusal['status'], code: string, reason: string): Refusal {
  return { verdict: 'refuse', status, code, reason };
}

function settings(config: JsonObject, key: string): JsonObject {
  const value = config[key];
  return isJsonObject(value) ? value : {};
}

function bodyLimitBytes(config: JsonObject): number {
  const match = /^(\d+)(KB|MB)$/.exec(String(settings(config, 'limits').body ?? '1MB'));
  return Number(match?.[1] ?? 1) * (match?.[2] === 'KB' ? kilobyte : kilobyte * kilobyte);
}

/** A second value of a header that decides something is an attempt to be read differently by two readers. */
function singleHeader(request: IncomingRequest, name: string): Single {
  const values = request.headers.get(name) ?? [];
  const [value] = values;
  if (value === undefined) {
    return { ok: false, refusal: refusal(401, 'webhook/header-missing', `The header ${name} is missing.`) };
  }
  if (values.length > 1) {
    return {
      ok: false,
      refusal: refusal(400, 'webhook/header-repeated', `The header ${name} is there more than once.`),
    };
  }
  return { ok: true, value };
}

const bodyKinds: readonly { readonly kind: BodyKind; readonly type: RegExp }[] = [
  { kind: 'json', type: /^application\/([a-z0-9.-]+\+)?json$/ },
  { kind: 'form', type: /^application\/x-www-form-urlencoded$/ },
  { kind: 'xml', type: /^(application\/([a-z0-9.-]+\+)?xml|text\/xml)$/ },
  { kind: 'text', type: /^text\/plain$/ },
];

/** The kind of body by content type and allow-list, `none` for a call without one, or the refusal. */
function bodyKind(config: JsonObject, request: IncomingRequest): BodyKind | 'none' | Refusal {
  const types = request.headers.get('content-type') ?? [];
  if (types.length > 1) {
    return refusal(400, 'webhook/header-repeated', 'The header content-type is there more than once.');
  }
  if (request.body.length === 0) return 'none';
  const encoding = request.headers.get('content-encoding') ?? [];
  if (encoding.some((value) => value.toLowerCase() !== 'identity')) {
    return refusal(415, 'webhook/body-compressed', 'The body is compressed, which is not let in.');
  }
  const [type = '', ...parameters] = (types[0] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'us-ascii') {
    return refusal(415, 'webhook/charset', 'The body is not written in UTF-8.');
  }
  const kind = bodyKinds.find((known) => known.type.test(type))?.kind;
  const allowed: readonly Json[] = Array.isArray(config.bodies) ? config.bodies : ['json'];
  if (kind === undefined || !allowed.includes(kind)) {
    return refusal(415, 'webhook/content-type', `The content type is none of: ${allowed.join(', ')}.`);
  }
  return kind;
}

function verifySender(config: JsonObject, request: IncomingRequest, signatures: Signatures): Verdict {
  const auth = settings(config, 'auth');
  const secrets = Array.isArray(auth.secrets) ? auth.secrets.map(String) : [];
  const byClientState = graphProof(config, request, signatures);
  if (byClientState !== undefined && byClientState.verdict !== 'accept') return byClientState;
  if (auth.scheme === 'none') {
    if (request.loopback || byClientState !== undefined) return accepted;
    return refusal(401, 'webhook/unsigned', 'The call is unsigned and does not come from this machine.');
  }
  // Fail closed: a flow that reached this place without the name of a secret lets nobody in.
  if (secrets.length === 0) return refusal(401, 'webhook/no-secret', 'The trigger names no secret.');
  if (auth.scheme === 'bearer' || auth.scheme === 'basic') return verifyToken(auth, secrets, request, signatures);
  const claim = claimOf(auth, request);
  if (!claim.ok) return claim.refusal;
  const scheme = secretScheme(auth);
  const candidates = claim.candidates.filter((candidate) => isWellFormed(candidate, scheme));
  if (candidates.length === 0 || claim.candidates.length > mostCandidates) {
    return refusal(401, 'webhook/signature-malformed', 'The signature is not written as the scheme demands.');
  }
  return signatures.matches({ secrets, scheme, signed: claim.signed, candidates })
    ? accepted
    : refusal(401, 'webhook/signature', 'The signature fits none of the secrets.');
}

function verifyToken(
  auth: JsonObject,
  secrets: readonly string[],
  request: IncomingRequest,
  signatures: Signatures,
): Verdict {
  const header = singleHeader(request, 'authorization');
  if (!header.ok) return header.refusal;
  const match = /^(bearer|basic) ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(header.value);
  const presented = match?.[2];
  if (presented === undefined || match?.[1]?.toLowerCase() !== auth.scheme) {
    return refusal(
      401,
      'webhook/authorization',
      `The header authorization is not of the scheme ${String(auth.scheme)}.`,
    );
  }
  const token = auth.scheme === 'basic' ? decodeBase64(presented) : presented;
  if (token !== undefined && signatures.isToken(secrets, token)) return accepted;
  return refusal(401, 'webhook/token', 'What the caller presented fits none of the secrets.');
}

/** The scheme comes from the config alone, never from anything the request says about itself. */
function secretScheme(auth: JsonObject): SecretScheme {
  if (auth.scheme === 'standard-webhooks') return whsecScheme;
  if (auth.scheme === 'shopify') return base64Scheme;
  return auth.scheme === 'hmac' && auth.encoding === 'base64' ? base64Scheme : hexScheme;
}

/** 32 bytes, written in the one form that has no second spelling. */
function isWellFormed(candidate: string, scheme: SecretScheme): boolean {
  return scheme.encoding === 'hex'
    ? /^[0-9a-f]{64}$/.test(candidate)
    : /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(candidate);
}

function claimOf(auth: JsonObject, request: IncomingRequest): Claim {
  switch (auth.scheme) {
    case 'standard-webhooks':
      return standardClaim(auth, request);
    case 'stripe':
      return stripeClaim(auth, request);
    case 'github':
      return prefixedClaim(request, { header: 'x-hub-signature-256', prefix: 'sha256=', before: '' });
    case 'shopify':
      return prefixedClaim(request, { header: 'x-shopify-hmac-sha256', prefix: '', before: '' });
    case 'hmac':
      return hmacClaim(auth, request);
    default:
      return { ok: false, refusal: refusal(401, 'webhook/scheme', 'The trigger has no scheme that could be checked.') };
  }
}

function standardClaim(auth: JsonObject, request: IncomingRequest): Claim {
  const id = singleHeader(request, 'webhook-id');
  if (!id.ok) return id;
  const time = singleHeader(request, 'webhook-timestamp');
  if (!time.ok) return time;
  const signature = singleHeader(request, 'webhook-signature');
  if (!signature.ok) return signature;
  const stale = staleness(auth, request, time.value);
  if (stale !== undefined) return { ok: false, refusal: stale };
  const entries = signature.value.split(' ').filter((entry) => entry.startsWith('v1,'));
  const signed = joinBytes(`${id.value}.${time.value}.`, request.body);
  return { ok: true, signed, candidates: entries.map((entry) => entry.slice('v1,'.length)) };
}

function stripeClaim(auth: JsonObject, request: IncomingRequest): Claim {
  const header = singleHeader(request, 'stripe-signature');
  if (!header.ok) return header;
  const parts = header.value.split(',').map((part) => part.trim());
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
  const times = valuesOf('t=');
  const [time = ''] = times;
  if (times.length > 1) {
    return { ok: false, refusal: refusal(400, 'webhook/header-repeated', 'The signature names more than one time.') };
  }
  const stale = staleness(auth, request, time);
  if (stale !== undefined) return { ok: false, refusal: stale };
  return { ok: true, signed: joinBytes(`${time}.`, request.body), candidates: valuesOf('v1=') };
}

function hmacClaim(auth: JsonObject, request: IncomingRequest): Claim {
  const place = {
    header: String(auth.header).toLowerCase(),
    prefix: typeof auth.prefix === 'string' ? auth.prefix : '',
    lowerCase: auth.encoding !== 'base64',
  };
  if (auth.signed === undefined || auth.signed === 'body') return prefixedClaim(request, { ...place, before: '' });
  const time = singleHeader(request, String(auth.timestampHeader).toLowerCase());
  if (!time.ok) return time;
  const stale = staleness(auth, request, time.value);
  if (stale !== undefined) return { ok: false, refusal: stale };
  const before = auth.signed === 'timestamp.body' ? `${time.value}.` : `v0:${time.value}:`;
  return prefixedClaim(request, { ...place, before });
}

function prefixedClaim(
  request: IncomingRequest,
  place: { readonly header: string; readonly prefix: string; readonly before: string; readonly lowerCase?: boolean },
): Claim {
  const header = singleHeader(request, place.header);
  if (!header.ok) return header;
  if (!header.value.startsWith(place.prefix)) {
    const reason = `The header ${place.header} does not begin with "${place.prefix}".`;
    return { ok: false, refusal: refusal(401, 'webhook/signature-malformed', reason) };
  }
  const written = header.value.slice(place.prefix.length);
  const candidate = place.lowerCase === true ? written.toLowerCase() : written;
  return { ok: true, signed: joinBytes(place.before, request.body), candidates: [candidate] };
}

/** Too old may be a replay; too new would stay replayable for longer than the tolerance. */
function staleness(auth: JsonObject, request: IncomingRequest, seconds: string): Refusal | undefined {
  if (!/^\d{1,12}$/.test(seconds)) {
    return refusal(401, 'webhook/timestamp', 'The signed time is no whole number of seconds.');
  }
  const toleranceMs = parseDuration(typeof auth.tolerance === 'string' ? auth.tolerance : '5m') ?? 0;
  const distanceMs = Math.abs(request.receivedAt - Number(seconds) * 1_000);
  if (distanceMs <= toleranceMs) return undefined;
  return refusal(401, 'webhook/timestamp-outside-tolerance', 'The signed time is too far from ours.');
}

/** Handshakes that prove themselves without a signature: Meta by its token, Graph by nothing but an echo. */
function handshake(config: JsonObject, request: IncomingRequest, signatures: Signatures): Verdict | undefined {
  const verify = settings(config, 'verify');
  const query = (name: string) => (Object.hasOwn(request.query, name) ? request.query[name] : undefined);
  if (verify.sender === 'meta' && request.method === 'GET') {
    const presented = query('hub.verify_token') ?? '';
    if (query('hub.mode') !== 'subscribe' || !signatures.isToken([String(verify.token)], presented)) {
      return refusal(401, 'webhook/handshake', 'The handshake does not carry the agreed token.');
    }
    return echo(query('hub.challenge'));
  }
  const token = query('validationToken');
  if (verify.sender === 'graph' && request.method === 'POST' && token !== undefined) return echo(token);
  return undefined;
}

/** Slack signs its handshake like any other call, so it is answered after the signature was checked. */
function slackHandshake(config: JsonObject, request: IncomingRequest): Verdict | undefined {
  if (settings(config, 'verify').sender !== 'slack') return undefined;
  const body = readBody('json', request.body);
  if (!body.ok || !isJsonObject(body.value) || body.value.type !== 'url_verification') return undefined;
  return echo(typeof body.value.challenge === 'string' ? body.value.challenge : undefined);
}

/** Plain text without angle brackets: an echo must never become a page. */
function echo(challenge: string | undefined): Verdict {
  if (challenge === undefined || !/^[\x20-\x3b\x3d\x3f-\x7e]{1,1024}$/.test(challenge)) {
    return refusal(400, 'webhook/handshake', 'The handshake carries no challenge that could be sent back.');
  }
  return { verdict: 'answer', status: 200, contentType: 'text/plain; charset=utf-8', body: challenge };
}

/** Microsoft Graph signs nothing; every notification of a call must carry the agreed client state. */
function graphProof(config: JsonObject, request: IncomingRequest, signatures: Signatures): Verdict | undefined {
  const verify = settings(config, 'verify');
  if (verify.sender !== 'graph') return undefined;
  const body = readBody('json', request.body);
  const notices = body.ok && isJsonObject(body.value) && Array.isArray(body.value.value) ? body.value.value : [];
  const isProven = (notice: Json) =>
    isJsonObject(notice) &&
    typeof notice.clientState === 'string' &&
    signatures.isToken([String(verify.token)], notice.clientState);
  if (notices.length > 0 && notices.length <= 1_000 && notices.every(isProven)) return accepted;
  return refusal(401, 'webhook/client-state', 'A notification does not carry the agreed client state.');
}

type BodyReading =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly status: 400 | 422; readonly code: string; readonly reason: string };

function readBody(kind: BodyKind | 'none', bytes: Uint8Array): BodyReading {
  if (kind === 'none') return { ok: true, value: null };
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return { ok: false, status: 400, code: 'webhook/charset', reason: 'The body is not written in UTF-8.' };
  }
  if (kind === 'form') {
    const form = readForm(text);
    return form.ok ? form : { ok: false, status: 400, code: 'webhook/form', reason: form.reason };
  }
  if (kind === 'xml' || kind === 'text') return { ok: true, value: { [kind]: text } };
  const read = readJson(text);
  return read.ok ? read : refusedJson(read.refusal);
}

function refusedJson(found: JsonRefusal): BodyReading {
  return { ok: false, status: found.code === 'json/syntax' ? 400 : 422, code: found.code, reason: found.reason };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // The decoder reports malformed bytes by a TypeError.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function decodeBase64(base64: string): string | undefined {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) return undefined;
  return decodeUtf8(bytesOf(atob(base64)));
}

/** Headers come off the wire as one character per byte, so this gives back what the sender signed. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

function joinBytes(before: string, body: Uint8Array): Uint8Array {
  if (before === '') return body;
  const head = bytesOf(before);
  const joined = new Uint8Array(head.length + body.length);
  joined.set(head);
  joined.set(body, head.length);
  return joined;
}

function visibleHeaders(config: JsonObject, request: IncomingRequest): Readonly<Record<string, string>> {
  const own = String(settings(config, 'auth').header ?? '').toLowerCase();
  const visible = [...request.headers].filter(([name]) => !provingHeaders.has(name) && name !== own);
  return Object.fromEntries(visible.map(([name, values]) => [name, values.join(', ')] as const));
}
