import type { Finding } from '../check/finding.ts';
import { formatInstant, parseInstant } from '../instant.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { printDocument, readDocument } from '../text/document.ts';
import { parseWaivers, waiversSchema } from './parse-waivers.ts';
import { isAbout, type Waiver } from './waiver.ts';

/** Longest time a waiver may count, in days. */
const mostDays = 365;
const dayMs = 86_400_000;

/** What a waiver is granted on. */
export type WaiverGround = {
  /** What the checker says of the flow: a waiver is granted for something. */
  readonly findings: readonly Finding[];
  /** Rules nobody may waive. */
  readonly never: ReadonlySet<string>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
};

/**
 * Adds a waiver to the text of `waivers/<flow>.yaml`, in the place of an earlier one about the same finding; comments
 * stay.
 *
 * @param text the file as it stands; empty where there is none
 */
export function grantWaiver(text: string, waiver: Waiver, around: WaiverGround): Result<string> {
  const problems = [...judgeWaiver(waiver, around)];
  if (problems.length > 0) return refuse(...problems);
  const before = text === '' ? 'penstock: 1\nwaivers: []\n' : text;
  const known = parseWaivers(before);
  if (!known.ok) return known;
  const read = readDocument(before, () => waiversSchema);
  if (!read.ok) return read;
  const others = known.value.filter((one) => !isSameFinding(one, waiver));
  const printed = printDocument({ penstock: 1, waivers: [...others, waiver] }, read.value.comments, waiversSchema);
  const judged = parseWaivers(printed);
  return judged.ok ? succeed(printed) : judged;
}

function* judgeWaiver(waiver: Waiver, { findings, never, today }: WaiverGround): Generator<Problem> {
  const { rule, flow, node, expires } = waiver;
  if (never.has(rule)) {
    const message = `${rule} can never be waived. Mend what it names in the flow "${flow}" instead.`;
    yield { code: 'waiver/never', message };
    return;
  }
  const last = lastDay(today);
  if (expires < today || expires > last) {
    const message = `A waiver ends between today and ${last}; ${expires} lies outside. Choose an earlier or later day.`;
    yield { code: 'waiver/too-long', message };
  }
  if (!findings.some((finding) => isAbout(waiver, finding))) {
    const where = node === undefined ? 'about the flow as a whole' : `at the step "${node}"`;
    const message = `The flow "${flow}" has no finding of ${rule} ${where}. Look at its findings again.`;
    yield { code: 'waiver/no-finding', message };
  }
}

function lastDay(today: string): string {
  const start = parseInstant(`${today}T00:00:00Z`) ?? 0;
  return formatInstant(start + mostDays * dayMs).slice(0, 10);
}

function isSameFinding(one: Waiver, other: Waiver): boolean {
  return one.rule === other.rule && one.flow === other.flow && one.node === other.node;
}
