import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { announce } from '#ui/live-region.tsx';
import { showToast } from '#ui/toaster.tsx';
import { useFacts } from '../data/queries.ts';
import { pinPathOf } from '../data/sample-paths.ts';
import { writeSample } from '../data/samples.ts';
import { isReal } from '../test-run/choose-input.ts';
import type { ShownTry } from '../test-run/test-run.ts';
import { useMask } from './save-sample-dialog.tsx';
import type { Side } from './subject.ts';

type PinProps = { readonly shown: ShownTry; readonly node: string; readonly output: Side };

/** Keeps what a step handed on as the data every test takes in its place, or lets the step run again. */
export function PinButton({ shown, node, output }: PinProps) {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  const mask = useMask();
  const path = pinPathOf(shown.flow.id, node);
  const isPinned = facts?.samples.some((sample) => sample.path === path) ?? false;
  if (!output.has && !isPinned) return null;
  const toggle = async (): Promise<void> => {
    // What the runtime told is JSON. Data of real people is kept masked, as everywhere.
    const value = output.value as Json;
    const kept = isPinned ? undefined : isReal(shown.input) ? mask(value).value : value;
    try {
      const refusal = await writeSample(path, kept);
      if (refusal !== undefined) return void showToast({ tone: 'warn', title: refusal, durationMs: 8_000 });
      announce(t(isPinned ? 'testing.said.unpinned' : 'testing.said.pinned'));
      showToast({
        tone: 'ok',
        title: t(isPinned ? 'testing.data.unpinnedNow' : 'testing.data.pinnedNow', { path }),
        id: 'pin',
      });
    } catch (error) {
      showToast({ tone: 'danger', title: error instanceof Error ? error.message : String(error) });
    }
    return undefined;
  };
  return (
    <Button
      icon={isPinned ? PinOff : Pin}
      variant="ghost"
      title={t(isPinned ? 'testing.data.unpinWhy' : 'testing.data.pinWhy', { path })}
      onClick={() => void toggle()}
    >
      {t(isPinned ? 'testing.data.unpin' : 'testing.data.pin')}
    </Button>
  );
}
