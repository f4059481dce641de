import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import type { ConflictedFile } from '../data/conflicts.ts';
import { useFlows } from '../data/queries.ts';
import { go } from '../routes.ts';
import styles from './conflict-banner.module.css';
import { ConflictPage } from './conflict-page.tsx';

/** Files that have a button; the next ones get theirs as these are settled. */
const mostButtons = 4;

/** Says which files were changed on both sides, and leads to each: flows on their own page, all else in a window. */
export function ConflictBanner({ files }: { readonly files: readonly ConflictedFile[] }) {
  const { t } = useTranslation();
  const { data } = useFlows();
  const [path, setPath] = useState<string>();
  const decide = (file: ConflictedFile): void => {
    const flow = data?.flows.find((row) => row.path === file.path);
    if (flow === undefined) setPath(file.path);
    else go({ screen: 'designer', flow: flow.id });
  };
  return (
    <div className={styles.banner}>
      <Banner
        tone="warn"
        title={t('conflicts.waiting', { count: files.length })}
        actions={files.slice(0, mostButtons).map((file) => (
          <Button key={file.path} onClick={() => decide(file)}>
            {t('conflicts.decide', { name: file.name ?? file.path })}
          </Button>
        ))}
      >
        {t('conflicts.waitingMore')}
        {files.length > mostButtons && ` ${t('conflicts.andMore', { count: files.length - mostButtons })}`}
      </Banner>
      {path !== undefined && (
        <Dialog
          open
          size="lg"
          onOpenChange={() => setPath(undefined)}
          title={t('conflicts.title')}
          closeLabel={t('conflicts.close')}
        >
          <ConflictPage path={path} hasTitle={false} onSettled={() => setPath(undefined)} />
        </Dialog>
      )}
    </div>
  );
}
