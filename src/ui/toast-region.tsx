import { type ReactElement, useEffect } from 'react';
import { Toaster as Sonner, toast } from 'sonner';
import { StatusIcon } from './status-icon.tsx';
import { useTheme } from './theme.ts';
import styles from './toaster.module.css';
import { type KnownToast, type ToasterProps, takeToasts } from './toaster.tsx';

/** The notices themselves. */
export function ToastRegion({ label, closeLabel }: ToasterProps): ReactElement {
  // The region listens by then: effects inside come first.
  useEffect(() => takeToasts(show), []);
  return (
    <Sonner
      containerAriaLabel={label}
      theme={useTheme()}
      // Not at the right: the buttons that end a form stand there.
      position="bottom-center"
      closeButton
      visibleToasts={4}
      gap={8}
      offset={{ bottom: 36 }}
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

function show({ tone, title, description, action, durationMs, id, busy = false }: KnownToast): void {
  const stays = tone === 'danger' || tone === 'warn' || busy;
  toast(title, {
    id,
    icon: <StatusIcon tone={tone} busy={busy} />,
    duration: durationMs ?? (stays ? Number.POSITIVE_INFINITY : 6_000),
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: () => action.onSelect() } }),
  });
}
