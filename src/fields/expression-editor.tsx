import { Maximize2 } from 'lucide-react';
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readExpression } from '#flow/check/read-expression.ts';
import { parseTextTemplate } from '#flow/expression/text-template.ts';
import { useControlAttributes } from '#ui/field-context.ts';
import { IconButton } from '#ui/icon-button.tsx';
import { joinClasses } from '#ui/join-classes.ts';
import { CodeArea } from './code-area.tsx';
import { useExpressionTools } from './expression/expression-tools.ts';
import { type CodeToken, tokensOfExpression, tokensOfText } from './expression/tokens.ts';
import { ExpressionDialog } from './expression-dialog.tsx';
import styles from './expression-editor.module.css';
import { LiveResult } from './live-result.tsx';
import type { CodeLanguage } from './monaco/languages.ts';
import { prefetchMonaco } from './monaco/load-monaco.ts';
import { useDraft } from './use-draft.ts';

/** Props of ExpressionEditor. */
export type ExpressionEditorProps = {
  readonly value: string;
  /** Takes the text over; gives the sentences of a refusal, or nothing. */
  readonly onCommit: (text: string) => readonly string[];
  /** Its name; read aloud, and the title of the large editor. */
  readonly label: string;
  readonly language?: CodeLanguage | undefined;
  readonly placeholder?: string | undefined;
  /** Leaves the live result out, where it is shown elsewhere. */
  readonly isQuiet?: boolean | undefined;
  readonly isInvalid?: boolean | undefined;
  /** Room for several lines from the start. */
  readonly isTall?: boolean | undefined;
  /** One line only: Enter takes the text over. */
  readonly isLine?: boolean | undefined;
  /** Small things beside the button that enlarges. */
  readonly end?: ReactNode;
};

/**
 * One expression, text with `{{ }}`, or script. It looks like a field until somebody goes in, then it is a code editor
 * with completion; below stands what the text gives for a sample.
 */
export function ExpressionEditor(props: ExpressionEditorProps): ReactElement {
  const { value, onCommit, label, language = 'jsonata', placeholder, isQuiet = false } = props;
  const { t } = useTranslation();
  const [isActive, setIsActive] = useState(false);
  const [isLarge, setIsLarge] = useState(false);
  const draft = useDraft({ value, commit: onCommit });
  const tools = useExpressionTools();
  const mistake = useMemo(() => findMistake(draft.text, language), [draft.text, language]);
  useEffect(prefetchMonaco, []);
  const [isInside, setIsInside] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices where the focus is
    <div
      className={styles.editor}
      onFocus={() => setIsInside(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setIsInside(false);
      }}
    >
      <div className={joinClasses(styles.box, props.isTall && styles.tall)}>
        {isActive ? (
          <CodeArea
            value={draft.text}
            language={language}
            label={label}
            placeholder={placeholder}
            facts={tools}
            mistake={mistake}
            onChange={draft.change}
            onBlur={draft.flush}
            onEnter={props.isLine === true ? draft.flush : undefined}
            isInvalid={props.isInvalid}
            autoFocus
          />
        ) : (
          <Resting {...props} text={draft.text} onEnter={() => setIsActive(true)} />
        )}
        <span className={styles.tools}>
          {props.end}
          <IconButton
            size="sm"
            icon={Maximize2}
            label={t('inspector.editor.enlarge')}
            onClick={() => setIsLarge(true)}
          />
        </span>
      </div>
      {mistake !== undefined && isActive && (
        <p className={styles.mistake}>
          {t('inspector.editor.mistake', { at: mistake.offset + 1, message: mistake.message })}
        </p>
      )}
      {draft.refusal.map((sentence) => (
        <p key={sentence} className={styles.mistake}>
          {sentence}
        </p>
      ))}
      {!isQuiet &&
        mistake === undefined &&
        (language === 'jsonata' || language === 'text') &&
        draft.text.trim() !== '' && (
          <LiveResult text={draft.text} kind={language === 'text' ? 'text' : 'expression'} isOpen={isInside} />
        )}
      {isLarge && (
        <ExpressionDialog
          title={label}
          text={draft.text}
          language={language}
          onClose={(text) => {
            setIsLarge(false);
            if (text === draft.text) return;
            draft.change(text);
            draft.flush();
          }}
        />
      )}
    </div>
  );
}

type RestingProps = ExpressionEditorProps & { readonly text: string; readonly onEnter: () => void };

/** The text in colours, until somebody goes in: editors are too heavy to stand in every field of a form. */
function Resting({ text, label, language = 'jsonata', placeholder, isInvalid, onEnter }: RestingProps): ReactElement {
  const links = useControlAttributes({ label });
  const tokens =
    language === 'text' ? tokensOfText(text) : language === 'jsonata' ? tokensOfExpression(text) : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text area cannot show colours; this one becomes an editor on focus
    <div
      id={links.id}
      role="textbox"
      tabIndex={0}
      aria-multiline
      aria-label={label}
      aria-describedby={links['aria-describedby']}
      aria-invalid={isInvalid || links['aria-invalid'] ? true : undefined}
      className={joinClasses(styles.resting, (isInvalid || links['aria-invalid']) && styles.invalid)}
      onFocus={onEnter}
    >
      {text === '' ? (
        <span className={styles.placeholder}>{placeholder ?? '\u00a0'}</span>
      ) : (
        <Code tokens={tokens ?? [{ text, kind: 'plain' }]} />
      )}
    </div>
  );
}

/** Coloured code, only to be looked at. */
export function Code({ tokens }: { readonly tokens: readonly CodeToken[] }): ReactElement {
  let at = 0;
  return (
    <code className={styles.code}>
      {tokens.map(({ text, kind }) => {
        at += text.length;
        return (
          <span key={at} className={styles[kind]}>
            {text}
          </span>
        );
      })}
    </code>
  );
}

/** Where an expression, or one inside a text, cannot be read; undefined where it can. */
export function findMistake(
  text: string,
  language: CodeLanguage,
): { readonly offset: number; readonly message: string } | undefined {
  if (text.trim() === '') return undefined;
  if (language === 'jsonata') {
    const read = readExpression(text);
    return read.ok ? undefined : { offset: read.offset, message: read.message };
  }
  if (language !== 'text') return undefined;
  const parts = parseTextTemplate(text);
  if (!parts.ok) return { offset: text.lastIndexOf('{{'), message: parts.problems[0]?.message ?? '' };
  for (const part of parts.value) {
    const read = part.kind === 'expression' ? readExpression(part.expression) : undefined;
    if (part.kind === 'expression' && read?.ok === false)
      return { offset: part.start + read.offset, message: read.message };
  }
  return undefined;
}
