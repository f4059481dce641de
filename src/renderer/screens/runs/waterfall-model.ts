import { itemKeys, scopeOfFrame, splitStep } from '#flow/interpret/path.ts';
import type { RunDetail, RunStep } from '../../data/runs.ts';

/** How a bar stands. */
export type BarTone = 'ok' | 'danger' | 'wait' | 'running' | 'warn' | 'idle';

/** One bar on the time axis; times are milliseconds after the run began. */
export type Bar = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone: BarTone;
  /** Attempt it stands for; 0 for a step without attempts. */
  readonly attempt: number;
};

/** A row of the waterfall: a step, an item of a list, or one attempt of a scope. */
export type WaterfallRow = {
  readonly id: string;
  readonly kind: 'step' | 'item' | 'attempt';
  /** The step; of an item or an attempt, none. */
  readonly step: RunStep | undefined;
  /** Name of an item, or number of an attempt. */
  readonly label: string;
  readonly depth: number;
  readonly isUndo: boolean;
  readonly bars: readonly Bar[];
  /** Milliseconds from the beginning of its first bar to the end of its last. */
  readonly lengthMs: number;
  readonly children: readonly WaterfallRow[];
  /** Of the items of a list: how many are over, and how many of them failed. */
  readonly counts: { readonly all: number; readonly failed: number } | undefined;
};

/** The waterfall of a run. */
export type Waterfall = {
  readonly rows: readonly WaterfallRow[];
  readonly lengthMs: number;
  readonly skipped: readonly RunStep[];
};

/** Lays a run's steps out on a time axis. What is under way ends at `nowMs`. */
export function layOutRun(run: RunDetail, nowMs: number): Waterfall {
  const startMs = Date.parse(run.startedAt);
  const shown = run.steps.filter((step) => step.state !== 'skipped');
  const byFrame = new Map<string, RunStep[]>();
  for (const step of shown) {
    const { frame } = splitStep(step.path);
    byFrame.set(frame, [...(byFrame.get(frame) ?? []), step]);
  }
  const context = { byFrame, below: framesByScope(byFrame.keys()), startMs, nowMs };
  const rows = rowsOf('', 0, context);
  const endMs = run.endedAt === null ? nowMs : Date.parse(run.endedAt);
  const furthest = rows.reduce((most, row) => Math.max(most, lastOf(row)), 0);
  return {
    rows,
    lengthMs: Math.max(1, endMs - startMs, furthest),
    skipped: run.steps.filter((step) => step.state === 'skipped'),
  };
}

type Context = {
  readonly byFrame: ReadonlyMap<string, readonly RunStep[]>;
  /** Frames directly below a scope, by the path of its step. */
  readonly below: ReadonlyMap<string, ReadonlySet<string>>;
  readonly startMs: number;
  readonly nowMs: number;
};

function rowsOf(frame: string, depth: number, context: Context): readonly WaterfallRow[] {
  return (context.byFrame.get(frame) ?? []).map((step) => rowOf(step, depth, context));
}

function rowOf(step: RunStep, depth: number, context: Context): WaterfallRow {
  const frames = [...(context.below.get(step.path) ?? [])];
  const isList = frames.some((frame) => frame.endsWith(']'));
  const children = isList ? itemRows(frames, depth + 1, context) : attemptRows(frames, depth + 1, context);
  const bars = barsOf(step, context);
  const counts = isList ? { all: children.length, failed: children.filter(hasFailed).length } : undefined;
  const isUndo = splitStep(step.path).node.startsWith('~');
  return {
    id: step.path,
    kind: 'step',
    step,
    label: step.name ?? step.node,
    depth,
    isUndo,
    bars,
    lengthMs: lengthOf(bars),
    children,
    counts,
  };
}

function itemRows(frames: readonly string[], depth: number, context: Context): readonly WaterfallRow[] {
  return frames.map((frame) => frameRow(frame, 'item', decodeKey(itemKeys(frame).at(-1) ?? frame), depth, context));
}

