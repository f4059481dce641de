import { CST, Lexer } from 'yaml';
import type { Problem } from '../problem.ts';
import { problemAt, type SourceText } from './source.ts';

/** A comment as it stands in the text; `ownLine` is false at the end of a line that holds something else. */
export type Comment = { readonly offset: number; readonly ownLine: boolean; readonly text: string };

/** What a look at the bare tokens gives. */
export type TokenScan = {
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
  /** True when the structure must not be read: it would be too deep, or broken beyond a useful sentence. */
  readonly hopeless: boolean;
};

/** More values than this on one line, or lines in one file, are no text anybody wrote, and cost seconds to judge. */
const mostTokensInLine = 10_000;
const mostLines = 60_000;

/** Brackets and dashes nested deeper than this are refused before anything recursive looks at them. */
const deepestNesting = 40;

type ScanState = {
  readonly source: SourceText;
  readonly comments: Comment[];
  readonly problems: Problem[];
  offset: number;
  open: number;
  marksInLine: number;
  tokensInLine: number;
  blankSoFar: boolean;
  scalarNext: boolean;
  hopeless: boolean;
};

/** Collects comments and refuses, with places, everything that is no part of the subset and has a token of its own. */
export function scanTokens(source: SourceText): TokenScan {
  const state: ScanState = {
    source,
    comments: [],
    problems: [],
    offset: 0,
    open: 0,
    marksInLine: 0,
    tokensInLine: 0,
    blankSoFar: true,
    scalarNext: false,
    hopeless: false,
  };
  if (source.lineStarts.length > mostLines) {
    const message = `The file has ${source.lineStarts.length} lines; at most ${mostLines} are read. Split it.`;
    return { comments: [], problems: [problemAt(source, 0, 'flow/too-large', message)], hopeless: true };
  }
  for (const token of new Lexer().lex(source.text)) {
    const isMark = token === CST.SCALAR || token === CST.DOCUMENT || token === CST.FLOW_END;
    if (isMark) state.scalarNext = token === CST.SCALAR;
    else {
      if (state.scalarNext) takeScalar(state, token);
      else takeToken(state, token);
      countToken(state);
      state.offset += token.length;
      state.scalarNext = false;
    }
    if (state.hopeless) break;
  }
  return { comments: state.comments, problems: state.problems, hopeless: state.hopeless };
}

function takeScalar(state: ScanState, token: string): void {
  state.blankSoFar = token.endsWith('\n');
  if (token.includes('\n')) startLine(state);
}

function startLine(state: ScanState): void {
  state.marksInLine = 0;
  state.tokensInLine = 0;
}

function countToken(state: ScanState): void {
  state.tokensInLine += 1;
  if (state.tokensInLine <= mostTokensInLine || state.hopeless) return;
  state.hopeless = true;
  const message = 'This line holds too many values to be read; write one a line.';
  state.problems.push(problemAt(state.source, state.offset, 'flow/too-large', message));
}

function takeToken(state: ScanState, token: string): void {
  const type = CST.tokenType(token);
  switch (type) {
    case 'newline':
      state.blankSoFar = true;
      startLine(state);
      return;
    case 'space':
      return;
    case 'comment':
      state.comments.push({ offset: state.offset, ownLine: state.blankSoFar, text: commentText(token) });
      return;
    case 'flow-map-start':
    case 'flow-seq-start':
      state.open += 1;
      break;
    case 'flow-map-end':
    case 'flow-seq-end':
      state.open -= 1;
      break;
    case 'seq-item-ind':
    case 'map-value-ind':
    case 'explicit-key-ind':
      state.marksInLine += 1;
      break;
    default:
      break;
  }
  state.blankSoFar = false;
  refuseForbidden(state, type, token);
  refuseHopeless(state);
}

/** `# text` is kept as `text`; a second `#` directly behind the first is part of the text, so that rulers survive. */
function commentText(token: string): string {
  return token.replace(/^# ?/, '').trimEnd();
}

function refuseHopeless(state: ScanState): void {
  if (state.open >= 0 && state.open <= deepestNesting && state.marksInLine <= deepestNesting) return;
  state.hopeless = true;
  const problem =
    state.open < 0
      ? problemAt(
          state.source,
          state.offset,
          'flow/syntax',
          'This bracket closes nothing; remove it, or quote the text.',
        )
      : problemAt(state.source, state.offset, 'flow/too-deep', 'The nesting here is too deep to be read; flatten it.');
  state.problems.push(problem);
}

const forbidden: ReadonlyMap<string, { readonly code: string; readonly message: string }> = new Map([
  ['anchor', { code: 'flow/anchor', message: 'Anchors (`&name`) are not allowed; write the value where it is used.' }],
  [
    'alias',
    { code: 'flow/alias', message: 'Aliases (`*name`) are not allowed; write the value out, or quote the text.' },
  ],
  ['tag', { code: 'flow/tag', message: 'Tags (`!name`) are not allowed; remove it, or quote the text.' }],
  [
    'directive-line',
    { code: 'flow/document-marker', message: 'YAML directives (`%…`) are not allowed; remove the line.' },
  ],
  ['doc-start', { code: 'flow/document-marker', message: 'A file is one document without `---`; remove the line.' }],
  ['doc-end', { code: 'flow/document-marker', message: 'A file is one document without `...`; remove the line.' }],
  ['explicit-key-ind', { code: 'flow/syntax', message: 'Keys are written `key: value`, never with `?`.' }],
]);

/** A flood of refusals helps nobody; the rest shows once these are mended. */
const mostRefusals = 100;

function refuseForbidden(state: ScanState, type: string | null, token: string): void {
  const refusal = forbidden.get(type ?? '');
  if (refusal === undefined || state.problems.length >= mostRefusals) return;
  const lineEnd = state.source.text.charAt(state.offset + token.length) === '\n' ? 1 : 0;
  const fix = {
    title: 'Remove the line',
    start: state.offset,
    end: state.offset + token.length + lineEnd,
    replacement: '',
  };
  const removable = type === 'doc-start' && state.offset === 0;
  const extras = removable ? { fix } : {};
  state.problems.push(problemAt(state.source, state.offset, refusal.code, refusal.message, extras));
}
