import type { Finding } from '#flow/check/finding.ts';
import { isPublished, type TemplateStanding } from '#flow/template/standing.ts';
import type { ToldFollowing } from '#flow/template/tell-following.ts';
import { baselineId, type Template, type TemplateRule } from '#flow/template/template.ts';
import { neverWaived } from '#flow/template/waiver.ts';

/** A pattern by its reference, as the runtime tells it. */
export type KnownTemplate = { readonly reference: string; readonly value: Template };

/** The pattern a rule belongs to, and its parts: one id may stand for several. */
export type RuleFacts = {
  readonly reference: string;
  readonly template: Template;
  readonly parts: readonly TemplateRule[];
};

const indexes = new WeakMap<readonly KnownTemplate[], ReadonlyMap<string, RuleFacts>>();

/** The rules of patterns by id; built once for each answer of the runtime. */
export function ruleIndex(templates: readonly KnownTemplate[]): ReadonlyMap<string, RuleFacts> {
  const known = indexes.get(templates);
  if (known !== undefined) return known;
  const index = new Map<string, RuleFacts>();
  for (const { reference, value } of templates) {
    for (const rule of value.rules) {
      const before = index.get(rule.id);
      index.set(rule.id, { reference, template: value, parts: [...(before?.parts ?? []), rule] });
    }
  }
  indexes.set(templates, index);
  return index;
}

/** Why a rule is there, each reason once: that of the part whose sentence it is where that can be told. */
export function whyOf({ rule, message }: Finding, index: ReadonlyMap<string, RuleFacts>): readonly string[] {
  const parts = index.get(rule)?.parts ?? [];
  const own = parts.filter((part) => fits(part.message, message));
  return [...new Set((own.length > 0 ? own : parts).map(({ rationale }) => rationale))];
}

/** True where a sentence was written from a text with placeholders: every word between them stands in it, in order. */
function fits(pattern: string, message: string): boolean {
  let at = 0;
  for (const piece of pattern.split(/\{[^}]*\}/)) {
    const found = message.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** True where an architect may let a finding pass: errors, and warnings, which keep flows out where much depends on them. */
export function isWaivable(finding: Finding, index: ReadonlyMap<string, RuleFacts>): boolean {
  const facts = index.get(finding.rule);
  if (facts === undefined || finding.severity === 'info' || finding.waiver !== undefined) return false;
  return !neverWaived.has(finding.rule) && facts.parts.every(({ waivable }) => waivable !== false);
}

/** Errors and waived findings, as badges count them. */
export type StandingCounts = { readonly patterns: number; readonly errors: number; readonly waived: number };

/** Counts how a flow stands against what it follows; the rules every flow has are no pattern it follows. */
export function countStanding(
  follows: readonly {
    readonly reference: string;
    readonly missing: readonly Finding[];
    readonly waived: readonly Finding[];
  }[],
): StandingCounts {
  const sum = (count: (one: (typeof follows)[number]) => number) => follows.reduce((all, one) => all + count(one), 0);
  return {
    patterns: follows.filter(({ reference }) => !isBaseline(reference)).length,
    errors: sum(({ missing }) => missing.filter(({ severity }) => severity === 'error').length),
    waived: sum(({ waived }) => waived.length),
  };
}

/** True for the rules every flow is held against. */
export function isBaseline(reference: string): boolean {
  return reference === baselineId || reference.startsWith(`${baselineId}@`);
}

/** True where a flow may begin to follow a pattern: it is approved, and what it says is what was published. */
export function isStartable({
  reference,
  standing,
  value,
}: KnownTemplate & { readonly standing: TemplateStanding }): boolean {
  return value.status === 'approved' && isPublished(standing) && !isBaseline(reference);
}

/** How a flow stands against one pattern, with the findings of its rules sorted out. */
export type Standing = ToldFollowing & { readonly rules: number };

/** Puts what the checker says to the patterns a flow follows; what every flow is held against comes last. */
export function standAgainst(
  following: readonly ToldFollowing[],
  findings: readonly Finding[],
  templates: readonly KnownTemplate[],
): readonly Standing[] {
  const told = following.map((one) => {
    const rules = templates.find(({ reference }) => reference === one.reference)?.value.rules ?? [];
    const ids = new Set(rules.map(({ id }) => id));
    const own = findings.filter(({ rule }) => ids.has(rule));
    return {
      ...one,
      rules: ids.size,
      missing: own.filter(({ waiver }) => waiver === undefined),
      waived: own.filter(({ waiver }) => waiver !== undefined),
    };
  });
  return [
    ...told.filter(({ reference }) => !isBaseline(reference)),
    ...told.filter(({ reference }) => isBaseline(reference)),
  ];
}

const dayMs = 86_400_000;

/** Days a waiver still counts after today, both as `YYYY-MM-DD`; 0 on its last day. */
export function daysLeft(expires: string, today: string): number {
  return Math.round((Date.parse(expires) - Date.parse(today)) / dayMs);
}

/** The day so many days after another, as `YYYY-MM-DD`. */
export function dayAfter(today: string, days: number): string {
  return new Date(Date.parse(today) + days * dayMs).toISOString().slice(0, 10);
}
