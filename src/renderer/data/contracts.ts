import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { runtime } from './client.ts';
import { readFile } from './files.ts';
import { answerOf } from './queries.ts';

/** Every agreed shape with its classes and how many flows use it. */
export function useContracts() {
  return useQuery({
    queryKey: ['workspace', 'contracts'],
    queryFn: async () => answerOf(await runtime.send('contracts.list', {})).contracts,
  });
}

/** Every place that uses a shape, or one of its fields. */
export function useContractUses(name: string, field: string | undefined) {
  return useQuery({
    queryKey: ['workspace', 'contract-uses', name, field ?? ''],
    queryFn: async () =>
      answerOf(await runtime.send('contracts.uses', { params: { name }, query: field === undefined ? {} : { field } })),
    placeholderData: keepPreviousData,
  });
}

/** The file of a shape, read again whenever the workspace changes. */
export function useContractFile(path: string) {
  return useQuery({ queryKey: ['workspace', 'file', path], queryFn: () => readFile(path) });
}

/** How long nothing must be typed before a text is judged, in milliseconds. */
const settleMs = 250;

/** Judges a text against the shape on disk and against every flow, once nothing more is typed. */
export function useJudged(name: string, text: string, isChanged: boolean) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ['workspace', 'contract-judge', name, settled],
    queryFn: async () => answerOf(await runtime.send('contracts.judge', { params: { name }, body: { text: settled } })),
    enabled: isChanged,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return {
    verdict: isChanged ? query.data : undefined,
    error: query.error,
    isBusy: settled !== text || query.isFetching,
  };
}

/** What a change of a shape comes to. */
export type JudgedContract = NonNullable<ReturnType<typeof useJudged>['verdict']>;
