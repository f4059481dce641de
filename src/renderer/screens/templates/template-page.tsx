import { Pencil, Plus, Terminal } from 'lucide-react';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { CopyButton } from '#ui/copy-button.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { TemplateRow } from '../../data/governance.ts';
import { useFlows } from '../../data/queries.ts';
import { lazyPart } from '../../frame/lazy-part.ts';
import { isStartable } from '../../governance/rule-index.ts';
import { MarkdownText } from '../../inspector/help/help-text.tsx';
import { readMarkdown } from '../../inspector/help/read-markdown.ts';
import { go, printRoute } from '../../routes.ts';
import { Reasons } from './gallery.tsx';
import { ParameterTable, RuleTable } from './rule-table.tsx';
import { SkeletonPicture } from './skeleton-picture.tsx';
import { StandingChips } from './standing-chips.tsx';
import styles from './templates.module.css';

const FlowDialogs = lazyPart(async () => (await import('../flows/flow-dialogs.tsx')).FlowDialogs);

/** Everything about one pattern: its picture, rules and values, what it is for, and the flows that follow it. */
export function TemplatePage({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  const { value } = row;
  const blocks = useMemo(() => readMarkdown(row.readme), [row.readme]);
  return (
    <div className={styles.screen} data-region="template">
      <Head row={row} />
      <div className={styles.page}>
        <div className={styles.reasonPair}>
          <Reasons level={2} title={t('templates.useWhen')} reasons={value.useWhen} />
          <Reasons level={2} title={t('templates.notWhen')} reasons={value.notWhen} />
        </div>
        {row.standing !== 'shipped' && <Publish row={row} />}
        <Part title={t('templates.picture')}>
          <SkeletonPicture row={row} />
        </Part>
        <Part title={t('templates.rules')}>
          <RuleTable rules={value.rules} />
        </Part>
        {value.parameters.length > 0 && (
          <Part title={t('templates.parameters')}>
            <ParameterTable parameters={value.parameters} />
          </Part>
        )}
        <Part title={t('templates.followers')}>
          <Followers row={row} />
        </Part>
        {blocks.length > 0 && (
          <Part title={t('templates.readme')}>
            <div className={styles.readme}>
              <MarkdownText blocks={blocks} deeper={1} />
            </div>
          </Part>
        )}
      </div>
    </div>
  );
}

function Head({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  const { value, path, reference } = row;
  const [isStarting, setIsStarting] = useState(false);
  const { data } = useFlows();
  const canStart = row.skeleton !== null && isStartable(row);
  return (
    <>
      <PanelHeader
        level={1}
        size="page"
        title={value.name}
        subtitle={
          <>
            <a href={printRoute({ screen: 'templates' })}>{t('templates.all')}</a> · {value.summary}
          </>
        }
        actions={
          <>
            {path !== null && (
              <Button icon={Pencil} onClick={() => go({ screen: 'templates', template: value.id, isEditing: true })}>
                {t('templates.edit')}
              </Button>
            )}
            {canStart && (
              <Button variant="primary" icon={Plus} onClick={() => setIsStarting(true)}>
                {t('templates.start')}
              </Button>
            )}
          </>
        }
      />
      <p className={styles.facts}>
        <StandingChips row={row} />
        <code>{reference}</code>
        <span>{t('templates.version', { version: value.version })}</span>
        <span>{t('templates.ownedBy', { owner: value.owner })}</span>
        {value.deprecation !== undefined && (
          <span>
            {t('templates.deprecated', { from: value.deprecation.from, instead: value.deprecation.use ?? '–' })}
          </span>
        )}
      </p>
      {isStarting && data !== undefined && (
        <Suspense fallback={null}>
          <FlowDialogs
            asking={{ kind: 'new', start: { pattern: reference } }}
            flows={data.flows}
            onDone={() => setIsStarting(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Followers({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  if (row.followers.length === 0) return <p className={styles.quiet}>{t('templates.followedByNone')}</p>;
  return (
    <ul className={styles.followers}>
      {row.followers.map(({ flow, name, errors, warnings, waived }) => (
        <li key={flow}>
          <a href={printRoute({ screen: 'designer', flow })}>{name}</a>
          <StatusChip tone={errors > 0 ? 'danger' : 'ok'} size="sm">
            {errors > 0 ? t('governance.errors', { count: errors }) : t('governance.kept')}
          </StatusChip>
          {warnings > 0 && (
            <StatusChip tone="warn" size="sm">
              {t('governance.warnings', { count: warnings })}
            </StatusChip>
          )}
          {waived > 0 && (
            <StatusChip tone="wait" size="sm">
              {t('governance.waived', { count: waived })}
            </StatusChip>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Who signed it, or how it is signed: the key stays with its owner, so this happens at the command line. */
export function Publish({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  const { published, standing, value } = row;
  const command = `penstock templates publish ${value.id}`;
  return (
    <Part title={t('templates.publish.title')}>
      <p className={styles.quiet}>
        {published === null
          ? t('templates.publish.never')
          : t('templates.publish.by', { by: published.by, day: published.at.slice(0, 10) })}{' '}
        {standing !== 'published' && t(`templates.publish.${standing}`)}
      </p>
      {standing !== 'published' && (
        <p className={styles.command}>
          <Terminal size={14} aria-hidden />
          <code>{command}</code>
          <CopyButton text={command} label={t('templates.publish.copy')} copiedLabel={t('templates.publish.copied')} />
        </p>
      )}
    </Part>
  );
}
