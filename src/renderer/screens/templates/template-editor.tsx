import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Save } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeArea, type CodeAreaHandle } from '#fields/code-area.tsx';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { showToast } from '#ui/toaster.tsx';
import { readFile, writeFiles } from '../../data/files.ts';
import { type TemplateRow, useJudgedTemplate } from '../../data/governance.ts';
import type { KnownFile } from '../../document/document.ts';
import { Refused } from '../../frame/refused.tsx';
import { useCommand } from '../../keys/commands.ts';
import { printRoute } from '../../routes.ts';
import { isChanged, keepDraft, useTemplateDrafts } from './template-drafts.ts';
import { Publish } from './template-page.tsx';
import styles from './templates.module.css';
import { type Problem, Verdict } from './verdict.tsx';

type Props = { readonly row: TemplateRow; readonly path: string };

/** The text of a pattern of this workspace, judged against every flow that follows it while it is typed. */
export function TemplateEditor({ row, path }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['workspace', 'file', path],
    queryFn: () => readFile(path),
  });
  const draft = useTemplateDrafts((state) => state.byPath[path]);
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  return <Editor row={row} path={path} onDisk={data} text={draft?.text ?? data.text} base={draft?.base ?? data} />;
}

type EditorProps = Props & {
  readonly onDisk: KnownFile;
  readonly text: string;
  /** The file as it was when the typing began. */
  readonly base: KnownFile;
};

const noFacts = { bindings: {}, stepNames: new Map<string, string>() };

function Editor({ row, path, onDisk, text, base }: EditorProps) {
  const { t } = useTranslation();
  const handle = useRef<CodeAreaHandle>(null);
  const { verdict, error, isBusy } = useJudgedTemplate(text);
  const { isSaving, save } = useSave(row, path);
  const problems = verdict?.problems ?? [];
  const mistakes = useMemo(
    () => (verdict?.problems ?? []).map((one) => ({ offset: offsetOf(text, one), message: one.message })),
    [verdict, text],
  );
  const isDirty = text !== base.text;
  const isStale = isDirty && onDisk.etag !== base.etag;
  const saveNow = (): void => void (isDirty && save(text, base.etag));
  useCommand('flow.save', saveNow);
  useEffect(() => {
    // What was typed back is no draft any more.
    if (!isDirty) keepDraft(path, undefined);
  }, [isDirty, path]);
  return (
    <div className={styles.screen} data-region="template-editor">
      <PanelHeader
        level={1}
        size="page"
        title={row.value.name}
        subtitle={
          <>
            <a href={printRoute({ screen: 'templates', template: row.value.id })}>{t('templates.back')}</a> · {path}
          </>
        }
        actions={
          <>
            {isDirty && <span className={styles.quiet}>{t('templates.unsaved')}</span>}
            {isDirty && <Button onClick={() => keepDraft(path, undefined)}>{t('templates.discard')}</Button>}
            <Button variant="primary" icon={Save} disabled={!isDirty} busy={isSaving} onClick={saveNow}>
              {t('templates.save')}
            </Button>
          </>
        }
      />
      {isStale && (
        <div className={styles.notice}>
          <Banner
            tone="warn"
            title={t('templates.stale')}
            actions={<Button onClick={() => keepDraft(path, { text, base: onDisk })}>{t('templates.keepMine')}</Button>}
          />
        </div>
      )}
      <div className={styles.editor}>
        <div className={styles.code}>
          <CodeArea
            isLarge
            language="yaml"
            label={t('templates.textOf', { path })}
            value={text}
            facts={noFacts}
            mistakes={mistakes}
            handle={handle}
            onChange={(next) => keepDraft(path, isChanged(next, base) ? { text: next, base } : undefined)}
          />
        </div>
        <aside className={styles.beside} aria-label={t('templates.verdict')}>
          <Verdict
            verdict={verdict}
            error={error}
            isBusy={isBusy}
            isChanged={isDirty}
            onGoTo={(problem) => handle.current?.goTo(offsetOf(text, problem))}
          />
          {problems.length === 0 && !isDirty && <Publish row={row} />}
        </aside>
      </div>
    </div>
  );
}

/** Saves the text if the file is still as it was read; otherwise says so and reads it again. */
function useSave(row: TemplateRow, path: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isSaving, setIsSaving] = useState(false);
  const save = async (text: string, expect: string | null): Promise<void> => {
    setIsSaving(true);
    try {
      const written = await writeFiles([{ path, text, expect }]);
      if (written.ok) {
        queries.setQueryData(['workspace', 'file', path], { text, etag: written.etags.get(path) ?? null });
        keepDraft(path, undefined);
        showToast({ tone: 'ok', title: t('templates.saved', { name: row.value.name }) });
      } else showToast({ tone: 'warn', title: written.detail, durationMs: 8_000 });
      await queries.invalidateQueries({ queryKey: ['workspace'] });
    } catch (error) {
      showToast({ tone: 'warn', title: error instanceof Error ? error.message : String(error), durationMs: 8_000 });
    } finally {
      setIsSaving(false);
    }
  };
  return { isSaving, save };
}

function offsetOf(text: string, { line = 1, column = 1 }: Problem): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
