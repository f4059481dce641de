import { type Failure, type FailureFacts, invalid, permanent, timedOut } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** Which language the refused text was written in; it decides the area of the code and the words. */
export type GuestLanguage = 'expression' | 'script';

/** A limit or a rule the guest or its isolate met, without anything the guest said about it. */
export type GuestLimit =
  | 'timeout'
  | 'memory'
  | 'isolate'
  | 'pending'
  | 'input-large'
  | 'input-integer'
  | 'input-broken'
  | 'large'
  | 'deep'
  | 'not-json'
  | 'not-finite'
  | 'key';

const nouns = { expression: 'The expression', script: 'The script' } as const;

/** The failure of a limit or a rule. */
export function limitFailure(language: GuestLanguage, limit: GuestLimit, facts: FailureFacts = {}): Failure {
  const noun = nouns[language];
  switch (limit) {
    case 'timeout':
      return timedOut(
        `${language}/timeout`,
        `${noun} ran longer than it may. Look for a loop or a costly pattern.`,
        facts,
      );
    case 'memory':
      return permanent(
        `${language}/out-of-memory`,
        `${noun} needed more memory than it may use. Build smaller values.`,
        facts,
      );
    case 'isolate':
      return permanent(
        `${language}/stopped`,
        `${noun} was stopped by the sandbox without a result. Simplify it.`,
        facts,
      );
    case 'pending':
      return permanent(
        `${language}/never-ended`,
        `${noun} waits for something that can never happen. Simplify it.`,
        facts,
      );
    case 'input-large':
      return permanent(
        `${language}/input-too-large`,
        `${noun} reads more than 1 MB at once. Pass less data on.`,
        facts,
      );
    case 'input-integer':
      return invalid(
        `${language}/integer-too-large`,
        'The data holds a whole number beyond 2^53, which would be rounded. Ask the sender to send it as text.',
        facts,
      );
    case 'input-broken':
      return invalid(
        `${language}/input-not-json`,
        'The data is no JSON. Check what the step before it passes on.',
        facts,
      );
    case 'large':
      return permanent(`${language}/output-too-large`, `${noun} gave more than 1 MB. Pass less data on.`, facts);
    case 'deep':
      return permanent(
        `${language}/too-deep`,
        `${noun} nests deeper than it may. Look for recursion without an end.`,
        facts,
      );
    case 'not-json':
      return permanent(
        `${language}/not-json`,
        `${noun} gave something JSON cannot carry. Give data, no functions.`,
        facts,
      );
    case 'not-finite':
      return permanent(
        `${language}/not-finite`,
        `${noun} gave a number that is not finite. Look for a division by zero.`,
        facts,
      );
    case 'key':
      return permanent(
        `${language}/forbidden-key`,
        `${noun} gave a field named __proto__, constructor or prototype. Use another name.`,
        facts,
      );
  }
}

/** What a thrown thing said about itself, in the guest's words; `undefined` members were not said. */
export type GuestReport = {
  readonly name: string;
  readonly code?: string;
  readonly position?: number;
  readonly token?: string;
  readonly message?: string;
};

/** Reads a report the guest wrote; anything odd in it is left out. */
export function readReport(text: string): GuestReport {
  const said: unknown = JSON.parse(text);
  if (!isJsonObject(said)) return { name: 'other' };
  return {
    name: typeof said.name === 'string' ? said.name : 'other',
    ...(typeof said.code === 'string' && { code: said.code }),
    ...(typeof said.position === 'number' && { position: said.position }),
    ...(typeof said.token === 'string' && { token: said.token }),
    ...(typeof said.message === 'string' && { message: said.message }),
  };
}

/** The failure of an expression that JSONata refused or gave up; its own words stay in `detail`. */
export function expressionFailure(report: GuestReport): Failure {
  const detail: JsonObject = {
    ...(report.code !== undefined && { code: report.code }),
    ...(report.position !== undefined && { position: report.position }),
    ...(report.token !== undefined && { token: report.token }),
  };
  const code = report.code ?? '';
  if (report.name === 'range' || code === 'D1011') return limitFailure('expression', 'deep', { detail });
  if (code === 'D1012') return limitFailure('expression', 'timeout', { detail });
  if (code === 'D3137' || code === 'D3141') {
    const said = { ...detail, message: report.message ?? '' };
    return invalid('expression/raised', 'The expression refused the data with a message of its own.', { detail: said });
  }
  if (code === 'X0001') {
    const title = 'The expression calls $eval. Data is never read as an expression; write the expression itself.';
    return permanent('expression/eval-refused', title, { detail: {} });
  }
  if (code === 'D1001' || code === 'D3001') return limitFailure('expression', 'not-finite', { detail });
  if (code.startsWith('S') || report.name === 'syntax') {
    const title = 'The expression is not valid JSONata. Correct it at the position named.';
    return permanent('expression/parse-error', title, { detail });
  }
  if (code.startsWith('T')) {
    const title = 'The expression met a value of a type it cannot use. Check the data, or convert the value first.';
    return permanent('expression/type-error', title, { detail });
  }
  const title = 'The expression could not be evaluated over this data. Check the function and the values it gets.';
  return permanent('expression/runtime-error', title, { detail });
}

/** The failure of a script that does not parse. */
export function scriptParseFailure(report: GuestReport): Failure {
  return permanent('script/parse-error', 'The script is not valid JavaScript. Correct it.', messageOf(report));
}

/** The failure of a script that threw. */
export function scriptFailure(report: GuestReport): Failure {
  if (report.name === 'range') return limitFailure('script', 'deep');
  return permanent('script/threw', 'The script threw an error. Check the data it reads.', messageOf(report));
}

function messageOf(report: GuestReport): { readonly detail?: Json } {
  return report.message === undefined ? {} : { detail: { message: report.message } };
}
