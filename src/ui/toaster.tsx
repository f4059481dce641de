import type { ReactElement } from 'react';
import { Toaster as Sonner, toast } from 'sonner';
import { StatusIcon } from './status-icon.tsx';
import { useTheme } from './theme.ts';
import styles from './toaster.module.css';
import type { Tone } from './tone.ts';

/** Props of Toaster. */
export type ToasterProps = {
  /** Name of the region, such as "Notices". */
  readonly label: string;
  /** Name of the cross on each. */
  readonly closeLabel: string;
};

/** Where short notices appear, bottom right; stands once in the app. */
export function Toaster({ label, closeLabel }: ToasterProps): ReactElement {
  return (
    <Sonner
      containerAriaLabel={label}
      theme={useTheme()}
      position="bottom-right"
      closeButton
      visibleToasts={4}
      gap={8}
      offset={{ right: 16, bottom: 36 }}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: closeLabel,
        classNames: {
          toast: styles.toast ?? '',
          title: styles.title ?? '',
          description: styles.description ?? '',
          content: styles.content ?? '',
          icon: styles.icon ?? '',
          actionButton: styles.action ?? '',
          closeButton: styles.close ?? '',
        },
      }}
    />
  );
}

/** One notice. */
export type Toast = {
  readonly tone: Tone;
  /** What happened. */
  readonly title: string;
  /** What state it is in, or what to do. */
  readonly description?: string | undefined;
  /** One verb, such as Undo. */
  readonly action?: { readonly label: string; readonly onSelect: () => void } | undefined;
  /** Default 6,000; warnings and failures stay until closed. */
  readonly durationMs?: number | undefined;
  /** The same id replaces an earlier notice. */
  readonly id?: string | undefined;
  /** Turns while work goes on. */
  readonly busy?: boolean | undefined;
};

/** Shows a notice that needs no answer; what needs one is a Banner or a dialog. */
export function showToast({ tone, title, description, action, durationMs, id, busy = false }: Toast): string {
  const stays = tone === 'danger' || tone === 'warn' || busy;
  const shown = toast(title, {
    icon: <StatusIcon tone={tone} busy={busy} />,
    duration: durationMs ?? (stays ? Number.POSITIVE_INFINITY : 6_000),
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: () => action.onSelect() } }),
    ...(id === undefined ? {} : { id }),
  });
  return String(shown);
}
