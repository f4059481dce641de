import { Pencil, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { type CommandId, commandFacts } from './command-list.ts';
import { keysOf, remapKeys, useCommands } from './commands.ts';
import { collide, conflictsOf, isTooShort } from './key-groups.ts';
import styles from './keys-dialog.module.css';
import { readPress } from './press.ts';
import { isMac, printKeys } from './print-keys.ts';

/** One command of the list of keys: its title, its keys, and the way to other ones. */
export function KeyRow({ id }: { readonly id: CommandId }) {
  const { t } = useTranslation();
  const own = useCommands((state) => state.remapped[id]);
  const [isRecording, setIsRecording] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const title = t(`keys.${id}`);
  const keys = own ?? commandFacts[id].keys;
  const finish = (): void => {
    setIsRecording(false);
    requestAnimationFrame(() => edit.current?.focus());
  };
  return (
    <li className={styles.row}>
      <span className={styles.title}>{title}</span>
      {isRecording ? (
        <Recorder id={id} onDone={finish} />
      ) : (
        <>
          <span className={styles.keys}>
            {keys.length === 0 && <span className={styles.noKeys}>{t('keys.dialog.noKeys')}</span>}
            {keys.map((one) => (
              <Kbd key={one} keys={printKeys(one)} />
            ))}
          </span>
          <span className={styles.actions}>
            <IconButton
              ref={edit}
              label={t('keys.dialog.change', { title })}
              icon={Pencil}
              size="sm"
              onClick={() => setIsRecording(true)}
            />
            <IconButton
              label={t('keys.dialog.reset', { title })}
              icon={RotateCcw}
              size="sm"
              className={own === undefined ? styles.absent : undefined}
              onClick={() => remapKeys(id, undefined)}
            />
          </span>
        </>
      )}
    </li>
  );
}

/** Takes keys from every other command that answers to them, so that only one does. */
function takeAway(keys: string, id: CommandId): void {
  for (const other of conflictsOf(useCommands.getState().remapped, id, keys)) {
    remapKeys(
      other,
      keysOf(other).filter((own) => !collide(own, keys)),
    );
  }
}

/** Waits for keys to be pressed; says what they would collide with before they are kept. */
function Recorder({ id, onDone }: { readonly id: CommandId; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [pressed, setPressed] = useState<string>();
  const isKept = pressed !== undefined && !isTooShort(commandFacts[id].scope, pressed);
  const keep = (keys: readonly string[]): void => {
    for (const one of keys) takeAway(one, id);
    remapKeys(id, keys);
    onDone();
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && isKept) keep([pressed]);
    else setPressed((before) => readPress(event.nativeEvent, isMac) ?? before);
  };
  return (
    <span className={styles.recorder} data-keys="recording">
      <span className={styles.recording}>
        <input
          className={styles.press}
          aria-label={t('keys.dialog.press')}
          aria-describedby={`keys-said-${id}`}
          placeholder={t('keys.dialog.press')}
          readOnly
          value={pressed === undefined ? '' : printKeys(pressed)}
          // The person asked to press keys here just now.
          // biome-ignore lint/a11y/noAutofocus: the field appears because its button was pressed
          autoFocus
          onKeyDown={press}
        />
        <Button disabled={!isKept} onClick={() => isKept && keep([pressed])}>
          {t('keys.dialog.keep')}
        </Button>
        <Button onClick={() => keep([])}>{t('keys.dialog.remove')}</Button>
        <Button onClick={onDone}>{t('keys.dialog.cancel')}</Button>
      </span>
      <Warning id={id} pressed={pressed} />
    </span>
  );
}

function Warning({ id, pressed }: { readonly id: CommandId; readonly pressed: string | undefined }) {
  const { t } = useTranslation();
  const remapped = useCommands((state) => state.remapped);
  const [other] = pressed === undefined ? [] : conflictsOf(remapped, id, pressed);
  const sentence =
    pressed === undefined
      ? t('keys.dialog.how')
      : isTooShort(commandFacts[id].scope, pressed)
        ? t('keys.dialog.tooShort', { keys: printKeys(pressed) })
        : other === undefined
          ? t('keys.dialog.free', { keys: printKeys(pressed) })
          : t('keys.dialog.conflict', { keys: printKeys(pressed), other: t(`keys.${other}`) });
  return (
    <span id={`keys-said-${id}`} role="status" className={other === undefined ? styles.said : styles.warning}>
      {sentence}
    </span>
  );
}
