import { AlertDialog } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { joinClasses } from './join-classes.ts';
import { useReturnFocus } from './return-focus.ts';

/** Props of ConfirmDialog. */
export type ConfirmDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The question. */
  readonly title: string;
  /** What will happen, to what, and whether it can be undone. */
  readonly description: ReactNode;
  /** A verb. */
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  /** `danger` for what cannot be undone; Cancel has focus then. */
  readonly tone?: 'normal' | 'danger' | undefined;
  /** Text that must be typed before the verb can be pressed, such as the number of things it touches. */
  readonly typed?: { readonly expected: string; readonly label: ReactNode } | undefined;
  /** May return a promise: the dialog stays, busy, until it settles, and closes if it was kept. */
  readonly onConfirm: () => void | Promise<void>;
  readonly children?: ReactNode;
};

/** Asks before something that matters; for what can be undone, do it and offer Undo instead. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const focus = useReturnFocus();
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.overlay} />
        <AlertDialog.Content
          className={joinClasses(styles.content, styles.sm)}
          onOpenAutoFocus={(event) => {
            focus.remember();
            if (props.typed !== undefined) focusFirstText(event);
          }}
          onCloseAutoFocus={focus.giveBack}
        >
          <Question {...props} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Where something must be typed, the caret stands there; otherwise Radix focuses Cancel. */
function focusFirstText(event: Event): void {
  if (!(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  event.target.querySelector('input')?.focus();
}

/** Mounted with the content only, so that what was typed is forgotten on close. */
function Question(props: ConfirmDialogProps): ReactElement {
  const { title, description, confirmLabel, cancelLabel, tone = 'normal', typed, onConfirm, onOpenChange } = props;
  const [text, setText] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const isReady = typed === undefined || text.trim() === typed.expected;
  const confirm = async (): Promise<void> => {
    if (!isReady || isBusy) return;
    setIsBusy(true);
    try {
      await onConfirm();
      onOpenChange(false);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form
      style={{ display: 'contents' }}
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <AlertDialog.Title className={joinClasses(styles.title, styles.alone)}>{title}</AlertDialog.Title>
      <div className={styles.body}>
        <AlertDialog.Description asChild>
          <div className={styles.description}>{description}</div>
        </AlertDialog.Description>
        {props.children}
        {typed === undefined ? null : (
          <Field label={typed.label}>
            <Input value={text} onValueChange={setText} />
          </Field>
        )}
      </div>
      <div className={styles.footer}>
        <AlertDialog.Cancel asChild>
          <Button size="lg">{cancelLabel}</Button>
        </AlertDialog.Cancel>
        <Button
          type="submit"
          size="lg"
          variant={tone === 'danger' ? 'danger' : 'primary'}
          disabled={!isReady}
          busy={isBusy}
        >
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}