/** A scope that tried once shows its steps right below it; one that tried again shows its attempts first. */
function attemptRows(frames: readonly string[], depth: number, context: Context): readonly WaterfallRow[] {
  const [first] = frames;
  if (frames.length === 1 && first !== undefined) return rowsOf(first, depth, context);
  return frames.map((frame) => frameRow(frame, 'attempt', /#(\d+)$/.exec(frame)?.[1] ?? '', depth, context));
}

function frameRow(
  frame: string,
  kind: 'item' | 'attempt',
  label: string,
  depth: number,
  context: Context,
): WaterfallRow {
  const children = rowsOf(frame, depth + 1, context);
  const bars = children.flatMap(({ bars: inner }) => inner);
  const tone = children.some(hasFailed) ? 'danger' : bars.some((bar) => bar.tone === 'running') ? 'running' : 'ok';
  const span = bars.length === 0 ? [] : [{ fromMs: firstOf(bars), toMs: endOf(bars), tone, attempt: 0 } as const];
  return {
    id: frame,
    kind,
    step: undefined,
    label,
    depth,
    isUndo: false,
    bars: span,
    lengthMs: lengthOf(span),
    children,
    counts: undefined,
  };
}

function framesByScope(frames: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>();
  for (const each of frames) {
    let frame = each;
    for (let scope = scopeOfFrame(frame); scope !== undefined; scope = scopeOfFrame(frame)) {
      const known = below.get(scope) ?? new Set();
      if (known.has(frame)) break;
      below.set(scope, known.add(frame));
      frame = splitStep(scope).frame;
    }
  }
  return below;
}

function barsOf(step: RunStep, { startMs, nowMs }: Context): readonly Bar[] {
  const after = (at: string | null): number => Math.max(0, (at === null ? nowMs : Date.parse(at)) - startMs);
  const tries = step.tries.map(({ number, startedAt, endedAt, failure }): Bar => {
    const isLast = number === step.tries.at(-1)?.number;
    const tone =
      endedAt === null ? 'running' : failure === null ? 'ok' : isLast && step.state === 'in doubt' ? 'warn' : 'danger';
    return { fromMs: after(startedAt), toMs: after(endedAt), tone, attempt: number };
  });
  if (tries.length > 0) return tries;
  if (step.startedAt === null) return [];
  return [{ fromMs: after(step.startedAt), toMs: after(step.endedAt), tone: toneOf(step), attempt: 0 }];
}

function toneOf(step: RunStep): BarTone {
  switch (step.state) {
    case 'done':
      return isWait(step) ? 'wait' : step.failure === null ? 'ok' : 'danger';
    case 'failed':
      return 'danger';
    case 'waiting':
      return 'wait';
    case 'in doubt':
      return 'warn';
    case 'ready':
    case 'running':
      return 'running';
    case 'skipped':
    case 'cancelled':
      return 'idle';
  }
}

function isWait(step: RunStep): boolean {
  return step.type?.startsWith('approval@') === true || step.type?.startsWith('wait@') === true;
}

/** True for a row that failed, or that holds one that did. */
export function hasFailed(row: WaterfallRow): boolean {
  return row.step?.state === 'failed' || row.children.some(hasFailed);
}

function firstOf(bars: readonly Bar[]): number {
  return Math.min(...bars.map(({ fromMs }) => fromMs));
}

function endOf(bars: readonly Bar[]): number {
  return Math.max(...bars.map(({ toMs }) => toMs));
}

function lengthOf(bars: readonly Bar[]): number {
  return bars.length === 0 ? 0 : endOf(bars) - firstOf(bars);
}

function lastOf(row: WaterfallRow): number {
  return row.bars.reduce((most, bar) => Math.max(most, bar.toMs), 0);
}

function decodeKey(key: string): string {
  return key.replace(/%([\da-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Most children of one row that are shown before a person asks for more. */
export const mostChildren = 100;

/** A row as it is shown, or the line that offers what is left out. */
export type ShownRow =
  | { readonly kind: 'row'; readonly row: WaterfallRow; readonly isOpen: boolean }
  | { readonly kind: 'more'; readonly id: string; readonly of: string; readonly depth: number; readonly left: number };

/** Which rows are unfolded, and of which all children are shown. */
export type Unfolding = { readonly open: ReadonlySet<string>; readonly whole: ReadonlySet<string> };

/** Flattens the rows to what is in sight. */
export function listShown(rows: readonly WaterfallRow[], unfolding: Unfolding): readonly ShownRow[] {
  return rows.flatMap((row): readonly ShownRow[] => {
    const isOpen = row.children.length > 0 && unfolding.open.has(row.id);
    const own: ShownRow = { kind: 'row', row, isOpen };
    if (!isOpen) return [own];
    const children = unfolding.whole.has(row.id) ? row.children : row.children.slice(0, mostChildren);
    const left = row.children.length - children.length;
    const more: readonly ShownRow[] =
      left === 0 ? [] : [{ kind: 'more', id: `${row.id} more`, of: row.id, depth: row.depth + 1, left }];
    return [own, ...listShown(children, unfolding), ...more];
  });
}

/** Rows that are unfolded at first: scopes with few children, and everything on the way to the step that is looked for. */
export function openAtFirst(rows: readonly WaterfallRow[], sought: string | null): ReadonlySet<string> {
  const open = new Set<string>();
  const visit = (row: WaterfallRow): void => {
    const leadsThere = sought !== null && sought !== row.id && sought.startsWith(row.id);
    if (row.children.length > 0 && (leadsThere || (row.counts === undefined && row.kind === 'step'))) open.add(row.id);
    for (const child of row.children) visit(child);
  };
  for (const row of rows) visit(row);
  return open;
}

/** Where the marks of the time axis stand, in milliseconds: three to eight of them, on round numbers. */
export function markAxis(lengthMs: number): readonly number[] {
  const steps = axisSteps(lengthMs);
  const marks: number[] = [];
  for (let at = 0; at <= lengthMs; at += steps) marks.push(at);
  return marks;
}

function axisSteps(lengthMs: number): number {
  const wanted = Math.max(1, lengthMs / 6);
  const units = [60_000, 3_600_000, 86_400_000];
  const rounds = [...[1, 2, 5].flatMap((one) => [1, 10, 100, 1_000, 10_000].map((ten) => one * ten)), 30_000];
  const minutes = [1, 2, 5, 10, 30].map((one) => one * 60_000);
  const hours = [1, 2, 6, 12].map((one) => one * 3_600_000);
  const days = [1, 2, 7, 30, 90, 365].map((one) => one * 86_400_000);
  const all = [...rounds.filter((one) => one < (units[0] ?? 0)), ...minutes, ...hours, ...days].sort((a, b) => a - b);
  return all.find((one) => one >= wanted) ?? wanted;
}
