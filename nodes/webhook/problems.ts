import type { ProblemFacts } from '#flow/problem.ts';

/**
 * Why a call does not get past the trigger; the list of refused calls shows these. A sender that could not prove who
 * it is gets an empty 401 and learns none of it.
 */
export const webhookProblems: readonly ProblemFacts[] = [
  {
    code: 'webhook/method',
    title: 'The call uses another method than the trigger takes.',
    help: 'Set the method the sender uses in `method`.',
  },
  {
    code: 'webhook/body-too-large',
    title: 'The body is larger than the trigger takes.',
    help: 'Ask the sender for less, or raise `limits.body`.',
  },
  {
    code: 'webhook/body-compressed',
    title: 'The body is compressed.',
    help: 'Turn compression off at the sender; signatures are checked over the plain bytes.',
  },
  {
    code: 'webhook/charset',
    title: 'The body is not written in UTF-8.',
    help: 'Set the sender to UTF-8. Nothing is guessed.',
  },
  {
    code: 'webhook/content-type',
    title: 'The trigger does not take this kind of body.',
    help: 'Set the `Content-Type` at the sender, or add the kind to `bodies`.',
  },
  {
    code: 'webhook/form',
    title: 'The body is no form.',
    help: 'The sentence says what is wrong with it. Look at what the sender really sends.',
  },
  {
    code: 'webhook/header-missing',
    title: 'A header that proves the sender is missing.',
    help: 'Turn signing on at the sender, and check that no proxy on the way drops the header.',
  },
  {
    code: 'webhook/header-repeated',
    title: 'A header that decides something is there more than once.',
    help: 'This may be an attack. If it is not, look for a proxy that adds the header again.',
  },
  {
    code: 'webhook/authorization',
    title: 'The call does not present itself by the scheme of the trigger.',
    help: 'Set `bearer` or `basic` at the sender, as `auth.scheme` says.',
  },
  {
    code: 'webhook/token',
    title: 'What the caller presented fits none of the secrets.',
    help: 'Compare the token at the sender with the stored secret; set the secret again where it was changed.',
  },
  {
    code: 'webhook/signature',
    title: 'The signature fits none of the secrets.',
    help: 'Compare the secret at the sender with the stored one, and the scheme. A proxy that rewrites bodies breaks signatures.',
  },
  {
    code: 'webhook/signature-malformed',
    title: 'The signature is not written as the scheme demands.',
    help: 'Check `auth.scheme`; for `hmac` also `header`, `encoding` and `prefix`.',
  },
  {
    code: 'webhook/timestamp',
    title: 'The signed time is no whole number of seconds.',
    help: 'Check that `auth.scheme` is the one of this sender; for `hmac` also `timestampHeader`.',
  },
  {
    code: 'webhook/timestamp-outside-tolerance',
    title: 'The signed time is too far from ours.',
    help: 'An old call may be a replay by somebody else. Set the clocks of both machines; widen `auth.tolerance` only when the sender is slow by design.',
  },
  {
    code: 'webhook/unsigned',
    title: 'An unsigned call came from another machine.',
    help: 'Give the trigger a scheme under `auth`; `none` is let in from this machine only.',
  },
  {
    code: 'webhook/no-secret',
    title: 'The trigger names no secret.',
    help: 'Name one under `auth.secrets`. Without it nobody is let in.',
  },
  {
    code: 'webhook/scheme',
    title: 'The trigger has no scheme that could be checked.',
    help: 'Choose one of the schemes under `auth.scheme`. Until then nobody is let in.',
  },
  {
    code: 'webhook/client-state',
    title: 'A notification does not carry the agreed client state.',
    help: 'Renew the subscription at Microsoft Graph with the state that `verify.token` names.',
  },
  {
    code: 'webhook/handshake',
    title: 'A handshake does not carry what was agreed.',
    help: 'Enter the token that `verify.token` names at the sender, and let it confirm the address again.',
  },
];
