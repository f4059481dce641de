import type { Failure } from '#flow/failure.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import type { Problem } from '#flow/problem.ts';

/** What the sentence may name. Never a secret: only what it looks like. */
export type ProbeAbout = {
  readonly address: string;
  readonly host: string;
  readonly database: string | undefined;
  readonly login: string | undefined;
  /** Name of the environment whose rules the probe obeys. */
  readonly environment: string;
  /** `key`: forty hexadecimal digits, as Odoo makes them; `other`: not so; `none`: nothing was typed. */
  readonly secretLooksLike: 'key' | 'other' | 'none';
  /** Where the server sends requests on to, where it does. */
  readonly redirectedTo?: string | undefined;
};

/** Says a failure of a probe as a sentence for the person who fills the form in: what is wrong, and what to do. */
export function explain(failure: Failure, about: ProbeAbout): Problem {
  return { code: failure.code, message: sentenceOf(failure, about) };
}

function sentenceOf(failure: Failure, about: ProbeAbout): string {
  return networkSentence(failure, about) ?? odooSentence(failure, about) ?? failure.title;
}

/** What went wrong before an Odoo had a say. */
function networkSentence(failure: Failure, about: ProbeAbout): string | undefined {
  const { address, host, environment } = about;
  switch (failure.code) {
    case 'egress/address-refused':
      return `${address} lies in a private network, which the environment "${environment}" does not open. If it is meant, an operator adds its range under \`egress: allowPrivate:\` in environments/${environment}.yaml, such as ${rangeOf(host)}.`;
    case 'egress/not-bound':
      return `${address} cannot be used as an address: its port belongs to another sort of service, or it holds more than host and path.`;
    case 'http/unreachable':
      return `Nothing answers at ${address}. Check the spelling and the port, whether Odoo is running, and whether this computer is online and may reach it.`;
    case 'http/certificate-refused':
      return `The certificate of ${address} is not accepted: it ran out, belongs to another name, or its issuer is unknown here. Have it renewed, or make the issuer known with NODE_EXTRA_CA_CERTS.`;
    case 'http/redirected':
    case 'egress/not-allowed':
      return redirectSentence(about);
    case 'http/timed-out':
      return `${address} took the request and did not answer in time. Try again; if it stays so, Odoo or a proxy in front of it hangs.`;
    case 'http/interrupted':
      return `${address} broke the connection off before it had answered. Try again; if it stays so, look at the log of Odoo or of the proxy in front of it.`;
    case 'http/busy':
      return `${address} asks to wait: it gets too many requests or is under maintenance.${waitOf(failure)} Try again then.`;
    case 'http/server-failed':
      return `${address} failed with status ${statusOf(failure)}. Look at the log of Odoo or of the proxy in front of it.`;
    case 'http/unauthorised':
      return `${address} answers ${statusOf(failure)} before Odoo is asked: a proxy, a firewall or a login page stands in front of it. Have it let API requests through.`;
    case 'http/too-large':
    case 'http/unreadable':
    case 'http/rejected':
    case 'odoo/not-odoo':
      return `What answers at ${address} does not speak like Odoo. Check host and port; a login page or a proxy may stand in front of it.`;
    default:
      return undefined;
  }
}

/** What Odoo itself said. */
function odooSentence(failure: Failure, about: ProbeAbout): string | undefined {
  const { address, database } = about;
  const named = database === undefined || database === '' ? 'no name' : `"${database}"`;
  switch (failure.code) {
    case 'odoo/access-denied':
      return deniedSentence(about);
    case 'odoo/no-such-database':
      return `${address} has no database ${named}, or cannot reach it. Write the name exactly as its administrator gives it; upper and lower case differ.`;
    case 'odoo/login-missing':
      return 'Up to Odoo 18 the login name of the user is needed beside the key. Type it as it is typed at the login page.';
    case 'egress/secret-missing':
      return 'The API key is missing. Make one in Odoo under My Profile, Account Security, New API Key, and paste it here.';
    case 'odoo/no-permission':
      return `The Odoo user may not read this${modelOf(failure)}. Ask the Odoo administrator for the right to read it${groupsIn(failure)}.`;
    case 'odoo/not-there':
      return `Odoo knows nothing of the kind${modelOf(failure)}: its app is not installed, or this version calls it something else.`;
    case 'odoo/busy':
      return `Odoo at ${address} or its database is busy. Try again in a moment.`;
    case 'odoo/bad-call':
      return `Odoo could not carry the question out${modelOf(failure)}: a field or method is unknown in this version.`;
    default:
      return undefined;
  }
}

function deniedSentence({ database, login, secretLooksLike }: ProbeAbout): string {
  const where = database === undefined || database === '' ? '' : ` for the database "${database}"`;
  if (secretLooksLike === 'other') {
    return `Odoo does not accept what was typed as the key${where}. It does not look like an API key, which is forty digits and letters from a to f: passwords do not count from Odoo 19 on, nor for users with two-factor authentication. Make a key in Odoo under My Profile, Account Security, New API Key.`;
  }
  const owner = login === undefined ? 'another database' : `another user than "${login}", or to another database`;
  return `Odoo does not accept the key${where}: it is mistyped, has run out, was deleted, or belongs to ${owner}. Odoo does not say which. Make a new key in Odoo under My Profile, Account Security, and paste it here.`;
}

function redirectSentence({ address, redirectedTo }: ProbeAbout): string {
  return redirectedTo === undefined
    ? `${address} sends requests on to another host, which is not followed with a key at hand. Type the address that the browser shows when Odoo is open.`
    : `${address} sends requests on to ${redirectedTo}. If that is your Odoo, type that address instead.`;
}

function rangeOf(host: string): string {
  const literal = host.replace(/^\[|\]$/g, '');
  if (literal === 'localhost') return '127.0.0.0/8 and ::1/128';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(literal)) return literal.startsWith('127.') ? '127.0.0.0/8' : `${literal}/32`;
  return literal.includes(':') ? `${literal}/128` : '10.0.0.0/8';
}

function waitOf({ retryAfterMs }: Failure): string {
  return retryAfterMs === undefined ? '' : ` It names ${Math.ceil(retryAfterMs / 1_000)} seconds.`;
}

function statusOf(failure: Failure): string {
  const status = factIn(failure, 'status');
  return typeof status === 'number' ? String(status) : 'unknown';
}

function modelOf(failure: Failure): string {
  const model = factIn(failure, 'model');
  return typeof model === 'string' ? ` (${model})` : '';
}

function groupsIn(failure: Failure): string {
  const message = factIn(failure, 'message');
  const groups = typeof message === 'string' ? grantingGroups(message) : [];
  return groups.length === 0 ? '' : `, through one of the groups ${groups.join(', ')}`;
}

function factIn({ detail }: Failure, name: string): Json | undefined {
  return isJsonObject(detail) ? detail[name] : undefined;
}

/** The groups Odoo lists where it refuses: one a line, after a tab and a hyphen, in every language. */
export function grantingGroups(message: string): readonly string[] {
  return message.split('\n').flatMap((line) => /^\t- (.{1,100})$/.exec(line)?.[1] ?? []);
}
