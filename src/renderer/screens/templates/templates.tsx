import { Shapes } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { useTemplates } from '../../data/governance.ts';
import { Refused } from '../../frame/refused.tsx';
import { go } from '../../routes.ts';
import { Gallery } from './gallery.tsx';
import styles from './templates.module.css';

const TemplatePage = lazy(async () => ({ default: (await import('./template-page.tsx')).TemplatePage }));
const TemplateEditor = lazy(async () => ({ default: (await import('./template-editor.tsx')).TemplateEditor }));

type Props = { readonly template: string | undefined; readonly isEditing: boolean };

/** The approved patterns: what each is for, what it demands, who follows it; those of the workspace can be edited. */
export function Templates({ template, isEditing }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useTemplates();
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (template === undefined) {
    return (
      <div className={styles.screen}>
        <PanelHeader level={1} size="page" title={t('templates.title')} subtitle={t('templates.subtitle')} />
        {data.problems.length > 0 && (
          <div className={styles.notice}>
            <Banner tone="danger" title={t('templates.unreadable')}>
              <ul>
                {data.problems.map(({ file, line, message }) => (
                  <li key={`${file} ${line} ${message}`}>
                    {t('templates.problem', { file, line: line ?? 1, message })}
                  </li>
                ))}
              </ul>
            </Banner>
          </div>
        )}
        <Gallery templates={data.templates} />
      </div>
    );
  }
  const row = data.templates.find(({ value }) => value.id === template);
  if (row === undefined) {
    return (
      <div className={styles.screen}>
        <h1 className="ps-visually-hidden">{t('templates.title')}</h1>
        <EmptyState
          icon={Shapes}
          sentence={t('templates.none', { id: template })}
          action={<Button onClick={() => go({ screen: 'templates' })}>{t('templates.all')}</Button>}
        />
      </div>
    );
  }
  return (
    <Suspense fallback={null}>
      {isEditing && row.path !== null ? (
        <TemplateEditor key={row.path} row={row} path={row.path} />
      ) : (
        <TemplatePage key={row.reference} row={row} />
      )}
    </Suspense>
  );
}
