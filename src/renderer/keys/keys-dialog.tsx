import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { SearchInput } from '#ui/search-input.tsx';
import { resetKeys, useCommand, useCommands } from './commands.ts';
import { commandIds, groupCommands, keysIn } from './key-groups.ts';
import { KeyRow } from './key-row.tsx';
import styles from './keys-dialog.module.css';
import { printKeys } from './print-keys.ts';

/** The list of every command with its keys, opened by `?`; keys can be changed there. */
export function KeysDialog() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  useCommand('keys.show', () => setIsOpen(true));
  const isChanged = useCommands((state) => Object.keys(state.remapped).length > 0);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title={t('keys.dialog.title')}
      description={t('keys.dialog.what')}
      size="lg"
      closeLabel={t('frame.close')}
      footer={
        <Button onClick={resetKeys} disabled={!isChanged}>
          {t('keys.dialog.resetAll')}
        </Button>
      }
    >
      <KeyList />
    </Dialog>
  );
}

function KeyList() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const remapped = useCommands((state) => state.remapped);
  const groups = useMemo(
    () =>
      groupCommands(
        commandIds,
        typed,
        (id) => `${t(`keys.${id}`)} ${keysIn(remapped, id).map(printKeys).join(' ')} ${id}`,
      ),
    [typed, remapped, t],
  );
  return (
    <>
      <SearchInput
        className={styles.search ?? ''}
        label={t('keys.dialog.find')}
        placeholder={t('keys.dialog.find')}
        clearLabel={t('keys.dialog.clear')}
        value={typed}
        onValueChange={setTyped}
      />
      <div className={styles.groups}>
        {groups.length === 0 && <p className={styles.none}>{t('keys.dialog.none', { text: typed })}</p>}
        {groups.map(({ id, commands }) => (
          <section key={id} aria-labelledby={`keys-${id}`} className={styles.group}>
            <h3 id={`keys-${id}`}>{t(`keys.group.${id}`)}</h3>
            <ul>
              {commands.map((command) => (
                <KeyRow key={command} id={command} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
