import { useTranslation } from 'react-i18next';
import { useDocument } from '../../document/document.ts';
import styles from './unreadable-flow.module.css';

/** A flow file that cannot be drawn: every problem with its line, and the text itself. */
export function UnreadableFlow() {
  const { t } = useTranslation();
  const problems = useDocument((state) => state.problems);
  const file = useDocument((state) => state.file);
  return (
    <div className={styles.unreadable}>
      <h2>{t('designer.unreadable')}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.code}`}>
            {problem.line !== undefined && <b>{t('designer.line', { line: problem.line })}</b>} {problem.message}{' '}
            <code>{problem.code}</code>
          </li>
        ))}
      </ul>
      <pre>{file.text}</pre>
    </div>
  );
}
