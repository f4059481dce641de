import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import type { CommandId } from '../keys/command-list.ts';
import { keysOf, runCommand } from '../keys/commands.ts';
import { printKeys } from '../keys/print-keys.ts';
import styles from './inspector.module.css';

const verbs: readonly CommandId[] = [
  'canvas.duplicate',
  'canvas.copy',
  'canvas.wrap',
  'canvas.tidy',
  'canvas.align-left',
  'canvas.align-top',
  'canvas.distribute-horizontal',
  'canvas.distribute-vertical',
  'canvas.delete-reconnect',
  'canvas.delete',
];

/** Several steps: how many, and what can be done with all of them. */
export function SelectionInspector({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.plainName}>{t('inspector.selected', { count })}</h2>
      </header>
      <div className={styles.verbs}>
        {verbs.map((id) => {
          const [keys] = keysOf(id);
          return (
            <Button key={id} variant="ghost" onClick={() => runCommand(id)}>
              <span>{t(`keys.${id}`)}</span>
              {keys !== undefined && <kbd>{printKeys(keys)}</kbd>}
            </Button>
          );
        })}
      </div>
    </div>
  );
}
