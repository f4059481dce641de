import { useMemo } from 'react';
import { useGovernance } from '../data/governance.ts';
import { useDocument } from '../document/document.ts';
import { type Offered, offeredTypes } from './palette.ts';

/** What the open flow's patterns offer; undefined where everything is as good. */
export function useOffered(): Offered | undefined {
  const follows = useDocument((state) => state.flow?.follows);
  const { data } = useGovernance();
  return useMemo(() => (data === undefined ? undefined : offeredTypes(follows, data.templates)), [follows, data]);
}
