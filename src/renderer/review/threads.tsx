import { useQueryClient } from '@tanstack/react-query';
import { Check, CornerDownRight, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '#ui/avatar.tsx';
import { Button } from '#ui/button.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { type CommentPlace, type ReviewComment, resolveComment, useIdentity, writeComment } from '../data/reviews.ts';
import { toastProblem } from '../frame/toast-problem.ts';
import type { Thread } from './comment-places.ts';
import { withIdentity } from './identity-asking.ts';
import { printPerson } from './print-person.ts';
import styles from './review.module.css';

type Props = {
  readonly review: string;
  readonly threads: readonly Thread[];
  /** Comments may still be written. */
  readonly isOpen: boolean;
};

/** Comments about one thing, each with its answers. */
export function Threads({ review, threads, isOpen }: Props) {
  return threads.map((thread) => <OneThread key={thread.root.id} review={review} thread={thread} isOpen={isOpen} />);
}

type OneProps = { readonly review: string; readonly thread: Thread; readonly isOpen: boolean };

function OneThread({ review, thread, isOpen }: OneProps) {
  const { t } = useTranslation();
  const { root, replies } = thread;
  const act = useActing(review);
  const [isReplying, setIsReplying] = useState(false);
  const { resolved } = root;
  return (
    <ul className={styles.thread} data-resolved={resolved === null ? undefined : ''} aria-label={t('reviews.thread')}>
      <li className={styles.comment}>
        <Words comment={root} />
        <div className={styles.acts}>
          {isOpen && (
            <>
              <Button icon={CornerDownRight} onClick={() => setIsReplying(true)}>
                {t('reviews.reply')}
              </Button>
              <Button
                variant="ghost"
                icon={resolved === null ? Check : RotateCcw}
                onClick={() => void act(() => resolveComment(review, root.id, resolved === null))}
              >
                {t(resolved === null ? 'reviews.resolve' : 'reviews.reopen')}
              </Button>
            </>
          )}
        </div>
        <p>{root.text}</p>
      </li>
      {replies.map((reply) => (
        <li key={reply.id} className={`${styles.comment} ${styles.reply}`}>
          <Words comment={reply} isReply />
          <span />
          <p>{reply.text}</p>
        </li>
      ))}
      {isReplying && (
        <li>
          <Composer
            review={review}
            place={{ flow: root.flow, node: root.node, field: root.field, replyTo: root.id }}
            label={t('reviews.replyTo', { name: printPerson(root.by) })}
            send={t('reviews.reply')}
            isFocused
            onDone={() => setIsReplying(false)}
          />
        </li>
      )}
    </ul>
  );
}

function Words({ comment, isReply = false }: { readonly comment: ReviewComment; readonly isReply?: boolean }) {
  const { t } = useTranslation();
  const { by, at, field, resolved } = comment;
  const name = printPerson(by);
  return (
    <>
      <Avatar name={name} decorative />
      <header>
        <b>{name}</b>
        <RelativeTime at={at} />
        {field !== null && !isReply && <code>{field}</code>}
        {resolved !== null && (
          <StatusChip tone="ok" size="sm">
            {t('reviews.resolvedBy', { name: printPerson(resolved.by) })}
          </StatusChip>
        )}
      </header>
    </>
  );
}

type ComposerProps = {
  readonly review: string;
  readonly place: CommentPlace;
  readonly label: string;
  readonly send: string;
  readonly isFocused?: boolean | undefined;
  readonly field?: Ref<HTMLTextAreaElement> | undefined;
  readonly onDone?: (() => void) | undefined;
};

/** A line to write a comment in; it grows with what is written. Ctrl+Enter sends, Escape leaves. */
export function Composer({ review, place, label, send, isFocused = false, field, onDone }: ComposerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const { data: identity } = useIdentity();
  const act = useActing(review);
  const write = async (): Promise<void> => {
    if (text.trim() === '' || isBusy) return;
    setIsBusy(true);
    if (await act(() => writeComment(review, text, place))) {
      setText('');
      onDone?.();
    }
    setIsBusy(false);
  };
  const sendNow = (): void => withIdentity(identity, () => void write());
  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sendNow();
    } else if (event.key === 'Escape') {
      event.currentTarget.blur();
      onDone?.();
    }
  };
  return (
    <div className={styles.composer}>
      <TextArea
        className={styles.line}
        ref={field}
        label={label}
        placeholder={label}
        value={text}
        rows={1}
        autoFocus={isFocused}
        onValueChange={setText}
        onKeyDown={keyDown}
      />
      {(text !== '' || onDone !== undefined) && (
        <>
          {onDone !== undefined && <Button onClick={onDone}>{t('reviews.cancel')}</Button>}
          <Button busy={isBusy} disabled={text.trim() === ''} onClick={sendNow}>
            {send}
          </Button>
        </>
      )}
    </div>
  );
}

/** Does something to a review and reads it again; a refusal is shown, and false given. */
function useActing(review: string): (act: () => Promise<unknown>) => Promise<boolean> {
  const queries = useQueryClient();
  return async (act) => {
    try {
      await act();
      await queries.invalidateQueries({ queryKey: ['reviews', 'one', review] });
      void queries.invalidateQueries({ queryKey: ['reviews', 'list'] });
      return true;
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : '']);
      return false;
    }
  };
}
