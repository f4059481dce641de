import { isRunState } from '../../data/run-feed.ts';
import type { RunFilter } from '../../data/runs.ts';

/** What a search asks for. */
export type RunSearch = {
  readonly filter: RunFilter;
  /** Id of one run that was asked for by name. */
  readonly run: string | undefined;
  /** Words after a colon that mean nothing, to be told. */
  readonly unknown: readonly { readonly token: string; readonly word: string }[];
};

/** Words people use for states, besides the states' own names. */
const stateWords: Readonly<Record<string, RunFilter['state']>> = {
  ok: 'succeeded',
  done: 'succeeded',
  success: 'succeeded',
  error: 'failed',
  stopped: 'cancelled',
  undoing: 'closing',
  overtaken: 'superseded',
  queued: 'waiting',
};

/**
 * Reads a search such as `state:failed flow:order-to-cash SO-1007`. Words without a colon are the beginning of a
 * business key, or a whole run id; the last of several tokens of one kind counts.
 */
export function readSearch(text: string): RunSearch {
  const filter: { -readonly [Key in keyof RunFilter]: RunFilter[Key] } = {};
  const unknown: { readonly token: string; readonly word: string }[] = [];
  const words: string[] = [];
  let run: string | undefined;
  for (const part of text.trim().split(/\s+/).filter(Boolean)) {
    const [, token = '', word = ''] = /^(state|status|flow|key):(.*)$/i.exec(part) ?? [];
    switch (token.toLowerCase()) {
      case 'state':
      case 'status': {
        const state = stateOf(word);
        if (state !== undefined) filter.state = state;
        else if (word !== '') unknown.push({ token: 'state', word });
        break;
      }
      case 'flow':
        if (word !== '') filter.flow = word;
        break;
      case 'key':
        if (word !== '') words.push(word);
        break;
      default:
        if (/^run_[\w-]{8,}$/.test(part)) run = part;
        else words.push(part);
    }
  }
  if (words.length > 0) filter.keyPrefix = words.join(' ').slice(0, 200);
  return { filter, run, unknown };
}

/** Puts a token into a search in the place of one of its kind, or takes it out with an empty word. */
export function setToken(text: string, token: 'state' | 'flow', word: string): string {
  const kept = text
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '' && !part.toLowerCase().startsWith(`${token}:`));
  return [...(word === '' ? [] : [`${token}:${word}`]), ...kept].join(' ');
}

function stateOf(word: string): RunFilter['state'] {
  const lower = word.toLowerCase();
  return isRunState(lower) ? lower : stateWords[lower];
}
