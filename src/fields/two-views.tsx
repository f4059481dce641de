import { type ReactElement, type ReactNode, useState } from 'react';
import { Field } from '#ui/field.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';

/** What a field of two views has in common with any other. */
export type TwoViewsField = {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
  readonly warning?: ReactNode;
  readonly required?: boolean | undefined;
};

type Props = {
  readonly field: TwoViewsField;
  /** Name of the switch, and what its two sides are called. */
  readonly words: { readonly view: string; readonly easy: string; readonly code: string };
  /** Undefined where the expression says more than the easy view can show: then there is only code. */
  readonly easy: ReactNode | undefined;
  readonly code: ReactNode;
  /** Above both, and below both. */
  readonly lead?: ReactNode;
  readonly end?: ReactNode;
};

/** One expression in two views, the easy one first. */
export function TwoViews({ field, words, easy, code, lead, end }: Props): ReactElement {
  const [wanted, setWanted] = useState<'easy' | 'code'>('easy');
  const view = easy === undefined ? 'code' : wanted;
  return (
    <Field
      kind="group"
      label={field.label}
      help={field.help}
      error={field.error}
      warning={field.warning}
      required={field.required}
      end={
        <SegmentedControl
          label={words.view}
          value={view}
          onValueChange={setWanted}
          segments={[
            { value: 'easy', label: words.easy, disabled: easy === undefined },
            { value: 'code', label: words.code },
          ]}
        />
      }
    >
      {lead}
      {view === 'easy' ? easy : code}
      {end}
    </Field>
  );
}
