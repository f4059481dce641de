import i18next from 'i18next';
import { showToast } from '#ui/toaster.tsx';
import { lengthOf, markByStep } from '../../canvas/join-marks.ts';
import { type StepMark, showRun } from '../../canvas/overlay.ts';
import type { RunDetail, RunStep } from '../../data/runs.ts';
import { go } from '../../routes.ts';

/** How long the flow may take to open, in milliseconds. */
const openLimitMs = 15_000;

/** Marks of a run by step id. */
export function markSteps(steps: readonly RunStep[]): ReadonlyMap<string, StepMark> {
  return markByStep(steps, markOf, 'longest');
}

/**
 * Opens the designer on the flow of a run, with the run drawn over it.
 *
 * @param draft version of the flow in the workspace; undefined when the workspace has no such flow
 */
export async function showRunOnCanvas(run: RunDetail, draft: string | undefined, node?: string): Promise<void> {
  // The canvas is large and only loaded with the designer.
  const { edgeKey } = await import('../../canvas/react-flow.ts');
  const { useTestRun } = await import('../../test-run/test-run.ts');
  const edges = run.edges.map(({ from, port, to, count }) => [edgeKey(from, port, to), { count }] as const);
  const draw = (): void => showRun(markSteps(run.steps), new Map(edges));
  // The tests of a flow take everything off the canvas when the flow is opened; the run is drawn right after that.
  const stop = useTestRun.subscribe(({ flowId }, before) => {
    if (flowId !== run.flow || before.flowId === run.flow) return;
    stop();
    queueMicrotask(draw);
  });
  window.setTimeout(stop, openLimitMs);
  if (draft !== undefined && draft !== run.version) {
    showToast({
      tone: 'info',
      title: i18next.t('runs.otherVersion', { version: run.version, draft }),
      description: i18next.t('runs.otherVersionWhat'),
    });
  }
  go({ screen: 'designer', flow: run.flow, ...(node === undefined ? {} : { node }) });
}

function markOf({ state, attempts, startedAt, endedAt }: RunStep): StepMark {
  return { status: state, attempts, ...lengthOf(startedAt, endedAt) };
}
