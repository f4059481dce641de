import type { FlowTests } from '#flow/flow-test/flow-test.ts';
import { parseFlowTests, printFlowTests } from '#flow/flow-test/parse-tests.ts';
import { type Result, succeed } from '#flow/problem.ts';
import { readDocument } from '#flow/text/document.ts';

/** Gives a test another name; the rest of the file stays. A name that is taken is refused by the file's own rules. */
export function renameTest(text: string, name: string, next: string): Result<string> {
  const read = parseFlowTests(text);
  if (!read.ok) return read;
  const tests = read.value.tests.map((test) => (test.name === name ? { ...test, name: next } : test));
  return checked({ ...read.value, tests });
}

/** Takes a test out of the file, with the comments that stand above it. */
export function removeTest(text: string, name: string): Result<string> {
  const read = parseFlowTests(text);
  if (!read.ok) return read;
  const at = read.value.tests.findIndex((test) => test.name === name);
  if (at === -1) return succeed(text);
  const tests = read.value.tests.filter((_, index) => index !== at);
  return checked({ ...read.value, tests, comments: withoutTest(read.value.comments, at) });
}

/** Comments hang on places such as `tests.3.expect`; those behind the test move up by one. */
function withoutTest(comments: FlowTests['comments'], at: number): FlowTests['comments'] {
  const kept = new Map<string, readonly string[]>();
  for (const [path, lines] of comments) {
    const match = /^tests\.(\d+)(.*)$/s.exec(path);
    const index = Number(match?.[1]);
    if (match === null || index < at) kept.set(path, lines);
    else if (index > at) kept.set(`tests.${index - 1}${match[2] ?? ''}`, lines);
  }
  return kept;
}

function checked(tests: FlowTests): Result<string> {
  const text = printFlowTests(tests);
  const read = parseFlowTests(text);
  return read.ok ? succeed(text) : read;
}

/** The lines of one test in its file, and the number of the first; undefined where the file cannot be read. */
export function linesOfTest(
  text: string,
  index: number,
): { readonly first: number; readonly text: string } | undefined {
  const read = readDocument(text);
  if (!read.ok) return undefined;
  const lineOf = (at: number): number | undefined =>
    Array.isArray(read.value.value.tests) && at < read.value.value.tests.length
      ? read.value.problemAtPath(['tests', at], 'flow-test/here', '').line
      : undefined;
  const first = lineOf(index);
  if (first === undefined) return undefined;
  const lines = text.split('\n');
  const end = (lineOf(index + 1) ?? lines.length + 1) - 1;
  return {
    first,
    text: lines
      .slice(first - 1, end)
      .join('\n')
      .trimEnd(),
  };
}
