import { createContext, useContext, useId } from 'react';

/** What a Field tells the one control inside it. */
export type FieldLinks = {
  readonly controlId: string;
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
};

/** Carries the links; null outside of a Field. */
export const FieldContext = createContext<FieldLinks | null>(null);

/** Attributes that tie a control to its label, help and error. */
export type ControlAttributes = {
  readonly id: string;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-labelledby'?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
  readonly 'aria-required'?: true | undefined;
};

type Given = {
  readonly id?: string | undefined;
  /** Name for a control that stands outside of a Field, or is not the Field's first. */
  readonly label?: string | undefined;
  readonly describedBy?: string | undefined;
};

/** Joins ids for aria-describedby; undefined when there is none. */
export function joinIds(...ids: readonly (string | undefined)[]): string | undefined {
  const present = ids.filter((id) => id !== undefined && id !== '');
  return present.length === 0 ? undefined : present.join(' ');
}

/** Ties a control to the Field around it; a label of its own wins over the Field's. */
export function useControlAttributes({ id, label, describedBy }: Given): ControlAttributes {
  const field = useContext(FieldContext);
  const ownId = useId();
  if (field === null) {
    return { id: id ?? ownId, 'aria-label': label, 'aria-describedby': describedBy };
  }
  return {
    id: label === undefined ? field.controlId : (id ?? ownId),
    'aria-label': label,
    'aria-labelledby': label === undefined ? field.labelId : undefined,
    'aria-describedby': joinIds(field.describedBy, describedBy),
    'aria-invalid': field.isInvalid ? true : undefined,
    'aria-required': field.isRequired ? true : undefined,
  };
}
