import { create } from 'zustand';

/** How a step stands in the run that is shown. */
export type StepStatus =
  | 'ready'
  | 'running'
  | 'waiting'
  | 'in doubt'
  | 'done'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'simulated';

/** What the run that is shown says of one step. */
export type StepMark = { readonly status: StepStatus; readonly attempts: number; readonly durationMs?: number };

/** What the run that is shown says of one edge: how many items went along it. */
export type EdgeMark = { readonly count: number };

/** Which parts of the flow a set of tests went through. */
export type Coverage = { readonly steps: ReadonlySet<string>; readonly edges: ReadonlySet<string> };

/** A run, or what tests covered, drawn over the flow. */
export type Overlay = {
  /** By step id. Empty: no run is shown. */
  readonly steps: ReadonlyMap<string, StepMark>;
  /** By `edgeKey(from, port, to)`. */
  readonly edges: ReadonlyMap<string, EdgeMark>;
  readonly coverage: Coverage | undefined;
  /** The way a finding is about; while it is lit nothing else is. */
  readonly way: Coverage | undefined;
};

const blank: Overlay = { steps: new Map(), edges: new Map(), coverage: undefined, way: undefined };

/** What lies over the open flow. Filled by the panels that test and show runs; give new maps with every change. */
export const useOverlay = create<Overlay>(() => blank);

/** Lays a run over the flow. */
export function showRun(steps: Overlay['steps'], edges: Overlay['edges']): void {
  useOverlay.setState({ steps, edges });
}

/** Marks what tests covered; undefined takes the marks away. */
export function showCoverage(coverage: Coverage | undefined): void {
  useOverlay.setState({ coverage });
}

/** Lights one way through the flow; undefined puts it out. */
export function showWay(way: Coverage | undefined): void {
  useOverlay.setState({ way });
}

/** Takes everything off the flow again. */
export function clearOverlay(): void {
  useOverlay.setState(blank);
}

/** True where a run, coverage or a way is shown and the edge had no part in it. */
export function isEdgeUntaken({ steps, edges, coverage, way }: Overlay, key: string): boolean {
  if (way !== undefined) return !way.edges.has(key);
  if (steps.size > 0) return !edges.has(key);
  return coverage !== undefined && !coverage.edges.has(key);
}

/** True where a run, coverage or a way is shown and the step had no part in it. */
export function isStepUntaken({ steps, coverage, way }: Overlay, id: string): boolean {
  if (way !== undefined) return !way.steps.has(id);
  if (steps.size > 0) return (steps.get(id)?.status ?? 'skipped') === 'skipped';
  return coverage !== undefined && !coverage.steps.has(id);
}
