import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetField } from '#fields/mapping/target-fields.ts';
import styles from './inspector.module.css';

/** The fields of a shape, nested as they are. */
export function ShapeList({ fields }: { readonly fields: readonly TargetField[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className={styles.shape}>
      {fields.map((field) => (
        <li key={field.name}>
          <span>
            <code>{field.name}</code> <i>{field.type}</i>
            {field.isRequired && <span className={styles.always}>{t('inspector.edge.always')}</span>}
          </span>
          {field.fields !== undefined && <ShapeList fields={field.fields} />}
        </li>
      ))}
    </ul>
  );
}
