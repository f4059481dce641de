import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useExpressionTools } from '#fields/expression/expression-tools.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { reveal } from '../../document/view.ts';
import styles from '../inspector.module.css';
import { FieldFrame, FieldView, type FieldViewProps, pathOf, titleOf } from './field-view.tsx';
import type { FieldModel, NamedField } from './form-model.ts';
import { WithCode } from './leaf-controls.tsx';
import { proposeGroup } from './propose-group.ts';
import { relevanceOf } from './relevance.ts';
import { type Keys, useComplaint, useStepForm, useTouched } from './step-form.tsx';

type Props = FieldViewProps & { readonly model: FieldModel & { readonly shape: 'group' } };

/** Several settings that belong together; one that may be left out is added by a button. */
export function GroupField(props: Props): ReactElement {
  const { model, keys, value, isBare = false } = props;
  const { t } = useTranslation();
  const { node, manifest, write } = useStepForm();
  const title = titleOf(props);
  const path = pathOf(keys);
  const { error } = useComplaint(path, title, false);
  const isSet = isJsonObject(value);
  const add = (): void => {
    write(keys, proposeGroup(manifest.type, keys, input));
    // The button is gone with its focus; what a person wanted is the first thing the group asks for.
    const first = model.fields.find(({ model: own }) => own.isRequired) ?? model.fields[0];
    reveal(node.id, pathOf(first === undefined ? keys : [...keys, first.key]));
  };
  const remove = (): void => {
    write(keys, undefined);
    reveal(node.id, path);
  };
  const { input } = useExpressionTools();
  const fields = <GroupFields model={model} keys={keys} value={isSet ? value : {}} />;
  if (isBare) return fields;
  if (!isSet && !model.isRequired) {
    return (
      <FieldFrame path={path} node={node.id}>
        <div className={styles.addable}>
          <Button icon={Plus} variant="ghost" onClick={add}>
            {title}
          </Button>
          {model.meta.help !== undefined && (
            <p className={styles.help}>
              <WithCode text={model.meta.help} />
            </p>
          )}
        </div>
      </FieldFrame>
    );
  }
  return (
    <FieldFrame path={path} node={node.id}>
      <section className={styles.group} aria-label={title}>
        <div className={styles.groupHead}>
          <h4>{title}</h4>
          {!model.isRequired && (
            <IconButton size="sm" icon={X} label={t('inspector.remove', { title })} onClick={remove} />
          )}
        </div>
        {model.meta.help !== undefined && (
          <p className={styles.help}>
            <WithCode text={model.meta.help} />
          </p>
        )}
        {error !== undefined && <p className={styles.error}>{error}</p>}
        {fields}
      </section>
    </FieldFrame>
  );
}

type FieldsProps = {
  readonly model: FieldModel & { readonly shape: 'group' };
  readonly keys: Keys;
  readonly value: JsonObject;
};

/** The fields of a group: what is asked for and what is set, the rest behind "More settings". */
export function GroupFields({ model, keys, value }: FieldsProps): ReactElement {
  const { t } = useTranslation();
  const { asked, barred } = relevanceOf(model.schema, value);
  const [isOpen, setIsOpen] = useState(false);
  const wanted = useTouched((state) => state.isAll);
  const isMain = ({ key, model: own }: NamedField): boolean =>
    own.isRequired ||
    asked.has(key) ||
    value[key] !== undefined ||
    (keys.length === 0 && isEssential(own) && !barred.has(key));
  const main = model.fields.filter(isMain);
  const more = model.fields.filter((field) => !isMain(field) && !barred.has(field.key));
  const view = ({ key, model: own }: NamedField) => (
    <FieldView
      key={key}
      model={own}
      keys={[...keys, key]}
      value={value[key]}
      isAsked={wanted ? undefined : asked.has(key)}
    />
  );
  return (
    <>
      {main.map(view)}
      {more.length > 0 && (
        <div className={styles.more}>
          <Button variant="link" aria-expanded={isOpen} data-more={pathOf(keys)} onClick={() => setIsOpen(!isOpen)}>
            {t(isOpen ? 'inspector.less' : 'inspector.more', { count: more.length })}
          </Button>
          {isOpen && more.map(view)}
        </div>
      )}
    </>
  );
}

/** What a step is mostly about is shown even while it is empty: its expressions, agreed shapes, and keys of events. */
function isEssential(model: FieldModel): boolean {
  if (model.shape === 'group') return model.fields.some(({ model: own }) => own.isRequired && isExpression(own));
  return isExpression(model) || (model.shape === 'value' && model.meta.field === 'contract');
}

function isExpression(model: FieldModel): boolean {
  return model.shape === 'value' && model.meta.field === 'expression';
}
