import type { FailureKind } from '#flow/failure.ts';
import type { RunDetail, RunFailure, RunStep } from '../../data/runs.ts';

/** A sentence by its text key, with what it says. */
export type Told = { readonly key: string; readonly params?: Readonly<Record<string, string | number>> };

/** What happened to a run, in the order people ask: what, what state it is in, what to do. */
export type Explanation = {
  readonly tone: 'danger' | 'warn' | 'info' | 'wait' | 'idle';
  /** What happened: the runtime's own sentence, or a text. */
  readonly headline: Told | { readonly sentence: string };
  readonly more: readonly Told[];
  /** Code of the failure, shown last. */
  readonly code: string | undefined;
  readonly failure: RunFailure | undefined;
  /** Path of the step it is about. */
  readonly path: string | undefined;
};

/** Explains why a run failed or waits; undefined for one that runs, or went well. */
export function explainRun(run: RunDetail): Explanation | undefined {
  const doubt = run.steps.find((step) => step.state === 'in doubt');
  if (doubt !== undefined) return explainDoubt(doubt);
  switch (run.state) {
    case 'failed':
      return explainFailure(run);
    case 'cancelled':
      return { ...nothing, tone: 'idle', headline: { sentence: run.cause?.sentence ?? '' }, more: tellEffects(run) };
    case 'superseded':
      return { ...nothing, tone: 'idle', headline: { key: 'runs.cause.superseded' }, more: [] };
    case 'waiting':
      return explainWait(run);
    case 'closing':
      return { ...nothing, tone: 'info', headline: { key: 'runs.cause.closing' }, more: [] };
    case 'accepted':
    case 'running':
    case 'succeeded':
      return run.degraded
        ? { ...nothing, tone: 'warn', headline: { key: 'runs.cause.degraded' }, more: [] }
        : undefined;
  }
}

const nothing = { code: undefined, failure: undefined, path: undefined } as const;

function explainDoubt(step: RunStep): Explanation {
  return {
    tone: 'warn',
    headline: { key: 'runs.cause.doubt', params: { step: step.name ?? step.node } },
    more: [{ key: 'runs.cause.doubtWhat' }],
    code: step.failure?.code,
    failure: step.failure ?? undefined,
    path: step.path,
  };
}

function explainFailure(run: RunDetail): Explanation {
  const { cause } = run;
  const failure = cause?.failure ?? run.failure ?? undefined;
  const step = cause?.step ?? undefined;
  const where: Told[] = step === undefined ? [] : [{ key: 'runs.cause.at', params: { step } }];
  if (failure === undefined) {
    const headline = {
      key: step === undefined ? 'runs.cause.setAside' : 'runs.cause.setAsideAt',
      params: { step: step ?? '' },
    };
    return { ...nothing, tone: 'danger', headline, more: tellEffects(run), path: cause?.path ?? undefined };
  }
  const attempts = cause?.attempts ?? 0;
  const tries: Told[] = attempts > 1 ? [{ key: 'runs.cause.tries', params: { count: attempts } }] : [];
  return {
    tone: 'danger',
    headline: { sentence: failure.title },
    more: [...where, ...tries, ...tellEffects(run), tellKind(failure.kind)],
    code: failure.code,
    failure,
    path: cause?.path ?? undefined,
  };
}

/** What to do about a failure of a kind. */
export function tellKind(kind: FailureKind): Told {
  return { key: `runs.kind.${kind}` };
}

function tellEffects({ cause }: RunDetail): readonly Told[] {
  if (cause === null) return [];
  const told: Told[] = [];
  if (cause.undone.length > 0)
    told.push({ key: 'runs.cause.undone', params: { count: cause.undone.length, steps: listNames(cause.undone) } });
  if (cause.kept.length > 0)
    told.push({ key: 'runs.cause.kept', params: { count: cause.kept.length, steps: listNames(cause.kept) } });
  else told.push({ key: 'runs.cause.nothingLeft' });
  return told;
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => `“${name}”`);
  return names.length > 4 ? `${shown.join(', ')} …` : shown.join(', ');
}

function explainWait(run: RunDetail): Explanation {
  const waiting = run.steps.find((step) => step.state === 'waiting');
  const path = waiting?.path;
  const why = run.waitingFor ?? '';
  const base = { ...nothing, tone: 'wait' as const, path };
  const step = waiting?.name ?? waiting?.node ?? '';
  if (waiting !== undefined && waiting.failure !== null && waiting.attempts > 0 && !why.startsWith('hold:')) {
    return {
      ...base,
      tone: 'warn',
      headline: { sentence: waiting.failure.title },
      more: [{ key: 'runs.cause.retry', params: { step, count: waiting.attempts } }],
      code: waiting.failure.code,
      failure: waiting.failure,
    };
  }
  if (why.startsWith('hold:'))
    return { ...base, headline: { key: 'runs.wait.hold', params: { what: holdName(why) } }, more: [] };
  const known = ['approval', 'timer', 'lane', 'gap', 'parked', 'sandbox', 'shutdown'].includes(why);
  // Anything else is a sentence of the runtime about the system that is waited for.
  const headline = known
    ? { key: `runs.wait.${why}`, params: { step } }
    : why === ''
      ? { key: 'runs.wait.some' }
      : { sentence: why };
  return { ...base, headline, more: [] };
}

function holdName(why: string): string {
  return why.slice('hold:'.length).replace(/^(flow|connection):/, '');
}

/** What the other system said in its own words, where a failure holds that; at most 300 characters. */
export function wordsOfSystem(failure: RunFailure | undefined): string | undefined {
  const { detail } = failure ?? {};
  if (typeof detail !== 'object' || detail === null || !('message' in detail)) return undefined;
  const { message } = detail;
  if (typeof message !== 'string' || message.trim() === '' || failure?.title.includes(message)) return undefined;
  return message.length > 300 ? `${message.slice(0, 300)} …` : message;
}

/** When a waiting run goes on by itself, as an instant; undefined where only a person or another run ends the wait. */
export function nextTryOf(run: RunDetail): string | undefined {
  const dues = run.steps.flatMap((step) => (step.state === 'waiting' ? (step.nextAttemptAt ?? []) : []));
  return dues.sort()[0];
}
