import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** Everything flows are held against: patterns, waivers, registry, tests, and each other. */
export function useGovernance() {
  return useQuery({
    queryKey: ['workspace', 'governance'],
    queryFn: async () => answerOf(await runtime.send('governance.facts', {})),
  });
}

/** What `useGovernance` tells. */
export type GovernanceFacts = NonNullable<ReturnType<typeof useGovernance>['data']>;

/** Every pattern with its description, its first flow, where it stands and who follows it. */
export function useTemplates() {
  return useQuery({
    queryKey: ['workspace', 'templates'],
    queryFn: async () => answerOf(await runtime.send('governance.templates', {})),
  });
}

/** One pattern as `useTemplates` tells it. */
export type TemplateRow = NonNullable<ReturnType<typeof useTemplates>['data']>['templates'][number];

/** How every flow stands against what it follows. */
export function useFollowing() {
  return useQuery({
    queryKey: ['workspace', 'following'],
    queryFn: async () => answerOf(await runtime.send('governance.flows', {})),
    placeholderData: keepPreviousData,
  });
}

/** What a flow that begins with a pattern is made of. */
export type StartAsked = {
  /** Reference such as `webhook-ingestion@1`. */
  readonly template: string;
  readonly id: string;
  readonly name: string;
  readonly owner: string;
};

/** Has the text of a new flow written from a pattern; nothing is saved. */
export async function startFromTemplate(body: StartAsked) {
  return answerOf(await runtime.send('governance.start', { body }));
}

/** What a waiver is asked for. */
export type WaiverAsked = {
  readonly rule: string;
  readonly flow: string;
  readonly node: string | undefined;
  readonly reason: string;
  /** Last day it counts, `YYYY-MM-DD`. */
  readonly expires: string;
};

/** Writes a waiver; who is signed in approves it. */
export async function grantWaiver({ node, ...asked }: WaiverAsked) {
  const body = { ...asked, ...(node === undefined ? {} : { node }) };
  return answerOf(await runtime.send('governance.waive', { body }));
}

/** How long nothing must be typed before a text is judged, in milliseconds. */
const settleMs = 300;

/** Judges a text of a pattern against every flow that follows it, once nothing more is typed. */
export function useJudgedTemplate(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ['workspace', 'template-judge', settled],
    queryFn: async () => answerOf(await runtime.send('governance.judge', { body: { text: settled } })),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return { verdict: query.data, error: query.error, isBusy: settled !== text || query.isFetching };
}

/** What a change of a pattern comes to. */
export type JudgedTemplate = NonNullable<ReturnType<typeof useJudgedTemplate>['verdict']>;
