import { Check, Copy } from 'lucide-react';
import { type ReactElement, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { announce } from './live-region.tsx';

/** Props of CopyButton. */
export type CopyButtonProps = {
  readonly text: string;
  readonly label: string;
  /** Shown and read aloud for two seconds after. */
  readonly copiedLabel: string;
  readonly size?: 'sm' | 'md' | undefined;
};

/** Copies a text to the clipboard and says so. */
export function CopyButton({ text, label, copiedLabel, size = 'sm' }: CopyButtonProps): ReactElement {
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef(0);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce(copiedLabel);
    setIsCopied(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setIsCopied(false), 2_000);
  };
  return (
    <IconButton
      label={isCopied ? copiedLabel : label}
      icon={isCopied ? Check : Copy}
      size={size}
      onClick={() => void copy()}
    />
  );
}
