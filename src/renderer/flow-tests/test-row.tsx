import { Eye, FileCode, MoreHorizontal, Pencil, Play, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowTest } from '#flow/flow-test/flow-test.ts';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { showToast } from '#ui/toaster.tsx';
import { readFile } from '../data/files.ts';
import type { TestResult } from '../data/tries.ts';
import { useDocument } from '../document/document.ts';
import { reveal } from '../document/view.ts';
import { cellText } from '../step-data/table-of.ts';
import { sampleInput } from '../test-run/choose-input.ts';
import { emptyInput, showTry } from '../test-run/test-run.ts';
import { removeTest } from './edit-tests.ts';
import styles from './flow-tests.module.css';
import { type KnownResult, moveResult, useTestResults } from './test-results.ts';
import { type TestsFile, useIsRunning, useWriteTests } from './use-flow-tests.ts';

type RowProps = {
  readonly test: FlowTest;
  readonly known: TestsFile;
  readonly onRun: () => void;
  readonly onRename: () => void;
  readonly onLines: () => void;
};

/** One test: whether it passed, how long it took, what was not as it expects, and what one can do with it. */
export const TestRow = memo(function TestRow({ test, known, onRun, onRename, onLines }: RowProps) {
  const { t } = useTranslation();
  const { name } = test;
  const result = useTestResults((state) => state.results.get(name));
  const isRunning = useIsRunning(name);
  const isOlder = useDocument((state) => result !== undefined && state.flow !== result.flow);
  const remove = useRemove(known);
  const state = result === undefined ? 'unknown' : result.result.passed ? 'passed' : 'failed';
  const tone = { unknown: 'idle', passed: 'ok', failed: 'danger' } as const;
  const tried = result?.result.tried;
  return (
    <li className={styles.row}>
      <div className={styles.line}>
        <StatusIcon
          tone={tone[state]}
          busy={isRunning}
          label={t(`testing.tests.state.${isRunning ? 'running' : state}`)}
        />
        <span className={styles.name}>{name}</span>
        <span className={styles.facts}>{result !== undefined && <Facts known={result} isOlder={isOlder} />}</span>
        <IconButton label={`${t('testing.tests.runOne')}: ${name}`} icon={Play} size="sm" onClick={onRun} />
        <DropdownMenu
          align="end"
          trigger={<IconButton label={t('testing.tests.more', { name })} icon={MoreHorizontal} size="sm" />}
          entries={[
            {
              id: 'show',
              label: t('testing.tests.show'),
              icon: Eye,
              disabled: tried === undefined,
              onSelect: () => result !== undefined && showResult(test, result),
            },
            { id: 'lines', label: t('testing.tests.lines'), icon: FileCode, onSelect: onLines },
            { id: 'rename', label: t('testing.tests.rename'), icon: Pencil, onSelect: onRename },
            { kind: 'separator', id: 'line' },
            {
              id: 'remove',
              label: t('testing.tests.remove'),
              icon: Trash2,
              danger: true,
              onSelect: () => void remove(name),
            },
          ]}
        />
      </div>
      {state === 'failed' && result !== undefined && (
        <ul className={styles.differences}>
          {result.result.differences.map((difference) => (
            <Difference key={difference.sentence} difference={difference} onShow={() => showResult(test, result)} />
          ))}
        </ul>
      )}
    </li>
  );
});

function Facts({ known, isOlder }: { readonly known: KnownResult; readonly isOlder: boolean }) {
  const { t, i18n } = useTranslation();
  const ms = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 0 }).format(known.result.durationMs);
  return <>{`${isOlder ? `${t('testing.tests.older')} · ` : ''}${t('testing.tests.ms', { ms })}`}</>;
}

type DifferenceProps = {
  readonly difference: TestResult['differences'][number];
  readonly onShow: () => void;
};

function Difference({ difference, onShow }: DifferenceProps) {
  const { t } = useTranslation();
  const { params, sentence } = difference;
  const node = typeof params.node === 'string' ? params.node : undefined;
  const hasValues = Object.hasOwn(params, 'expected');
  const valueIn = (name: 'expected' | 'actual') =>
    Object.hasOwn(params, name) && params[name] !== null ? cellText(params[name]) : t('testing.tests.absent');
  const show = (): void => {
    onShow();
    if (node !== undefined) reveal(node);
  };
  return (
    <li className={styles.difference}>
      <button type="button" className={styles.sentence} onClick={show}>
        {sentence}
      </button>
      {hasValues && (
        <span className={styles.values}>
          <span>
            {t('testing.tests.expected')} <code>{valueIn('expected')}</code>
          </span>
          <span>
            {t('testing.tests.actual')} <code>{valueIn('actual')}</code>
          </span>
        </span>
      )}
    </li>
  );
}

/** Draws the run of a test over the flow. */
function showResult({ name, given }: FlowTest, { result, flow }: KnownResult): void {
  const { tried } = result;
  if (tried === undefined) return;
  const input = typeof given === 'string' ? sampleInput(given) : emptyInput;
  showTry({ flow, tried, at: Date.now(), scope: 'flow', input, test: name });
}

/** Gives what deletes a test; the notice takes it back. */
function useRemove(known: TestsFile): (name: string) => Promise<void> {
  const { t } = useTranslation();
  const write = useWriteTests();
  return async (name) => {
    const { path, file } = known;
    const removed = removeTest(file.text, name);
    if (!removed.ok || !(await write(path, file, removed.value))) return;
    moveResult(name, undefined);
    showToast({
      tone: 'ok',
      title: t('testing.tests.removed', { name }),
      action: {
        label: t('testing.tests.undo'),
        // Only while nobody wrote the file meanwhile; otherwise the runtime refuses and the notice says so.
        onSelect: () =>
          void readFile(path).then((now) =>
            write(path, now.text === removed.value ? now : { text: '', etag: '0'.repeat(32) }, file.text),
          ),
      },
    });
  };
}
