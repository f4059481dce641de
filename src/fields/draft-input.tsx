import type { ReactElement } from 'react';
import { Input, type InputProps } from '#ui/input.tsx';
import styles from './expression-editor.module.css';
import { useDraft } from './use-draft.ts';

/** Props of DraftInput. */
export type DraftInputProps = Omit<InputProps, 'value' | 'onValueChange'> & {
  readonly value: string;
  /** Takes the text over; gives the sentences of a refusal, or nothing. */
  readonly onCommit: (text: string) => readonly string[];
  /** A half-typed text would do harm, as with names that others hang on: it counts when it is left, or on Enter. */
  readonly isName?: boolean | undefined;
};

/** One line of text that counts when nothing is typed for a moment, on Enter, and when it is left. */
export function DraftInput({
  value,
  onCommit,
  onBlur,
  onKeyDown,
  isName = false,
  ...rest
}: DraftInputProps): ReactElement {
  const draft = useDraft({ value, commit: onCommit, ...(isName ? { idleMs: Number.POSITIVE_INFINITY } : {}) });
  return (
    <>
      <Input
        {...rest}
        value={draft.text}
        onValueChange={draft.change}
        onBlur={(event) => {
          draft.flush();
          onBlur?.(event);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) draft.flush();
          onKeyDown?.(event);
        }}
      />
      {draft.refusal.map((sentence) => (
        <p key={sentence} className={styles.mistake}>
          {sentence}
        </p>
      ))}
    </>
  );
}
