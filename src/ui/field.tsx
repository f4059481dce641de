import { CircleAlert, TriangleAlert } from 'lucide-react';
import { type ReactElement, type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { FieldContext, joinIds } from './field-context.ts';
import { joinClasses } from './join-classes.ts';

/** Props of Field. */
export type FieldProps = {
  readonly label: ReactNode;
  /** One sentence under the control. */
  readonly help?: ReactNode;
  /** Why it cannot stay so; wins over `warning`. */
  readonly error?: ReactNode;
  /** What may go wrong if it stays so. */
  readonly warning?: ReactNode;
  /** Shows the mark and tells screen readers. */
  readonly required?: boolean | undefined;
  /** Small things at the right end of the label line: a mode switch, a link. */
  readonly end?: ReactNode;
  /** `group` when several controls stand inside. */
  readonly kind?: 'control' | 'group' | undefined;
  readonly className?: string | undefined;
  /** The control; it finds its label, help and error by itself. */
  readonly children: ReactNode;
};

/** A control with its label above, its help and its error below, all tied together for assistive technology. */
export function Field(props: FieldProps): ReactElement {
  const { label, help, error, warning, required = false, end, kind = 'control', className, children } = props;
  const id = useId();
  const isGroup = kind === 'group';
  const hasMessage = isShown(error) || isShown(warning);
  const links = {
    controlId: `${id}-control`,
    labelId: `${id}-label`,
    describedBy: joinIds(isShown(help) ? `${id}-help` : undefined, hasMessage ? `${id}-message` : undefined),
    isInvalid: isShown(error),
    isRequired: required,
  };
  const caption = (
    <>
      {label}
      {required ? (
        <span aria-hidden className={styles.mark}>
          *
        </span>
      ) : null}
    </>
  );
  return (
    <div
      className={joinClasses(styles.field, className)}
      {...(isGroup ? { role: 'group', 'aria-labelledby': links.labelId, 'aria-describedby': links.describedBy } : {})}
    >
      <div className={styles.top}>
        {isGroup ? (
          <span className={styles.label} id={links.labelId}>
            {caption}
          </span>
        ) : (
          <label className={styles.label} id={links.labelId} htmlFor={links.controlId}>
            {caption}
          </label>
        )}
        {end}
      </div>
      <FieldContext value={isGroup ? null : links}>{children}</FieldContext>
      <Message id={`${id}-message`} error={error} warning={warning} />
      {isShown(help) ? (
        <div className={styles.help} id={`${id}-help`}>
          {help}
        </div>
      ) : null}
    </div>
  );
}

function isShown(node: ReactNode): boolean {
  return node !== undefined && node !== null && node !== false && node !== '';
}

type MessageProps = { readonly id: string; readonly error: ReactNode; readonly warning: ReactNode };

function Message({ id, error, warning }: MessageProps): ReactElement | null {
  if (isShown(error)) {
    return (
      <div className={joinClasses(styles.message, styles.error)} id={id}>
        <CircleAlert aria-hidden size={14} />
        <div>{error}</div>
      </div>
    );
  }
  if (!isShown(warning)) return null;
  return (
    <div className={joinClasses(styles.message, styles.warning)} id={id}>
      <TriangleAlert aria-hidden size={14} />
      <div>{warning}</div>
    </div>
  );
}
