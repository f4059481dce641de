import { Check } from 'lucide-react';
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Spinner } from '#ui/spinner.tsx';
import styles from './connect.module.css';
import { FocusTurn } from './focus-turn.ts';

/** Props of Step. */
export type StepProps = {
  readonly number: number;
  readonly title: string;
  readonly state: 'done' | 'now' | 'later';
  /** What it came to, once it is done. */
  readonly summary?: ReactNode;
  /** Goes back to it. */
  readonly onChange: () => void;
  /** Enter in any field, or the button. */
  readonly onNext: () => void;
  readonly nextLabel: string;
  /** What is happening now, while something is. */
  readonly busy?: string | undefined;
  /** Why the last try was refused; the field it stands at gets the focus. */
  readonly refusal?: object | undefined;
  readonly children: ReactNode;
};

/** One step of connecting: its fields while it is the present one, one line once it is done. */
export function Step(props: StepProps): ReactElement {
  const { number, title, state, summary, onChange, busy } = props;
  const { t } = useTranslation();
  return (
    <li className={styles.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={styles.number} aria-hidden>
        {state === 'done' ? <Check size={13} strokeWidth={3} /> : number}
      </span>
      <div className={styles.stepBody}>
        <div className={styles.stepHead}>
          <h3>
            {title}
            {state === 'done' && <span className="ps-visually-hidden"> ({t('connections.setup.stepDone')})</span>}
          </h3>
          {state === 'done' && (
            <Button
              variant="link"
              onClick={onChange}
              disabled={busy !== undefined}
              aria-label={`${t('connections.setup.change')}: ${title}`}
            >
              {t('connections.setup.change')}
            </Button>
          )}
        </div>
        {state === 'done' && summary !== undefined && <div className={styles.summary}>{summary}</div>}
        {state === 'now' && <StepForm {...props} />}
      </div>
    </li>
  );
}

function StepForm({ onNext, nextLabel, busy, refusal, children }: StepProps): ReactElement {
  const form = useRef<HTMLFormElement>(null);
  const staysPut = useContext(FocusTurn);
  useEffect(() => {
    if (staysPut.current) {
      staysPut.current = false;
      return undefined;
    }
    // After the dialog has taken the focus, which it gives back when it closes.
    const frame = window.requestAnimationFrame(() => {
      form.current
        ?.querySelector<HTMLElement>('input:not([disabled], [type="file"]), [role="checkbox"], textarea')
        ?.focus();
    });
    return () => window.cancelAnimationFrame(frame);
  }, [staysPut]);
  useEffect(() => {
    if (refusal !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy === undefined) onNext();
  };
  const keyDown = (event: KeyboardEvent): void => {
    // Boxes are ticked with Space; Enter moves on, as it does from every other field.
    if (event.key !== 'Enter' || !(event.target instanceof Element)) return;
    if (event.target.getAttribute('role') === 'checkbox') form.current?.requestSubmit();
  };
  return (
    <form ref={form} className={styles.form} onSubmit={submit} onKeyDown={keyDown} noValidate>
      {children}
      <div className={styles.next}>
        <Button type="submit" variant="primary" size="lg" busy={busy !== undefined}>
          {nextLabel}
        </Button>
        <p role="status" className={styles.doing}>
          {busy !== undefined && (
            <>
              <Spinner size={13} /> {busy}
            </>
          )}
        </p>
      </div>
    </form>
  );
}

/** The state of a step by the place of the present one. */
export function stateOf<Stage extends string>(stages: readonly Stage[], now: Stage, own: Stage): StepProps['state'] {
  const at = stages.indexOf(now);
  const mine = stages.indexOf(own);
  return mine === at ? 'now' : mine < at ? 'done' : 'later';
}
