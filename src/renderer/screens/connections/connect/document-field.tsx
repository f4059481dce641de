import { FileUp } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { TextArea } from '#ui/text-area.tsx';
import styles from './connect.module.css';

/** Props of DocumentField. */
export type DocumentFieldProps = {
  /** What was typed so far. */
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Takes a whole document: dropped, chosen or pasted. */
  readonly onTake: (text: string) => void;
  readonly error: string | undefined;
};

/** Takes an OpenAPI file: dropped, chosen or pasted. */
export function DocumentField({ text, onText, onTake, error }: DocumentFieldProps): ReactElement {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const takeFile = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) onTake(await file.text());
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    void takeFile(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(true);
  };
  const paste = (event: ClipboardEvent): void => {
    if (text !== '') return;
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.trim() !== '') onTake(pasted);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has the button inside as its twin */}
      <div
        className={styles.drop}
        data-over={isOver}
        onDragOver={over}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <FileUp aria-hidden size={22} />
        <span>{t('connections.openapi.drop')}</span>
        <Button onClick={() => input.current?.click()}>{t('connections.openapi.choose')}</Button>
        <input
          ref={input}
          type="file"
          accept=".yaml,.yml,.json,application/json,application/yaml"
          hidden
          aria-label={t('connections.openapi.choose')}
          onChange={(event) => void takeFile(event.currentTarget.files?.[0])}
        />
      </div>
      <Field
        label={t('connections.openapi.paste')}
        error={error === undefined ? undefined : <span className={styles.lines}>{error}</span>}
      >
        <TextArea mono rows={3} value={text} onValueChange={onText} onPaste={paste} />
      </Field>
    </>
  );
}
