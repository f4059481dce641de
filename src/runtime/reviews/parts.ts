import type { Problem, Result } from '#flow/problem.ts';
import type { Clock } from '../engine/ports.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { AuditFact } from '../store/change.ts';
import type { WorkspaceDesk } from '../workspace/desk.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What handing over stands on. */
export type ReviewParts = {
  /** Folder of the workspace. */
  readonly folder: string;
  /** Data directory: who works here, and released bundles. */
  readonly data: string;
  readonly workspace: () => Promise<Workspace>;
  readonly desk: Pick<WorkspaceDesk, 'read' | 'write'>;
  readonly secrets: {
    readonly kept: (name: `~${string}`) => { readonly reveal: () => string } | undefined;
    readonly keep: (name: `~${string}`, value: string, by: string) => Promise<void>;
  };
  readonly clock: Pick<Clock, 'now'>;
  readonly record: (entry: AuditFact) => Promise<void>;
};

/** Who calls, and what they may do; who they are for signatures is the studio's identity. */
export type Actor = { readonly name: string; readonly mayDecide: boolean; readonly mayRelease: boolean };

/** The repository of the workspace; refused where the folder keeps no versions. */
export async function repositoryOf({ folder }: Pick<ReviewParts, 'folder'>): Promise<Result<Repository>> {
  const repository = await openRepository(folder);
  return repository === undefined ? { ok: false, problems: [noVersions()] } : { ok: true, value: repository };
}

/** The refusal of a folder that keeps no versions. */
export function noVersions(): Problem {
  const message =
    'This folder keeps no versions yet. Confirm that it shall keep them from now on; nothing is sent anywhere by that.';
  return { code: 'review/no-versions', message };
}
