import type { ReactElement } from 'react';
import styles from './highlight.module.css';

/** Props of Highlight. */
export type HighlightProps = {
  readonly text: string;
  /** In order; where they overlap, the first one counts. */
  readonly spans: readonly (readonly [start: number, end: number])[];
};

/** A text with its matched stretches marked. */
export function Highlight({ text, spans }: HighlightProps): ReactElement {
  const pieces: ReactElement[] = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start < at) continue;
    pieces.push(<span key={`t${at}`}>{text.slice(at, start)}</span>);
    pieces.push(
      <mark key={`m${start}`} className={styles.mark}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
