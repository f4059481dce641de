import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commitMove } from '../actions/arrange.ts';
import { writeNote } from '../actions/notes.ts';
import { useBoard } from '../board.ts';
import { focusCanvas } from '../camera.ts';
import { setCanvasState, useCanvasState } from '../canvas-state.ts';
import type { NoteCanvasNode } from '../react-flow.ts';
import styles from './note-card.module.css';

/** A sticky note: words beside the flow that have no part in what it does. */
export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteCanvasNode>) {
  const { t } = useTranslation();
  const isWriting = useCanvasState((state) => state.renaming === id);
  const commit = (): void => commitMove(useBoard.getState().nodes.filter((node) => node.id === id));
  return (
    <>
      {selected && !isWriting && (
        <NodeResizer
          minWidth={96}
          minHeight={48}
          lineClassName={styles.edge ?? ''}
          handleClassName={styles.knob ?? ''}
          onResizeEnd={commit}
        />
      )}
      <article
        id={`step-${id}`}
        aria-label={t('canvas.noteSaid', { text: data.note.text })}
        className={selected ? `${styles.note} ${styles.selected}` : styles.note}
      >
        {isWriting ? (
          <NoteText id={id.slice('note:'.length)} text={data.note.text} />
        ) : (
          data.note.text || t('canvas.noteEmpty')
        )}
      </article>
    </>
  );
});

function NoteText({ id, text }: { readonly id: string; readonly text: string }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(text);
  const isOver = useRef(false);
  const finish = (): void => {
    if (isOver.current) return;
    isOver.current = true;
    setCanvasState({ renaming: undefined });
    writeNote(id, words);
  };
  return (
    <textarea
      className={`${styles.text} nodrag nopan nowheel nokey`}
      aria-label={t('canvas.note')}
      value={words}
      maxLength={4_000}
      // biome-ignore lint/a11y/noAutofocus: the field appears because a person asked to write here
      autoFocus
      onFocus={(event) => event.currentTarget.setSelectionRange(words.length, words.length)}
      onChange={(event) => setWords(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape' && !(event.key === 'Enter' && (event.ctrlKey || event.metaKey))) return;
        event.preventDefault();
        finish();
        focusCanvas();
      }}
    />
  );
}
