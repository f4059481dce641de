import { useDraft } from '#fields/use-draft.ts';
import styles from './inspector.module.css';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (name: string) => readonly string[];
};

/** A heading that is typed over in place: Enter and leaving keep it. */
export function NameField({ label, value, onCommit }: Props) {
  const draft = useDraft({ value, commit: (text) => (text === value ? [] : onCommit(text)) });
  return (
    <h2 className={styles.name}>
      <span className="ps-visually-hidden">{value}</span>
      <input
        aria-label={label}
        data-field-path="name"
        value={draft.text}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => draft.change(event.currentTarget.value)}
        onBlur={draft.flush}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {draft.refusal.length > 0 && <span className={styles.error}>{draft.refusal.join(' ')}</span>}
    </h2>
  );
}
