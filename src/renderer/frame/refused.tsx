import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

/** Why a view has nothing to show: the runtime's own sentence, and another try. */
export function Refused({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={TriangleAlert}
      sentence={<span role="alert">{error.message}</span>}
      action={<Button onClick={onRetry}>{t('frame.retry')}</Button>}
    />
  );
}
