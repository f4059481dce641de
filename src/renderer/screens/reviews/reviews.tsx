import { Suspense } from 'react';
import { laterPart } from '../../frame/later-part.ts';
import { OnDemand } from '../../frame/on-demand.tsx';
import { handOverCommands } from '../../review/hand-over-commands.ts';
import { useIdentityAsking } from '../../review/identity-asking.ts';
import { ReviewList } from './review-list.tsx';

// The list stands before what draws and compares flows is there.
const ReviewPage = laterPart(async () => (await import('./review-page.tsx')).ReviewPage);
const HandOver = laterPart(async () => (await import('../../review/hand-over.tsx')).HandOver);
const IdentityDialog = laterPart(async () => (await import('../../review/identity-dialog.tsx')).IdentityDialog);

type Props = { readonly review: string | undefined; readonly change: string | undefined };

/** Every review, or one of them. */
export function Reviews({ review, change }: Props) {
  const isAsking = useIdentityAsking(({ next }) => next !== undefined);
  return (
    <>
      {review === undefined ? (
        <ReviewList />
      ) : (
        <Suspense fallback={null}>
          <ReviewPage key={review} id={review} change={change} />
        </Suspense>
      )}
      <OnDemand commands={handOverCommands} Part={HandOver} />
      {isAsking && (
        <Suspense fallback={null}>
          <IdentityDialog />
        </Suspense>
      )}
    </>
  );
}
