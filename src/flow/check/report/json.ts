import type { ReportedFinding } from './report.ts';

/** A report for programs: one JSON object on one line, members always in the same order. */
export function printJsonReport(findings: readonly ReportedFinding[]): string {
  return `${JSON.stringify({ findings })}\n`;
}
