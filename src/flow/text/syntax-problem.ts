import type { ErrorCode, YAMLParseError } from 'yaml';
import type { Fix, Problem } from '../problem.ts';
import { lineIndexOf, problemAt, type SourceText } from './source.ts';
import { quoteSingle } from './spelling.ts';

const colonInText =
  'This value holds a colon followed by a blank, which YAML takes for another key; put the value in single quotes.';

const sentences: Partial<Record<ErrorCode, string>> = {
  BAD_DQ_ESCAPE: 'This backslash sequence is unknown; write the text in single quotes.',
  BAD_INDENT: 'The indentation does not fit the lines around it; indent by two blanks below the key it belongs to.',
  BAD_SCALAR_START: 'A plain text cannot begin with this character; put it in single quotes.',
  BLOCK_AS_IMPLICIT_KEY: colonInText,
  BLOCK_IN_FLOW: 'Brackets and braces cannot hold blocks; write one item a line.',
  KEY_OVER_1024_CHARS: 'A key may have at most 1024 characters.',
  MISSING_CHAR: 'A quote, bracket, comma or blank is missing here.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line, with its colon.',
  MULTIPLE_DOCS: 'A file is one document; move the rest to a file of its own.',
  TAB_AS_INDENT: 'Indent with blanks, never with tabs.',
  UNEXPECTED_TOKEN: 'This cannot stand here; put texts with special characters in single quotes.',
};

/** Says in our words what the YAML reader refused, with a fix where only quotes are missing. */
export function syntaxProblem(source: SourceText, error: YAMLParseError): Problem {
  const offset = Math.min(error.pos[0], source.text.length);
  const message = sentences[error.code] ?? 'This is no YAML we can read; compare the line with the ones around it.';
  const fix = error.code === 'BLOCK_AS_IMPLICIT_KEY' ? quoteRestOfLine(source, offset) : undefined;
  return problemAt(source, offset, 'flow/syntax', message, fix === undefined ? {} : { fix });
}

/** `key: a ? b : c` means one text; nothing else could have been meant on a line with a key before it. */
function quoteRestOfLine(source: SourceText, offset: number): Fix | undefined {
  const lineStart = source.lineStarts[lineIndexOf(source, offset)] ?? 0;
  const lineEnd = source.text.indexOf('\n', lineStart);
  const line = source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const match = /^( *(?:- )?[A-Za-z$][\w-]*: +)([^'"|>\s].*?) *$/.exec(line);
  if (match?.[1] === undefined || match[2] === undefined || match[2].includes(' #')) return undefined;
  const start = lineStart + match[1].length;
  return { title: 'Put it in single quotes', start, end: start + match[2].length, replacement: quoteSingle(match[2]) };
}
