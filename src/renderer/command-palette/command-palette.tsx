import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandDialog, type CommandItem } from '#ui/command-dialog.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { matchText } from '#ui/match-text.ts';
import { useCommand } from '../keys/commands.ts';
import { carryOut } from './carry-out.ts';
import styles from './command-palette.module.css';
import { groupEntries, type PaletteEntry, rankEntries, readQuery, suggestEntries } from './entries.ts';
import { EntryIcon } from './entry-icon.tsx';
import { useEntries } from './use-entries.ts';

/** Entries the list shows at most. */
const shownEntries = 50;

/** Flows offered before anything is typed. */
const suggestedFlows = 5;

/** One box that finds everything: commands, flows, steps, problems, runs by their business key, words in any file. */
export function CommandPalette() {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  useCommand('palette.open', () => setText(''));
  useCommand('flow.find', () => setText('@'));
  useCommand('flow.search', () => setText(''));
  return text === undefined ? (
    // Kept in place so that the focus returns when it closes.
    <CommandDialog
      open={false}
      onOpenChange={() => {}}
      label={t('palette.title')}
      placeholder=""
      query=""
      onQueryChange={() => {}}
      groups={[]}
      emptyText={null}
    />
  ) : (
    <Finder text={text} onText={setText} onDone={() => setText(undefined)} />
  );
}

type FinderProps = { readonly text: string; readonly onText: (text: string) => void; readonly onDone: () => void };

function Finder({ text, onText, onDone }: FinderProps) {
  const { t } = useTranslation();
  const entries = useEntries(text);
  const groups = useMemo(() => {
    const ranked = text === '' ? suggestEntries(entries, suggestedFlows) : rankEntries(entries, text, shownEntries);
    return groupEntries(ranked);
  }, [entries, text]);
  const choose = (entry: PaletteEntry): void => {
    onDone();
    // Focus first goes back to where it was, so that the command finds its place.
    setTimeout(() => carryOut(entry), 60);
  };
  const { words } = readQuery(text);
  return (
    <CommandDialog
      open
      onOpenChange={(open) => !open && onDone()}
      label={t('palette.title')}
      placeholder={t('palette.placeholder')}
      query={text}
      onQueryChange={onText}
      groups={groups.map(({ id, entries: own }) => ({
        id,
        label: t(`palette.group.${id}`),
        items: own.map((entry) => itemOf(entry, words, t, choose)),
      }))}
      emptyText={t('palette.none', { text })}
      footer={<Hints onText={onText} />}
    />
  );
}

function itemOf(
  entry: PaletteEntry,
  words: string,
  t: (key: string) => string,
  choose: (entry: PaletteEntry) => void,
): CommandItem {
  return {
    id: `${entry.kind} ${entry.id}`,
    label: entry.text,
    spans: words === '' ? [] : (matchText(words, entry.text)?.spans ?? []),
    start: <EntryIcon entry={entry} />,
    description: 'detail' in entry ? entry.detail : undefined,
    shortcut: entry.kind === 'command' ? entry.keys : undefined,
    kind: entry.kind === 'command' || entry.kind === 'add' ? undefined : t(`palette.kind.${entry.kind}`),
    onSelect: () => choose(entry),
  };
}

const signs = [
  ['>', 'command'],
  ['@', 'step'],
  ['#', 'run'],
  [':', 'problem'],
] as const;

/** The signs that narrow the list down; a press types them. */
function Hints({ onText }: { readonly onText: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <span className={styles.hints}>
      {signs.map(([sign, kind]) => (
        <button
          key={sign}
          type="button"
          className={styles.hint}
          aria-label={t('palette.hint.label', { sign, what: t(`palette.hint.${kind}`) })}
          onClick={(event) => {
            onText(sign);
            event.currentTarget.closest('[role="dialog"]')?.querySelector('input')?.focus();
          }}
        >
          <Kbd keys={sign} /> {t(`palette.hint.${kind}`)}
        </button>
      ))}
    </span>
  );
}
