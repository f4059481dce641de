import type { Template } from '../../template/template.ts';
import { printJsonReport } from './json.ts';
import type { ReportedFinding } from './report.ts';
import { findRuleFacts } from './rule-facts.ts';
import { printSarifReport } from './sarif.ts';
import { printTextReport } from './text.ts';

/** The forms a report comes in. */
export type ReportForm = 'json' | 'sarif' | 'text';

/**
 * Writes findings in one of the forms. The command line, the API and the runtime all write through here, so equal
 * findings are equal bytes.
 *
 * @param findings in reading order
 * @param templates those whose rules may be named
 */
export function printReport(
  findings: readonly ReportedFinding[],
  as: ReportForm,
  templates: Iterable<Template>,
): string {
  switch (as) {
    case 'json':
      return printJsonReport(findings);
    case 'sarif':
      return printSarifReport(findings, findRuleFacts(templates));
    case 'text':
      return printTextReport(findings);
  }
}
