import type { ReportedFinding } from './report.ts';

/** A report for people: one line each, as editors and terminals recognise it; empty where there is nothing to say. */
export function printTextReport(findings: readonly ReportedFinding[]): string {
  return findings.map((finding) => `${sayFinding(finding)}\n`).join('');
}

/** `file:line:column: error flow/cycle: message`, with the waiver behind it where there is one. */
export function sayFinding({
  file,
  line,
  column,
  severity,
  rule,
  message,
  waiver,
}: Omit<ReportedFinding, 'flow' | 'node' | 'edge' | 'path' | 'fix'>): string {
  const place = `${file}:${line}:${column}:`;
  if (waiver === null) return `${place} ${severity} ${rule}: ${message}`;
  return `${place} waived ${severity} ${rule}: ${message} (${sayWaiver(waiver)})`;
}

/** `waived until 2027-03-31 by anna: the target deduplicates`. */
export function sayWaiver({ reason, approver, expires }: NonNullable<ReportedFinding['waiver']>): string {
  return `waived until ${expires} by ${approver}: ${reason}`;
}
