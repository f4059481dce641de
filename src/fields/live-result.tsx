import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { CodeText } from '#ui/code-text.tsx';
import { joinClasses } from '#ui/join-classes.ts';
import { type Evaluated, type ExpressionTools, useExpressionTools } from './expression/expression-tools.ts';
import { sizedSamples } from './expression/sizes.ts';
import styles from './expression-editor.module.css';

/** Props of LiveResult. */
export type LiveResultProps = {
  readonly text: string;
  readonly kind: 'expression' | 'text';
  /** Shows the result for lists of no, one and two rows as well. */
  readonly isOpen: boolean;
  /** Shows the whole value below, not only its beginning. */
  readonly isWhole?: boolean | undefined;
};

type Row = { readonly key: string; readonly params: Readonly<Record<string, number>>; readonly result: Evaluated };

/** What a text gives for the sample, a moment after it was typed; older answers are dropped. */
export function LiveResult({ text, kind, isOpen, isWhole = false }: LiveResultProps): ReactElement | null {
  const { t } = useTranslation();
  const tools = useExpressionTools();
  const rows = useResults(text, kind, tools);
  if (rows.length === 0) return isAnswered(tools) ? <ResultInWaiting /> : null;
  const shown = isOpen ? rows : rows.slice(0, 1);
  const first = rows[0]?.result;
  return (
    <div className={styles.results} aria-live="off">
      <dl>
        {shown.map(({ key, params, result }) => (
          <div key={key} className={styles.result}>
            <dt>
              {t(tools.isMadeUp && key === 'sample' ? 'inspector.result.madeUp' : `inspector.result.${key}`, params)}
            </dt>
            <dd className={joinClasses(!result.ok && styles.failed, isNothing(result) && styles.nothing)}>
              {say(result, t('inspector.result.nothing'))}
            </dd>
          </div>
        ))}
      </dl>
      {isOpen && becomesBare(rows) && <p className={styles.warning}>{t('inspector.result.bare')}</p>}
      {isWhole && first?.ok && first.value !== undefined && (
        <CodeText label={t('inspector.result.whole')} text={JSON.stringify(first.value, null, 2)} maxHeight={260} />
      )}
    </div>
  );
}

/** Keeps the place of an answer, so that nothing moves when it comes. */
function ResultInWaiting(): ReactElement {
  return (
    <div className={styles.results} aria-hidden>
      <dl>
        <div className={styles.result}>
          <dt>{'\u00a0'}</dt>
          <dd>{'\u00a0'}</dd>
        </div>
      </dl>
    </div>
  );
}

function isAnswered({ evaluate, input }: ExpressionTools): boolean {
  return evaluate !== undefined && input !== undefined;
}

/** How long nobody types before it is asked, in milliseconds. */
const pauseMs = 250;

const noRows: readonly Row[] = [];

function useResults(text: string, kind: 'expression' | 'text', tools: ExpressionTools): readonly Row[] {
  const [rows, setRows] = useState(noRows);
  const { evaluate, input, bindings } = tools;
  useEffect(() => {
    if (evaluate === undefined || input === undefined) {
      setRows(noRows);
      return undefined;
    }
    let isOver = false;
    const ask = async (): Promise<void> => {
      const sized = sizedSamples(input);
      const inputs: readonly Json[] = [input, ...sized.map((one) => one.input)];
      try {
        const results = await evaluate({ expression: text, kind, inputs, bindings });
        if (isOver) return;
        setRows(
          results.map((result, index) => {
            const rows = sized[index - 1]?.rows;
            return rows === undefined
              ? { key: 'sample', params: {}, result }
              : { key: `rows${rows}`, params: { count: rows }, result };
          }),
        );
      } catch {
        // Without an answer there is nothing to show; the link's own bar says why.
        if (!isOver) setRows(noRows);
      }
    };
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [evaluate, input, bindings, text, kind]);
  return rows;
}

/** Longest value shown in a line, in characters. */
const lineLimit = 160;

function say(result: Evaluated, nothing: string): string {
  if (!result.ok) return result.failure.title;
  if (result.value === undefined) return nothing;
  const text = JSON.stringify(result.value);
  return text.length > lineLimit ? `${text.slice(0, lineLimit)}…` : text;
}

function isNothing(result: Evaluated): boolean {
  return result.ok && result.value === undefined;
}

/** True where two rows give a list and one row does not: the list is lost on its way. */
function becomesBare(rows: readonly Row[]): boolean {
  const given = (key: string): unknown => {
    const result = rows.find((row) => row.key === key)?.result;
    return result?.ok ? result.value : undefined;
  };
  const one = given('rows1');
  return Array.isArray(given('rows2')) && one !== undefined && !Array.isArray(one);
}
