import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { formatDocument, printDocument, type ReadDocument, readDocument } from '../text/document.ts';
import type { FlowTest, FlowTests } from './flow-test.ts';
import { testsSchema } from './tests-schema.ts';

/**
 * Reads `flows/<id>.tests.yaml`.
 *
 * @returns the tests, or every problem of the file at once with line and column
 */
export function parseFlowTests(text: string): Result<FlowTests> {
  const read = readDocument(text, () => testsSchema);
  if (!read.ok) return read;
  const { value, comments } = read.value;
  // The schema accepted exactly this shape a moment ago.
  const file = value as unknown as { readonly flow: string; readonly tests: readonly FlowTest[] };
  const problems = [...repeatedNames(file.tests, read.value), ...unclearStubs(file.tests, read.value)];
  return problems.length > 0 ? refuse(...problems) : succeed({ flow: file.flow, tests: file.tests, comments });
}

/** Writes tests in their one canonical form; the twin of `parseFlowTests`. */
export function printFlowTests(tests: FlowTests): string {
  // Absent members are left out by the printer, so the tests are the JSON of their file.
  const value = { penstock: 1, flow: tests.flow, tests: tests.tests as unknown as Json } satisfies JsonObject;
  return printDocument(value, tests.comments, testsSchema);
}

/** Puts the text of a test file into its canonical form. */
export function formatFlowTests(text: string): Result<string> {
  const read = parseFlowTests(text);
  return read.ok ? formatDocument(text, () => testsSchema) : read;
}

/** The file of the workspace a test starts from; undefined where the test holds the value itself. */
export function sampleOf(test: FlowTest): string | undefined {
  return typeof test.given === 'string' && /^samples\/[^\s\\]+\.json$/.test(test.given) && !test.given.includes('..')
    ? test.given
    : undefined;
}

function repeatedNames(tests: readonly FlowTest[], read: ReadDocument): readonly Problem[] {
  const seen = new Set<string>();
  return tests.flatMap(({ name }, index) => {
    const isTaken = seen.has(name);
    seen.add(name);
    const message = `Another test of this file is called "${name}" already. Give this one a name of its own.`;
    return isTaken ? [read.problemAtPath(['tests', index, 'name'], 'flow-test/name-taken', message)] : [];
  });
}

function unclearStubs(tests: readonly FlowTest[], read: ReadDocument): readonly Problem[] {
  return tests.flatMap(({ stubs }, index) =>
    Object.entries(stubs ?? {}).flatMap(([node, list]) =>
      list.flatMap((stub, at) => {
        const hasAnswer = Object.hasOwn(stub, 'answer');
        if (hasAnswer !== (stub.fail !== undefined) && !(isJsonObject(stub.fail) && stub.port !== undefined)) return [];
        const why = hasAnswer ? 'both an answer and a failure' : 'neither an answer nor a failure';
        const message =
          hasAnswer === (stub.fail !== undefined)
            ? `This entry for "${node}" has ${why}. Give it either \`answer\` or \`fail\`.`
            : `This entry for "${node}" fails, so it leaves by no outcome. Remove \`port\`.`;
        return [read.problemAtPath(['tests', index, 'stubs', node, at], 'flow-test/answer-or-fail', message)];
      }),
    ),
  );
}
