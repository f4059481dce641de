import { useTranslation } from 'react-i18next';
import { CodeArea } from '#fields/code-area.tsx';
import type { Problem } from '#flow/problem.ts';
import styles from './contracts.module.css';

type Props = {
  readonly name: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly onText: (text: string) => void;
};

const noFacts = { bindings: {}, stepNames: new Map<string, string>() };

/** The file itself, for everything the table does not show. */
export function TextTab({ name, text, problems, onText }: Props) {
  const { t } = useTranslation();
  const [problem] = problems;
  return (
    <div className={styles.text}>
      <CodeArea
        key={name}
        isLarge
        // Colours only: JSON has no language of its own in the editor, and this one has its strings and numbers.
        language="javascript"
        label={t('contracts.textOf', { name })}
        value={text}
        facts={noFacts}
        mistake={problem === undefined ? undefined : { offset: offsetOf(text, problem), message: problem.message }}
        onChange={onText}
      />
      {problem !== undefined && (
        <p className={styles.mistake} role="status">
          {t('contracts.mistake', { line: problem.line ?? 1, message: problem.message })}
        </p>
      )}
    </div>
  );
}

function offsetOf(text: string, { line = 1, column = 1 }: Problem): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
