import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { reportOf, type WrittenReport } from './report-of.ts';
import styles from './step-data.module.css';

/** Offers the file that a report step wrote; nothing for any other step. */
export function SaveReport({ step }: { readonly step: Parameters<typeof reportOf>[0] }) {
  const { t } = useTranslation();
  const report = reportOf(step);
  if (report === undefined) return null;
  return (
    <div className={styles.why}>
      <Button icon={Download} onClick={() => saveFile(report)}>
        {`${t('testing.save.save')} ${report.name}`}
      </Button>
    </div>
  );
}

/** Browsers read the file some time after the click; nobody keeps a save dialog of theirs waiting on this address. */
const keptMs = 60_000;

/** The type is one that no browser shows, so that a page made of other people's data never runs as part of ours. */
function saveFile({ name, text }: WrittenReport): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
}
