import { useQuery } from '@tanstack/react-query';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** Everything flows are held against: patterns, waivers, registry, tests, and each other. */
export function useGovernance() {
  return useQuery({
    queryKey: ['workspace', 'governance'],
    queryFn: async () => answerOf(await runtime.send('governance.facts', {})),
  });
}
