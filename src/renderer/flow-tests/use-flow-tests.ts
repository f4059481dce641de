import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import type { FlowTest } from '#flow/flow-test/flow-test.ts';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import type { Problem } from '#flow/problem.ts';
import { announce } from '#ui/live-region.tsx';
import { readRemembered, remember } from '#ui/remembered.ts';
import { showToast } from '#ui/toaster.tsx';
import { readFile, writeFiles } from '../data/files.ts';
import { onFileEvent } from '../data/workspace-events.ts';
import { type KnownFile, useDocument } from '../document/document.ts';
import { testsPathOf } from '../document/flow-paths.ts';
import { runFlowTests, turnTestsToFlow, useTestResults } from './test-results.ts';

/** The tests file of the open flow, read. */
export type TestsFile = {
  readonly path: string;
  readonly file: KnownFile;
  readonly tests: readonly FlowTest[];
  readonly problems: readonly Problem[];
};

const storageKey = 'penstock.tests-on-save';

/** Whether the tests run by themselves after every save; remembered on this computer. */
export const useRunOnSave = create<{ readonly isOn: boolean }>(() => ({ isOn: readRemembered(storageKey) === 'on' }));

/** Turns running on save on or off. */
export function setRunOnSave(isOn: boolean): void {
  useRunOnSave.setState({ isOn });
  remember(storageKey, isOn ? 'on' : 'off');
}

/** How long after a file changed the tests run, in milliseconds: flow and layout are written together. */
const settleMs = 300;

/** Follows the open flow: forgets results of another one, and runs tests on save where that is on. Mount once. */
export function useFlowTests(): void {
  const flowId = useDocument((state) => state.flow?.id);
  const path = useDocument((state) => state.path);
  const isOn = useRunOnSave((state) => state.isOn);
  const runAll = useRunAll();
  useEffect(() => turnTestsToFlow(flowId), [flowId]);
  useEffect(() => {
    if (!isOn || path === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onFileEvent((event) => {
      if (event.kind !== 'file' || (event.path !== path && event.path !== testsPathOf(path))) return;
      clearTimeout(timer);
      timer = setTimeout(() => void runAll(path), settleMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [isOn, path, runAll]);
}

/** Gives what runs every test of a flow file and says how it went. */
function useRunAll(): (path: string) => Promise<void> {
  const { t } = useTranslation();
  return useMemo(
    () => async (path) => {
      const { text, etag } = await readFile(testsPathOf(path));
      if (etag === null) return;
      const sum = await runFlowTests(text);
      if (sum !== undefined) announce(t('testing.said.tests', sum), 'tests');
    },
    [t],
  );
}

/** The tests file of the open flow, fresh after every change on disk; undefined while it is read. */
export function useTestsFile(): TestsFile | undefined {
  const flowPath = useDocument((state) => state.path);
  const path = flowPath === undefined ? undefined : testsPathOf(flowPath);
  const { data: file } = useQuery({
    queryKey: ['workspace', 'file', path],
    queryFn: () => readFile(path ?? ''),
    enabled: path !== undefined,
  });
  return useMemo(() => {
    if (file === undefined || path === undefined) return undefined;
    if (file.etag === null) return { path, file, tests: [], problems: [] };
    const read = parseFlowTests(file.text);
    return read.ok
      ? { path, file, tests: read.value.tests, problems: [] }
      : { path, file, tests: [], problems: read.problems };
  }, [file, path]);
}

/** Writes the tests file, and says so where another program was faster; true when it was written. */
export function useWriteTests(): (path: string, file: KnownFile, text: string) => Promise<boolean> {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return async (path, file, text) => {
    const written = await writeFiles([{ path, text, expect: file.etag }]);
    if (!written.ok) showToast({ tone: 'warn', title: t('testing.tests.changed'), durationMs: 8_000 });
    await queries.invalidateQueries({ queryKey: ['workspace', 'file', path] });
    return written.ok;
  };
}

/** True while this test runs. */
export function useIsRunning(name: string): boolean {
  return useTestResults(({ running }) => running === 'all' || (running?.has(name) ?? false));
}
