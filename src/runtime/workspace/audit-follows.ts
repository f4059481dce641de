import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Clock } from '../engine/ports.ts';
import type { AuditFact } from '../store/change.ts';
import type { WorkspaceDesk } from './desk.ts';
import type { FileChange } from './files.ts';
import { flowBound } from './govern-audit.ts';

/** What audited writes stand on. */
export type AuditedWrites = {
  readonly clock: Pick<Clock, 'now'>;
  readonly record: (entry: AuditFact) => Promise<void>;
};

/** A desk whose writes leave an audit entry for every flow that follows other templates afterwards. */
export function auditFollows(desk: WorkspaceDesk, { clock, record }: AuditedWrites): WorkspaceDesk {
  return {
    ...desk,
    write: async (changes, by) => {
      const flows = changes.filter(({ path }) => path.endsWith('.flow.yaml'));
      const before = await Promise.all(flows.map(({ path }) => followsAt(desk, path)));
      const written = await desk.write(changes, by);
      if (!written.ok) return written;
      for (const [at, change] of flows.entries()) {
        const now = followsIn(change);
        const was = before[at];
        if (now === undefined || JSON.stringify(was ?? null) === JSON.stringify(now.follows ?? null)) continue;
        await record(flowBound(now.flow, { before: was, after: now.follows }, { actor: by, at: clock.now() }));
      }
      return written;
    },
  };
}

async function followsAt(desk: WorkspaceDesk, path: string) {
  const file = await desk.read(path);
  return file.ok ? followsIn({ text: file.value.text })?.follows : undefined;
}

/** What a text of a flow follows; undefined where it cannot be read, which binds nothing. */
function followsIn({ text }: Pick<FileChange, 'text'>) {
  if (text === null) return undefined;
  const { flow } = openFlow(text, nodeCatalogue);
  return flow === undefined ? undefined : { flow: flow.id, follows: flow.follows };
}
