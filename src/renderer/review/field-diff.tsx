import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeText } from '#ui/code-text.tsx';
import { readRemembered, remember } from '#ui/remembered.ts';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import type { DiffView } from './diff-editor.ts';
import styles from './field-diff.module.css';
import type { ShownPart } from './shown-texts.ts';

type Props = {
  /** The step or thing it is about. */
  readonly title: string;
  readonly parts: readonly ShownPart[];
  readonly chosen: string | undefined;
  readonly onChoose: (part: string) => void;
};

type Mode = 'side' | 'inline';

const modeKey = 'penstock.diff-mode';

/** What changed about one thing, text beside text. */
export function FieldDiff({ title, parts, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<Mode>(() => (readRemembered(modeKey) === 'inline' ? 'inline' : 'side'));
  const shown = parts.find(({ id }) => id === chosen) ?? parts[0];
  if (shown === undefined) return null;
  return (
    <section className={styles.field} aria-label={t('reviews.diff.label', { title })}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <code className={styles.path}>{shown.texts.path}</code>
        {parts.length > 1 && (
          <SegmentedControl
            label={t('reviews.diff.part')}
            value={shown.id}
            onValueChange={onChoose}
            segments={parts.map(({ id, field, scope }) => ({
              value: id,
              label: field === null ? t(`reviews.diff.scope.${scope}`) : field.split('.').slice(1).join('.') || field,
            }))}
          />
        )}
        <SegmentedControl<Mode>
          label={t('reviews.diff.mode')}
          value={mode}
          onValueChange={(next) => {
            setMode(next);
            remember(modeKey, next);
          }}
          segments={[
            { value: 'side', label: t('reviews.diff.side') },
            { value: 'inline', label: t('reviews.diff.inline') },
          ]}
        />
      </header>
      <Texts part={shown} title={title} isInline={mode === 'inline'} />
    </section>
  );
}

type TextsProps = { readonly part: ShownPart; readonly title: string; readonly isInline: boolean };

/** The code editor's comparison; until it is loaded, and where it cannot be, both texts plainly. */
function Texts({ part, title, isInline }: TextsProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<DiffView>();
  const [hasFailed, setHasFailed] = useState(false);
  const { before, after, language } = part.texts;
  const names = { before: t('reviews.diff.before', { title }), after: t('reviews.diff.after', { title }) };
  const latest = useRef({ ...names, isInline });
  latest.current = { ...names, isInline };
  useEffect(() => {
    let isGone = false;
    let opened: DiffView | undefined;
    import('./diff-editor.ts').then(
      ({ openDiff }) => {
        if (isGone || host.current === null) return;
        opened = openDiff({ host: host.current, ...latest.current });
        setView(opened);
      },
      () => setHasFailed(true),
    );
    return () => {
      isGone = true;
      opened?.close();
    };
  }, []);
  useEffect(() => view?.show({ before, after, language }), [view, before, after, language]);
  useEffect(
    () => view?.setLook({ isInline, before: names.before, after: names.after }),
    [view, isInline, names.before, names.after],
  );
  if (hasFailed) {
    return (
      <div className={styles.plain}>
        <CodeText label={names.before} text={before} />
        <CodeText label={names.after} text={after} />
      </div>
    );
  }
  return <div ref={host} className={styles.host} />;
}
