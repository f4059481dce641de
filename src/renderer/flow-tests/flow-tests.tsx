import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { announce } from '#ui/live-region.tsx';
import { Switch } from '#ui/switch.tsx';
import { runCommand } from '../keys/commands.ts';
import { CoverageLine } from './coverage-line.tsx';
import styles from './flow-tests.module.css';
import { LinesDialog, RenameDialog } from './test-dialogs.tsx';
import { runFlowTests, useTestResults } from './test-results.ts';
import { TestRow } from './test-row.tsx';
import { setRunOnSave, useRunOnSave, useTestsFile } from './use-flow-tests.ts';

type Asked = { readonly what: 'rename' | 'lines'; readonly name: string };

/** The tests of the open flow: what each came to and why, and what none of them went through. */
export function FlowTests() {
  const { t } = useTranslation();
  const known = useTestsFile();
  const refusal = useTestResults((state) => state.refusal);
  const [asked, setAsked] = useState<Asked>();
  const results = useTestResults((state) => state.results);
  const isRed = (name: string): boolean => results.get(name)?.result.passed === false;
  if (known === undefined) return null;
  const { tests, problems, file, path } = known;
  if (problems.length > 0) return <Unreadable path={path} problems={problems} />;
  if (tests.length === 0) {
    return (
      <EmptyState
        layout="row"
        sentence={t('testing.tests.none')}
        action={<Button onClick={() => runCommand('flow.test')}>{t('testing.tests.runFlow')}</Button>}
      />
    );
  }
  // What needs somebody comes first; the file keeps its own order.
  const ordered = tests.toSorted((one, other) => Number(isRed(other.name)) - Number(isRed(one.name)));
  const run = async (names?: readonly string[]): Promise<void> => {
    const sum = await runFlowTests(file.text, names);
    if (sum !== undefined) announce(t('testing.said.tests', sum), 'tests');
  };
  return (
    <div className={styles.root}>
      <Bar count={tests.length} names={tests.map(({ name }) => name)} onRun={() => void run()} />
      {refusal !== undefined && <Banner tone="danger" layout="bar" title={refusal} />}
      <CoverageLine />
      <ul className={styles.list} aria-label={t('testing.tests.label')}>
        {ordered.map((test) => (
          <TestRow
            key={test.name}
            test={test}
            known={known}
            onRun={() => void run([test.name])}
            onRename={() => setAsked({ what: 'rename', name: test.name })}
            onLines={() => setAsked({ what: 'lines', name: test.name })}
          />
        ))}
      </ul>
      {asked?.what === 'rename' && <RenameDialog known={known} name={asked.name} onClose={() => setAsked(undefined)} />}
      {asked?.what === 'lines' && <LinesDialog known={known} name={asked.name} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

type BarProps = { readonly count: number; readonly names: readonly string[]; readonly onRun: () => void };

function Bar({ count, names, onRun }: BarProps) {
  const { t } = useTranslation();
  const isRunning = useTestResults((state) => state.running !== undefined);
  const results = useTestResults((state) => state.results);
  const isOn = useRunOnSave((state) => state.isOn);
  const ran = names.flatMap((name) => results.get(name) ?? []);
  const passed = ran.filter(({ result }) => result.passed).length;
  return (
    <div className={styles.bar}>
      <Button icon={Play} busy={isRunning} onClick={onRun}>
        {t('testing.tests.runAll')}
      </Button>
      <span className={styles.summary}>
        {ran.length === 0
          ? t('testing.tests.summaryNone', { count })
          : t('testing.tests.summary', { passed, count: ran.length })}
      </span>
      <Switch label={t('testing.tests.onSave')} checked={isOn} onCheckedChange={setRunOnSave} />
    </div>
  );
}

type UnreadableProps = {
  readonly path: string;
  readonly problems: readonly { readonly line?: number; readonly message: string }[];
};

function Unreadable({ path, problems }: UnreadableProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.root}>
      <Banner tone="danger" title={`${path}: ${t('testing.tests.unreadable')}`}>
        <ul className={styles.problems}>
          {problems.map(({ line, message }) => (
            <li
              key={`${line} ${message}`}
            >{`${line === undefined ? '' : `${t('designer.line', { line })} `}${message}`}</li>
          ))}
        </ul>
      </Banner>
    </div>
  );
}
