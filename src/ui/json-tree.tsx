import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useMemo, useState } from 'react';
import { Highlight } from './highlight.tsx';
import { IconButton } from './icon-button.tsx';
import { joinClasses } from './join-classes.ts';
import styles from './json-tree.module.css';
import { type JsonPlace, kindOf, membersOf, pathsToDepth, placeAt, printShort, searchJson } from './json-tree-model.ts';
import { announce } from './live-region.tsx';
import { SearchInput } from './search-input.tsx';
import { Tree } from './tree.tsx';

/** All words a JsonTree shows or says. */
export type JsonTreeWords = {
  /** Name of the tree; read aloud. */
  readonly label: string;
  readonly copyPath: string;
  readonly copyValue: string;
  readonly copied: string;
  /** Name of the button at the end of a row. */
  readonly rowMenu: string;
  readonly search: string;
  readonly clear: string;
  readonly nextMatch: string;
  readonly previousMatch: string;
  /** Such as "2 of 7"; `at` is 0 when there is none. */
  readonly matches: (at: number, count: number) => string;
};

/** Props of JsonTree. */
export type JsonTreeProps = {
  readonly value: unknown;
  readonly words: JsonTreeWords;
  /** Levels open at first; default 2. */
  readonly depth?: number | undefined;
  /** Shows the search box. */
  readonly searchable?: boolean | undefined;
  /** Called on Enter or double click on a place, to use its path. */
  readonly onPick?: ((place: JsonPlace) => void) | undefined;
  readonly className?: string | undefined;
};

const idOf = (place: JsonPlace): string => place.path || '(root)';
const textOf = (place: JsonPlace): string => `${place.key} ${printShort(place.value)}`.trim();
const none: ReadonlySet<string> = new Set();
const asId = (path: string): string => path || '(root)';

/** A JSON value as a tree that folds, searches, and copies paths in the notation of expressions. */
export function JsonTree(props: JsonTreeProps): ReactElement {
  const { value, words, depth = 2, searchable = false, onPick, className } = props;
  const [query, setQuery] = useState('');
  const [match, setMatch] = useState(0);
  const [activeId, setActiveId] = useState<string | null>(null);
  // What a person folded or unfolded; null follows the depth, so that a new value opens afresh.
  const [folded, setFolded] = useState<{ readonly of: unknown; readonly ids: ReadonlySet<string> } | null>(null);
  const found = useMemo(() => searchJson(value, query), [value, query]);
  const atFirst = useMemo(() => new Set([...pathsToDepth(value, depth - 1)].map(asId)), [value, depth]);
  const own = folded !== null && folded.of === value ? folded.ids : atFirst;
  const openIds = found.above.size === 0 ? own : new Set([...own, ...[...found.above].map(asId)]);
  const roots = useMemo(() => rootsOf(value), [value]);

  const copy = (text: string): void => {
    void navigator.clipboard.writeText(text).then(() => announce(words.copied));
  };
  const goTo = (next: number): void => {
    const count = found.paths.length;
    if (count === 0) return;
    const at = (next + count) % count;
    setMatch(at);
    setFolded({ of: value, ids: openIds });
    setActiveId(asId(found.paths[at] ?? ''));
  };
  const searchKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const present = placeAt(value, found.paths[match]);
    // Once a match is shown, Enter takes it where places are taken; the arrows beside it go on to the next.
    if (onPick !== undefined && present !== undefined && activeId === asId(present.path)) onPick(present);
    else goTo(activeId === asId(found.paths[match] ?? '') ? match + (event.shiftKey ? -1 : 1) : match);
  };
  return (
    <div className={joinClasses(styles.box, className)}>
      {searchable ? (
        <div className={styles.search}>
          <SearchInput
            label={words.search}
            placeholder={words.search}
            clearLabel={words.clear}
            value={query}
            onValueChange={(text) => {
              setQuery(text);
              setMatch(0);
              setActiveId(null);
            }}
            onKeyDown={searchKey}
          />
          {query === '' ? null : (
            <>
              <span className={styles.count} role="status">
                {words.matches(found.paths.length === 0 ? 0 : match + 1, found.paths.length)}
              </span>
              <IconButton label={words.previousMatch} icon={ChevronUp} onClick={() => goTo(match - 1)} />
              <IconButton label={words.nextMatch} icon={ChevronDown} onClick={() => goTo(match + 1)} />
            </>
          )}
        </div>
      ) : null}
      <Tree
        label={words.label}
        roots={roots}
        idOf={idOf}
        childrenOf={membersOf}
        textOf={textOf}
        rowHeight={24}
        openIds={openIds}
        onOpenChange={(ids) => setFolded({ of: value, ids })}
        activeId={activeId}
        selectedIds={activeId === null ? none : new Set([activeId])}
        onActiveChange={setActiveId}
        onActivate={onPick}
        rowMenuLabel={() => words.rowMenu}
        rowMenu={(place) => [
          { id: 'path', label: words.copyPath, onSelect: () => copy(place.path) },
          { id: 'value', label: words.copyValue, onSelect: () => copy(printWhole(place.value)) },
        ]}
        renderRow={(place) => <JsonRow place={place} query={query} />}
      />
    </div>
  );
}

/** An object's or array's members stand at the root; a lone value stands there itself. */
function rootsOf(value: unknown): readonly JsonPlace[] {
  const root = { path: '', key: '', value };
  return membersOf(root) ?? [root];
}

function printWhole(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
}

function JsonRow({ place, query }: { readonly place: JsonPlace; readonly query: string }): ReactElement {
  const kind = kindOf(place.value);
  const short = printShort(place.value);
  return (
    <span className={styles.row}>
      {place.key === '' ? null : (
        <span className={styles.key}>
          <Marked text={place.key} query={query} />
          <span className={styles.colon}>:</span>
        </span>
      )}
      <span className={styles[kind]}>
        {kind === 'object' || kind === 'array' ? short : <Marked text={short} query={query} />}
      </span>
    </span>
  );
}

function Marked({ text, query }: { readonly text: string; readonly query: string }): ReactElement {
  const sought = query.trim().toLocaleLowerCase();
  const at = sought === '' ? -1 : text.toLocaleLowerCase().indexOf(sought);
  return <Highlight text={text} spans={at === -1 ? [] : [[at, at + sought.length]]} />;
}
