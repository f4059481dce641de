import type { TestDifference } from '#flow/flow-test/compare.ts';
import type { EdgePlace, FlowCoverage } from '#flow/flow-test/coverage.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';

/** What one test came to, as far as a report needs it. */
type Result = {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly differences: readonly TestDifference[];
  readonly path: readonly string[];
  readonly effects: Readonly<Record<string, number>>;
  readonly tried?: FlowTry;
};

/** What the tests of one file came to. */
export type FileReport = {
  /** Relative to the workspace, with slashes. */
  readonly file: string;
  readonly flow: string;
  readonly results: readonly Result[];
  readonly coverage: FlowCoverage;
};

/** Says one test: a line when it passed, else why it did not, with both values. */
export function sayResult({ name, passed, durationMs, differences }: Result): string {
  const head = `  ${passed ? '✓' : '✗'} ${name} (${durationMs} ms)`;
  return [head, ...differences.flatMap(sayDifference)].join('\n');
}

function sayDifference({ sentence, params }: TestDifference): readonly string[] {
  const { expected, actual } = params;
  const isBrief = !isLarge(expected) && !isLarge(actual);
  const values = isBrief ? [] : [...lines('-', expected), ...lines('+', actual)];
  return [`      ${sentence}`, ...values];
}

/** A value the sentence had to shorten, or cannot show side by side. */
function isLarge(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function lines(sign: '-' | '+', value: unknown): readonly string[] {
  const word = sign === '-' ? 'expected' : 'actual';
  if (value === undefined) return [`        ${sign} ${word}: nothing`];
  const text = JSON.stringify(value, undefined, 2).split('\n');
  return [`        ${sign} ${word}:`, ...text.map((line) => `        ${sign}   ${line}`)];
}

/** Says how many tests there were and how they ended. */
export function sayTotal(reports: readonly FileReport[]): string {
  const results = reports.flatMap((report) => report.results);
  const failed = results.filter(({ passed }) => !passed).length;
  const tookMs = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const count = `${results.length} test${results.length === 1 ? '' : 's'}`;
  const verdict = failed === 0 ? 'all passed' : `${results.length - failed} passed, ${failed} failed`;
  return `${count}: ${verdict}, in ${(tookMs / 1_000).toFixed(1)} s.`;
}

/** Says what the tests of a file leave out. */
export function sayCoverage({ flow, coverage }: FileReport): string {
  const { nodes, edges, missing } = coverage;
  const all = Object.keys(nodes).length;
  const head = `${flow}: ${all - missing.nodes.length} of ${all} steps, ${edges.length - missing.edges.length} of ${edges.length} edges`;
  const steps = missing.nodes.length === 0 ? [] : [`  never ran: ${missing.nodes.join(', ')}`];
  const isError = (edge: EdgePlace) =>
    missing.errorPaths.some(({ from, port, to }) => from === edge.from && port === edge.port && to === edge.to);
  const paths = missing.edges.map(
    (edge) => `  never taken: ${edge.from} ${edge.port} → ${edge.to}${isError(edge) ? ' (error path)' : ''}`,
  );
  return [head, ...steps, ...paths].join('\n');
}

/** Writes the report build servers read. */
export function printJunit(reports: readonly FileReport[]): string {
  const suites = reports.map(({ file, results }) => {
    const failed = results.filter(({ passed }) => !passed).length;
    const cases = results.map((result) => junitCase(file, result));
    const head = `  <testsuite name="${escapeXml(file)}" tests="${results.length}" failures="${failed}" time="${seconds(results)}">`;
    return [head, ...cases, '  </testsuite>'].join('\n');
  });
  const all = reports.flatMap((report) => report.results);
  const failed = all.filter(({ passed }) => !passed).length;
  const head = `<testsuites name="penstock" tests="${all.length}" failures="${failed}" time="${seconds(all)}">`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function junitCase(file: string, result: Result): string {
  const open = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(result.name)}" time="${seconds([result])}"`;
  if (result.passed) return `${open}/>`;
  const [first] = result.differences;
  const text = result.differences.map(({ sentence }) => sentence).join('\n');
  const failure = `      <failure type="${escapeXml(first?.code ?? '')}" message="${escapeXml(first?.sentence ?? '')}">${escapeXml(text)}</failure>`;
  return [`${open}>`, failure, '    </testcase>'].join('\n');
}

function seconds(results: readonly Result[]): string {
  return (results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000).toFixed(3);
}

const xmlSigns: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML cannot hold at all is left out; the rest is escaped. */
function escapeXml(text: string): string {
  const allowed = [...text.toWellFormed()].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
  });
  return allowed.join('').replace(/[&<>"]/g, (sign) => xmlSigns[sign] ?? sign);
}
