import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '#ui/live-region.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useFacts } from '../data/queries.ts';
import { pinnedSteps, startingSamples } from '../data/sample-paths.ts';
import { useDocument } from '../document/document.ts';
import { useView } from '../document/view.ts';
import { useCommand } from '../keys/commands.ts';
import { sampleInput, stepIds } from './choose-input.ts';
import { startTest, type TestScope, turnToFlow, useTestRun } from './test-run.ts';

/** Offers the commands that test, and follows the open flow. Mount once, with the bottom panel. */
export function useTestCommands(): void {
  const flowId = useDocument((state) => state.flow?.id);
  const one = useView((state) => (state.selection.length === 1 ? state.selection[0] : undefined));
  useEffect(() => turnToFlow(flowId), [flowId]);
  useFirstSample();
  const test = useTestStart();
  useCommand('flow.test', () => void test('flow'), flowId !== undefined);
  useCommand('step.test', () => one !== undefined && void test({ step: one }), one !== undefined);
  useCommand('step.test-from', () => one !== undefined && void test({ from: one }), one !== undefined);
}

/** Starts a test, shows the data, and tells people who listen how it went. */
export function useTestStart(): (scope: TestScope) => Promise<void> {
  const { t } = useTranslation();
  return async (scope) => {
    useBottomTab.setState({ tab: 'data' });
    announce(t('testing.said.started'), 'test');
    const shown = await startTest(scope);
    const { refusal } = useTestRun.getState();
    if (shown === undefined) {
      if (refusal !== undefined) announce(t('testing.said.refused', { sentence: refusal.sentence }), 'test');
      return;
    }
    const { state, failure, steps } = shown.tried;
    const ran = steps.filter((step) => step.state !== 'skipped' && step.state !== 'ready').length;
    const ended = t('testing.said.ended', { state: t(`testing.state.${state}`), count: ran });
    announce(failure === null ? ended : `${ended} ${failure.title}`, 'test');
  };
}

/** A flow that was never tested starts with the first sample there is. */
function useFirstSample(): void {
  const { data } = useFacts();
  const flow = useDocument((state) => state.flow);
  const flowId = useTestRun((state) => state.flowId);
  const hasInput = useTestRun((state) => state.input !== undefined);
  useEffect(() => {
    if (hasInput || data === undefined || flow === undefined || flow.id !== flowId) return;
    const paths = data.samples.map(({ path }) => path);
    const [first] = startingSamples(flow.id, paths, pinnedSteps(flow.id, paths, stepIds(flow)));
    if (first !== undefined) useTestRun.setState({ input: sampleInput(first) });
  }, [data, flow, flowId, hasInput]);
}
