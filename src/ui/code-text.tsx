import type { ReactElement } from 'react';
import styles from './code-text.module.css';
import { CopyButton } from './copy-button.tsx';
import { joinClasses } from './join-classes.ts';

/** Props of CodeText. */
export type CodeTextProps = {
  readonly text: string;
  /** Name of the block; read aloud. */
  readonly label: string;
  /** All three show the copy button. */
  readonly copyLabel?: string | undefined;
  readonly copiedLabel?: string | undefined;
  readonly lineNumbers?: boolean | undefined;
  /** Breaks long lines instead of scrolling sideways. */
  readonly wrap?: boolean | undefined;
  /** Px; default none. */
  readonly maxHeight?: number | undefined;
  readonly className?: string | undefined;
};

/** Text in mono that can be read, selected and copied but not changed; for editing there is the code editor. */
export function CodeText(props: CodeTextProps): ReactElement {
  const { text, label, copyLabel, copiedLabel, lineNumbers = false, wrap = false, maxHeight, className } = props;
  return (
    <div className={joinClasses(styles.box, className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard */}
      <section aria-label={label} className={styles.scroller} style={{ maxHeight }} tabIndex={0}>
        <pre className={joinClasses(styles.text, wrap && styles.wrap)}>
          {lineNumbers ? (
            <span aria-hidden className={styles.numbers}>
              {text
                .split('\n')
                .map((_, line) => line + 1)
                .join('\n')}
            </span>
          ) : null}
          <code className={styles.code}>{text}</code>
        </pre>
      </section>
      {copyLabel === undefined || copiedLabel === undefined ? null : (
        <div className={styles.copy}>
          <CopyButton text={text} label={copyLabel} copiedLabel={copiedLabel} />
        </div>
      )}
    </div>
  );
}
