import { type DragEvent, type KeyboardEvent, memo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { SearchInput } from '#ui/search-input.tsx';
import { familyOf } from '../canvas/cards/family.ts';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import { partByOffer } from '../governance/palette.ts';
import { useOffered } from '../governance/use-offered.ts';
import { addStep } from './add-step.ts';
import { libraryGroups, searchLibrary } from './library.ts';
import styles from './node-library.module.css';

/** What a dragged node type is called in the drag's data. */
export const dragType = 'application/x-penstock-type';

const groups = libraryGroups();

/** Every sort of step, to be dragged onto the canvas or added with Enter. */
export function NodeLibrary() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const offered = useOffered();
  const { inside, outside } = partByOffer(searchLibrary(text), offered);
  const found = [...inside, ...outside];
  const add = (manifest: NodeManifest): void => addStep(`${manifest.type}@${manifest.major}`);
  const searchKey = (event: KeyboardEvent): void => {
    const [first] = found;
    if (event.key === 'Enter' && text !== '' && first !== undefined) add(first);
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>('button')?.focus();
  };
  return (
    <div className={styles.library} data-region="library">
      <div className={styles.search}>
        <SearchInput
          value={text}
          onValueChange={setText}
          onKeyDown={searchKey}
          label={t('library.find')}
          placeholder={t('library.find')}
          clearLabel={t('library.clear')}
        />
      </div>
      <div ref={list} className={styles.list}>
        {text === ''
          ? groups.map(({ id, manifests }) => (
              <LibraryGroup
                key={id}
                title={t(`library.group.${id}`)}
                manifests={partByOffer(manifests, offered).inside}
                onAdd={add}
              />
            ))
          : inside.map((manifest) => <LibraryItem key={manifest.type} manifest={manifest} onAdd={add} />)}
        <LibraryGroup
          title={t('governance.palette.outside')}
          reason={t('governance.palette.reason', { name: offered?.names })}
          manifests={outside}
          onAdd={add}
        />
        {found.length === 0 && <p className={styles.none}>{t('library.none', { text })}</p>}
      </div>
    </div>
  );
}

type GroupProps = {
  readonly title: string;
  /** Why these stand apart. */
  readonly reason?: string;
  readonly manifests: readonly NodeManifest[];
  readonly onAdd: (manifest: NodeManifest) => void;
};

function LibraryGroup({ title, reason, manifests, onAdd }: GroupProps) {
  if (manifests.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.group}>{title}</h3>
      {reason !== undefined && <p className={styles.reason}>{reason}</p>}
      {manifests.map((manifest) => (
        <LibraryItem key={manifest.type} manifest={manifest} onAdd={onAdd} />
      ))}
    </section>
  );
}

type ItemProps = { readonly manifest: NodeManifest; readonly onAdd: (manifest: NodeManifest) => void };

const LibraryItem = memo(function LibraryItem({ manifest, onAdd }: ItemProps) {
  const drag = (event: DragEvent): void => {
    event.dataTransfer.setData(dragType, `${manifest.type}@${manifest.major}`);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <button
      type="button"
      className={styles.item}
      data-family={familyOf(manifest)}
      draggable
      onDragStart={drag}
      onClick={() => onAdd(manifest)}
      onKeyDown={walk}
    >
      <span className={styles.tile}>
        <StepIcon type={manifest.type} size={16} />
      </span>
      <span className={styles.words}>
        <span className={styles.title}>{manifest.title}</span>
        <span className={styles.summary}>{manifest.summary}</span>
      </span>
    </button>
  );
});

/** Arrow keys walk the items, whatever group they stand in. */
function walk(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const list = event.currentTarget.closest(`.${styles.list}`);
  if (step === 0 || list === null) return;
  event.preventDefault();
  const items = [...list.querySelectorAll<HTMLElement>('button')];
  items[items.indexOf(event.currentTarget) + step]?.focus();
}
