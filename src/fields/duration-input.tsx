import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from '#ui/input.tsx';
import { readTypedDuration, sayDurationText } from './duration-words.ts';
import styles from './expression-editor.module.css';
import { useDraft } from './use-draft.ts';

/** Props of DurationInput. */
export type DurationInputProps = {
  /** Such as `30s`; empty where none is set. */
  readonly value: string;
  readonly onCommit: (text: string) => readonly string[];
  readonly placeholder?: string | undefined;
  readonly label?: string | undefined;
};

/** A length of time: `5m`, `5 minutes` and `90 sec` are understood, and said back in words. */
export function DurationInput({ value, onCommit, placeholder, label }: DurationInputProps): ReactElement {
  const { i18n } = useTranslation();
  const commit = (text: string): readonly string[] => onCommit(readTypedDuration(text) ?? text);
  const draft = useDraft({ value, commit });
  const words = sayDurationText(readTypedDuration(draft.text) ?? '', i18n.language);
  return (
    <>
      <Input
        mono
        label={label}
        value={draft.text}
        placeholder={placeholder}
        onValueChange={draft.change}
        onBlur={draft.flush}
        end={words === undefined ? undefined : <span className={styles.words}>{words}</span>}
      />
      {draft.refusal.map((sentence) => (
        <p key={sentence} className={styles.mistake}>
          {sentence}
        </p>
      ))}
    </>
  );
}
