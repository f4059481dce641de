import type { ComponentType } from 'react';
import { create } from 'zustand';
import type { Json } from '#flow/json.ts';

/** What a dialog that picks an Odoo record is given. */
export type RecordDialogProps = {
  /** Takes the record as the trigger would hand it on; `label` is what people call it, such as S00017. */
  readonly onChoose: (record: { readonly label: string; readonly input: Json }) => void;
  readonly onClose: () => void;
};

/** The dialog behind "Use Odoo record …"; the entry is offered once a part of the page brought one. */
export const useRecordDialog = create<{ readonly Dialog: ComponentType<RecordDialogProps> | undefined }>(() => ({
  Dialog: undefined,
}));

/** Brings the dialog; call once when the page starts. */
export function offerRecordDialog(Dialog: ComponentType<RecordDialogProps>): void {
  useRecordDialog.setState({ Dialog });
}
