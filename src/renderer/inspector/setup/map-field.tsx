import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { isJsonObject, type Json } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import styles from '../inspector.module.css';
import { FieldFrame, FieldView, type FieldViewProps, pathOf, titleOf } from './field-view.tsx';
import type { FieldModel } from './form-model.ts';
import { WithCode } from './leaf-controls.tsx';
import { useComplaint, useStepForm } from './step-form.tsx';

type Props = FieldViewProps & { readonly model: FieldModel & { readonly shape: 'map' } };

/** Pairs of a name and a value, such as headers. */
export function MapField(props: Props): ReactElement {
  const { model, keys, value, isAsked = false } = props;
  const { t } = useTranslation();
  const { node, write } = useStepForm();
  const [isAdding, setIsAdding] = useState(false);
  const title = titleOf(props);
  const path = pathOf(keys);
  const { error, warning } = useComplaint(path, title, false);
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const writeAll = (next: readonly (readonly [string, Json])[]): readonly string[] =>
    write(keys, next.length === 0 && !model.isRequired ? undefined : Object.fromEntries(next));
  const rename = (from: string, to: string): readonly string[] => {
    if (to === '' || to === from) return [];
    if (entries.some(([name]) => name === to)) return [t('inspector.nameTaken', { name: to })];
    return writeAll(entries.map(([name, own]) => [name === from ? to : name, own]));
  };
  return (
    <FieldFrame path={path} node={node.id}>
      <Field
        kind="group"
        label={title}
        help={model.meta.help === undefined ? undefined : <WithCode text={model.meta.help} />}
        error={error}
        warning={warning}
        required={model.isRequired || isAsked}
      >
        <ul className={styles.lines}>
          {entries.map(([name, own]) => (
            <li key={name} className={styles.pair}>
              <DraftInput
                mono
                isName
                label={t('inspector.name')}
                value={name}
                onCommit={(to) => rename(name, to.trim())}
              />
              <IconButton
                size="sm"
                icon={X}
                label={t('inspector.remove', { title: name })}
                onClick={() => void writeAll(entries.filter(([other]) => other !== name))}
              />
              <div className={styles.pairValue}>
                <FieldView model={model.value} keys={[...keys, name]} value={own} isBare title={name} />
              </div>
            </li>
          ))}
          {isAdding && (
            <li className={styles.pair}>
              <DraftInput
                mono
                isName
                // The person asked to type here just now.
                autoFocus
                label={t('inspector.name')}
                placeholder={t('inspector.name')}
                value=""
                onCommit={(name) => {
                  if (name.trim() === '') return [];
                  setIsAdding(false);
                  return write([...keys, name.trim()], '');
                }}
              />
              <IconButton size="sm" icon={X} label={t('inspector.cancel')} onClick={() => setIsAdding(false)} />
            </li>
          )}
        </ul>
        <Button className={styles.start} icon={Plus} variant="ghost" onClick={() => setIsAdding(true)}>
          {t('inspector.addTo', { title })}
        </Button>
      </Field>
    </FieldFrame>
  );
}
