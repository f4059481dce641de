import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment } from '#flow/workspace/environment.ts';
import { Button } from '#ui/button.tsx';
import { useRefresh } from '../../../data/connections.ts';
import { readFile, writeFiles } from '../../../data/files.ts';
import { toastProblem } from '../../../frame/toast-problem.ts';
import styles from './connect.module.css';
import { loopbackRanges, openRanges } from './plan-save.ts';

/** Props of RefusalNote. */
export type RefusalNoteProps = {
  readonly message: string;
  readonly code: string | undefined;
  readonly address: string;
  readonly environment: Environment | undefined;
  /** Called once the address is open. */
  readonly onOpened: () => void;
};

/** A refusal in words, with the button that opens this computer's own addresses where that is the matter. */
export function RefusalNote({ message, code, address, environment, onOpened }: RefusalNoteProps): ReactElement {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [isBusy, setIsBusy] = useState(false);
  const ranges = loopbackRanges(address);
  const isForTrying = environment?.purpose === 'dev' || environment?.purpose === 'test';
  if (code !== 'egress/address-refused' || ranges.length === 0 || environment === undefined || !isForTrying) {
    return <>{message}</>;
  }
  const open = async (): Promise<void> => {
    setIsBusy(true);
    const sentences = await openIn(environment, ranges).catch((error: unknown) => [String(error)]);
    setIsBusy(false);
    toastProblem(sentences);
    if (sentences.length > 0) return;
    await refresh();
    onOpened();
  };
  return (
    <div className={styles.refusal}>
      <span>{message}</span>
      <Button onClick={() => void open()} busy={isBusy}>
        {t('connections.setup.allow', { ranges: ranges.join(', '), environment: environment.name })}
      </Button>
      <span className={styles.quiet}>{t('connections.setup.allowWhat', { environment: environment.name })}</span>
    </div>
  );
}

async function openIn({ name, purpose }: Environment, ranges: readonly string[]): Promise<readonly string[]> {
  const path = `environments/${name}.yaml`;
  const file = await readFile(path);
  const opened = openRanges({ text: file.text, name, purpose }, ranges);
  if (!opened.ok) return opened.problems.map((problem) => problem.message);
  const written = await writeFiles([{ path, text: opened.value, expect: file.etag }]);
  return written.ok ? [] : [written.detail];
}
