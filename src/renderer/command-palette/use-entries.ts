import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nodeManifests } from '#nodes/manifests.ts';
import { runtime } from '../data/client.ts';
import { answerOf, useFlows } from '../data/queries.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { keysOf, useCommands } from '../keys/commands.ts';
import { printKeys } from '../keys/print-keys.ts';
import { useRoute } from '../routes.ts';
import { commandIds, type PaletteEntry, places, readQuery, stepEntries } from './entries.ts';

/** Letters a search in the workspace begins with. */
const shortestSearch = 3;

/** How long nothing is typed before the runtime is asked, in milliseconds. */
const idleMs = 120;

/** Commands that make no sense from here: the palette itself, and walking about on the canvas. */
const leftOut = /^(palette\.open|canvas\.(walk|nudge|next|previous|up$))/;

const none: readonly PaletteEntry[] = [];

/** Everything the palette could mean by a text. */
export function useEntries(text: string): readonly PaletteEntry[] {
  const isInDesigner = useRoute().screen === 'designer';
  const commands = useCommandEntries();
  const flow = useDocument((state) => state.flow);
  const findings = useChecking((state) => state.findings);
  const goals = useGoals();
  const asked = useSettled(text);
  const runs = useRuns(asked);
  const matches = useMatches(asked);
  const own = useMemo(() => {
    if (!isInDesigner || flow === undefined) return none;
    const problems = findings.map(
      (finding, index): PaletteEntry => ({ kind: 'problem', id: String(index), text: finding.message, finding }),
    );
    return [...stepEntries(flow), ...problems, ...stepTypes];
  }, [isInDesigner, flow, findings]);
  return useMemo(() => [...commands, ...goals, ...own, ...runs, ...matches], [commands, goals, own, runs, matches]);
}

const stepTypes = nodeManifests.map(
  ({ type, major, title }): PaletteEntry => ({ kind: 'add', id: type, text: title, detail: `${type}@${major}` }),
);

function useCommandEntries(): readonly PaletteEntry[] {
  const { t } = useTranslation();
  const handlers = useCommands((state) => state.handlers);
  const remapped = useCommands((state) => state.remapped);
  // biome-ignore lint/correctness/useExhaustiveDependencies: keysOf reads what was remapped
  return useMemo(
    () =>
      commandIds
        .filter((id) => !leftOut.test(id) && (handlers.get(id)?.length ?? 0) > 0)
        .map((id): PaletteEntry => {
          const [keys] = keysOf(id);
          return { kind: 'command', id, text: t(`keys.${id}`), keys: keys === undefined ? undefined : printKeys(keys) };
        }),
    [t, handlers, remapped],
  );
}

/** Flows and areas. */
function useGoals(): readonly PaletteEntry[] {
  const { t } = useTranslation();
  const { data } = useFlows();
  return useMemo(() => {
    const flows = (data?.flows ?? []).map(
      ({ id, name, path }): PaletteEntry => ({ kind: 'flow', id, text: name, detail: path }),
    );
    return [...flows, ...places.map((id): PaletteEntry => ({ kind: 'place', id, text: t(`frame.screen.${id}`) }))];
  }, [data, t]);
}

/** A text once nothing was typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), idleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Runs by business key, asked for once the text could be one. */
function useRuns(text: string): readonly PaletteEntry[] {
  const { kind } = readQuery(text);
  const key = text.replace(/^#/, '').trim();
  const { data } = useQuery({
    queryKey: ['runs', 'by-key', key],
    enabled: kind === 'run' || (kind === undefined && key.length >= shortestSearch),
    placeholderData: (before) => before,
    queryFn: async () => {
      const found = await runtime.send('runs.list', { query: { limit: 20, ...(key === '' ? {} : { key }) } });
      return answerOf(found).runs.map(
        (run): PaletteEntry => ({
          kind: 'run',
          id: run.id,
          text: run.key ?? run.id,
          detail: `${run.flow} · ${run.state}`,
        }),
      );
    },
  });
  return data ?? none;
}

/** Words in the files of the workspace, asked for once there are a few letters. */
function useMatches(text: string): readonly PaletteEntry[] {
  const { kind, words } = readQuery(text);
  const { data } = useQuery({
    queryKey: ['workspace', 'search', words],
    enabled: kind === undefined && words.length >= shortestSearch,
    placeholderData: (before) => before,
    queryFn: async () => {
      const found = answerOf(await runtime.send('workspace.search', { query: { text: words, limit: 20 } }));
      return found.matches.flatMap((match): readonly PaletteEntry[] =>
        match.flow === null
          ? []
          : [
              {
                kind: 'match',
                id: `${match.path}:${match.line}:${match.column}`,
                text: match.excerpt,
                detail: `${match.path}:${match.line}`,
                flow: match.flow,
                node: match.node ?? undefined,
              },
            ],
      );
    },
  });
  return data ?? none;
}
