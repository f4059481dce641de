import type { ReactElement } from 'react';
import type { RegistrySystem } from '#flow/registry/registry.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import styles from './registry.module.css';

type NamesProps = {
  readonly label: string;
  readonly help: string;
  readonly systems: readonly RegistrySystem[];
  readonly names: Readonly<Record<string, string>>;
  readonly onChange: (names: Readonly<Record<string, string>>) => void;
};

/** One line of text for each system: what it calls the thing. */
export function NamesBySystem({ label, help, systems, names, onChange }: NamesProps): ReactElement {
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{label}</legend>
      <p className={styles.quiet}>{help}</p>
      <div className={styles.pair}>
        {systems.map(({ id, name }) => (
          <Field key={id} label={name}>
            <Input
              mono
              value={Object.hasOwn(names, id) ? (names[id] ?? '') : ''}
              onValueChange={(value) => onChange({ ...names, [id]: value.trim() })}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
