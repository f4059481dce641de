import type { Severity } from '../finding.ts';
import type { ReportedFinding } from './report.ts';
import type { RuleFacts } from './rule-facts.ts';
import { sayWaiver } from './text.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A report in SARIF 2.1.0, for code scanning. It holds no time, no machine and no absolute path, so that the same
 * findings give the same bytes wherever it is made.
 *
 * @param findings in reading order, files named relative to the workspace
 * @param factsOf what is known about each rule
 */
export function printSarifReport(findings: readonly ReportedFinding[], factsOf: (id: string) => RuleFacts): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Penstock', rules: ids.map((id) => describeRule(factsOf(id))) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { WORKSPACE: { description: { text: 'The folder that holds penstock.yaml.' } } },
        results: findings.map((finding) => describeResult(finding, indexOf.get(finding.rule) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule({ id, title, help }: RuleFacts) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: help },
    help: { text: help },
  };
}

function describeResult(finding: ReportedFinding, ruleIndex: number) {
  const { rule, severity, message, file, line, column, flow, node, fix, waiver } = finding;
  const name = [flow, node].filter((part) => part !== null).join('/');
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), uriBaseId: 'WORKSPACE' },
          region: { startLine: line, startColumn: column },
        },
        ...(name === '' ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: 'object' }] }),
      },
    ],
    ...(waiver === null
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: sayWaiver(waiver) }] }),
    ...(fix === null ? {} : { properties: { fix: fix.title } }),
  };
}

/** A relative URI: each name between the slashes is encoded. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
