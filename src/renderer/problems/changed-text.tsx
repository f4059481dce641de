import type { ReactNode } from 'react';
import type { ChangedLines } from './changed-lines.ts';
import styles from './changed-text.module.css';

type Props = {
  readonly change: ChangedLines;
  /** Stands above the lines. */
  readonly lead?: ReactNode;
};

/** Lines that go and lines that come, told apart by their sign and their ground. */
export function ChangedText({ change: { removed, added }, lead }: Props) {
  return (
    <pre className={styles.text}>
      {lead !== undefined && (
        <>
          {lead}
          {'\n'}
        </>
      )}
      {removed.length > 0 && <del>{removed.map((line) => `− ${line}\n`)}</del>}
      {added.length > 0 && <ins>{added.map((line) => `+ ${line}\n`)}</ins>}
    </pre>
  );
}
