import type { ProblemFacts } from '../problem.ts';

/** What can be wrong with `registry/systems.yaml` beyond single values. */
export const registryProblems: readonly ProblemFacts[] = [
  {
    code: 'registry/claimed-twice',
    title: 'Two claim one thing',
    help: 'A host and a webhook path belong to one system, a model of a system to one entity. Remove it from one of the two.',
  },
  {
    code: 'registry/direction-differs',
    title: 'Lists and direction contradict each other',
    help: '`projections` are copies that leave the system of record, `sources` are systems whose changes go to it. `direction: both` allows both lists.',
  },
  {
    code: 'registry/gone-before-deprecated',
    title: 'An operation is gone before it is deprecated',
    help: '`deprecated` is the first day on which nothing new should use it, `sunset` the first day without it. Correct one of them.',
  },
  {
    code: 'registry/listed-twice',
    title: 'A name that stands twice in one list',
    help: 'Remove one of the two.',
  },
  {
    code: 'registry/master-listed',
    title: 'The system of record among its own copies or sources',
    help: 'The system of record always holds the thing. Remove it from the list.',
  },
  {
    code: 'registry/no-such-row',
    title: 'An entity or a field the registry does not have',
    help: 'It was removed meanwhile. Look at the table again.',
  },
  {
    code: 'registry/owner-needed',
    title: 'A row without an owner',
    help: 'Every entity and every field has one system of record. Give it to another system; the former owner lets go by itself.',
  },
  {
    code: 'registry/still-owner',
    title: 'A system that still owns something',
    help: 'The sentence names what it owns. Give that to another system, or remove it, then remove the system.',
  },
  {
    code: 'registry/unknown-system',
    title: 'A system that is not under `systems`',
    help: 'Every system an entity names is described once under `systems`. Add it there, or correct the name.',
  },
];
