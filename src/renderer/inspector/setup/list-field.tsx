import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { reveal } from '../../document/view.ts';
import styles from '../inspector.module.css';
import { FieldFrame, FieldView, type FieldViewProps, pathOf, titleOf } from './field-view.tsx';
import type { FieldModel } from './form-model.ts';
import { WithCode } from './leaf-controls.tsx';
import { useComplaint, useStepForm } from './step-form.tsx';

type Props = FieldViewProps & { readonly model: FieldModel & { readonly shape: 'list' } };

/** A list: lines that can be added, taken away and moved, with the pointer and with keys alike. */
export function ListField(props: Props): ReactElement {
  const { model, keys, value, isAsked = false } = props;
  const { t } = useTranslation();
  const { node, write } = useStepForm();
  const title = titleOf(props);
  const path = pathOf(keys);
  const { error, warning } = useComplaint(path, title, false);
  const given: readonly Json[] = Array.isArray(value) ? value : [];
  const isNeeded = model.isRequired || isAsked;
  // Where one is needed anyway its line stands there to be filled in; it is written once something is in it.
  const items: readonly (Json | undefined)[] =
    given.length === 0 && isNeeded && model.item.shape === 'value' ? [undefined] : given;
  const itemTitle = model.item.meta.title ?? title;
  const move = (index: number, by: 1 | -1): void => {
    const item = items[index];
    if (item === undefined) return;
    write(keys, given.toSpliced(index, 1).toSpliced(index + by, 0, item));
  };
  const remove = (index: number): void => {
    const isOptional = !model.isRequired && items.length === 1;
    write(isOptional ? keys : [...keys, index], undefined);
    // The line is gone with its focus.
    reveal(node.id, path);
  };
  return (
    <FieldFrame path={path} node={node.id}>
      <Field
        kind="group"
        label={title}
        help={model.meta.help === undefined ? undefined : <WithCode text={model.meta.help} />}
        error={error}
        warning={warning}
        required={isNeeded}
      >
        <ol className={model.item.shape === 'group' ? styles.cards : styles.lines}>
          {items.map((item, index) => (
            // Lines have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <li key={index} className={model.item.shape === 'group' ? styles.card : styles.line}>
              <div className={styles.lineField}>
                <FieldView
                  model={model.item}
                  keys={[...keys, index]}
                  value={item}
                  isBare
                  title={t('inspector.itemTitle', { title: itemTitle, number: index + 1 })}
                />
              </div>
              <span className={styles.lineTools}>
                {items.length > 1 && (
                  <>
                    <IconButton
                      size="sm"
                      icon={ArrowUp}
                      label={t('inspector.moveUp', { number: index + 1 })}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    />
                    <IconButton
                      size="sm"
                      icon={ArrowDown}
                      label={t('inspector.moveDown', { number: index + 1 })}
                      disabled={index === items.length - 1}
                      onClick={() => move(index, 1)}
                    />
                  </>
                )}
                {item !== undefined && (
                  <IconButton
                    size="sm"
                    icon={X}
                    label={t('inspector.removeItem', { number: index + 1, title })}
                    onClick={() => remove(index)}
                  />
                )}
              </span>
            </li>
          ))}
        </ol>
        {items.length === given.length && (
          <Button
            className={styles.start}
            icon={Plus}
            variant="ghost"
            onClick={() => {
              write([...keys, items.length], model.item.shape === 'group' ? {} : '');
              reveal(node.id, pathOf([...keys, items.length]));
            }}
          >
            {t(model.item.meta.title === undefined ? 'inspector.addTo' : 'inspector.add', { title: itemTitle })}
          </Button>
        )}
      </Field>
    </FieldFrame>
  );
}
