import type { ProblemFacts } from '#flow/problem.ts';

/** What the API and its server refuse. */
export const serverProblems: readonly ProblemFacts[] = [
  {
    code: 'access/token-missing',
    title: 'The call carries no valid token.',
    help: 'Send it as `Authorization: Bearer …`. `penstock serve` prints the token it made, or takes the one in PENSTOCK_TOKEN.',
  },
  {
    code: 'access/not-allowed',
    title: 'None of your roles has the permission this call needs.',
    help: 'The sentence names the permission. Ask an operator for a role that has it.',
  },
  {
    code: 'access/token-spent',
    title: 'The one-time token is spent, stale or unknown.',
    help: 'It holds for ten minutes and for one browser. Start the studio again, and open the address it prints.',
  },
  {
    code: 'api/body-not-taken',
    title: 'The call takes no body.',
    help: 'Leave the body out. The API document at `/api/openapi.json` says what each call takes.',
  },
  {
    code: 'api/content-type',
    title: 'The body is not announced as JSON.',
    help: 'Send it with `Content-Type: application/json`, in UTF-8.',
  },
  { code: 'api/charset', title: 'The body is not written in UTF-8.', help: 'Write it in UTF-8 and send it again.' },
  {
    code: 'api/cut-off',
    title: 'The body ended before it was complete.',
    help: 'Nothing was done. Send the call again.',
  },
  {
    code: 'api/crowded',
    title: 'Too many bodies are arriving at once.',
    help: 'Nothing was done. Send the call again in a few seconds.',
  },
  {
    code: 'api/too-large',
    title: 'The body of the call is too large.',
    help: 'The sentence names the limit. Send less in one call.',
  },
  {
    code: 'api/invalid-query',
    title: 'A parameter of the call is not as it must be.',
    help: 'The sentence names the parameter and what it takes, as does the API document at `/api/openapi.json`.',
  },
  {
    code: 'api/invalid-body',
    title: 'A field of the body is not as it must be.',
    help: 'The sentence names the field and what it takes, as does the API document at `/api/openapi.json`.',
  },
  {
    code: 'server/exposed',
    title: 'The server was to listen beyond this machine without protection.',
    help: 'Give it a certificate and a token of your own, or listen on 127.0.0.1 behind a proxy that has both.',
  },
  {
    code: 'server/cannot-listen',
    title: 'The server cannot have this address.',
    help: 'Another process has the port, or the address is not of this machine. Choose another with `--port`.',
  },
  {
    code: 'server/wrong-host',
    title: 'The call names a host this server does not answer for.',
    help: 'Call it as 127.0.0.1 or localhost with its port. This keeps web pages from reaching it under a name of their own.',
  },
  {
    code: 'server/wrong-origin',
    title: 'The call comes from a web page of another origin.',
    help: 'Call the API from a program, or from a page the server itself delivered.',
  },
  {
    code: 'server/malformed',
    title: 'The request cannot be read.',
    help: 'Its address or its headers are not written as HTTP demands. Check the client, and proxies on the way.',
  },
  {
    code: 'server/no-such-address',
    title: 'Nothing is at this address.',
    help: 'The API document at `/api/openapi.json` lists every address; webhooks stand under `/hooks`.',
  },
  {
    code: 'server/too-many-streams',
    title: 'Too many event streams are open.',
    help: 'Close one, or wait as long as `Retry-After` says.',
  },
  {
    code: 'server/broke',
    title: 'Something broke in the server.',
    help: 'The log tells more under the reference in the answer. Report it with that line.',
  },
  {
    code: 'store/busy',
    title: 'The store has no time for the question now.',
    help: 'Ask again, or narrow the question with a filter or a smaller limit.',
  },
  {
    code: 'store/unavailable',
    title: 'The store takes nothing at the moment.',
    help: 'Nothing was changed. Look at the free space and the log of the runtime, then send it again.',
  },
];
