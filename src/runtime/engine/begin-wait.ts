import { parseDuration } from '#flow/duration.ts';
import { invalid } from '#flow/failure.ts';
import { parseInstant } from '#flow/instant.ts';
import type { BeginWaitCommand } from '#flow/interpret/command.ts';
import { fromJsonText, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { Change } from '../store/change.ts';
import { type ActiveRun, record } from './active-run.ts';
import { auditChange } from './audit-change.ts';
import type { EngineContext } from './context.ts';
import { resolvedConfig } from './step-config.ts';

/** Records that a wait began, with its due time and, for an approval, what the approver is shown. */
export function beginWait(engine: EngineContext, run: ActiveRun, command: BeginWaitCommand): boolean {
  const at = engine.clock.now();
  const config = resolvedConfig(command.node, command.config);
  if (command.node.type === 'approval') return openApproval(engine, run, { command, config, at });
  const due = dueOf(config, at);
  if (due === undefined) {
    const failure = invalid(
      'wait/no-time',
      `"until" gave no instant. Give an ISO instant with zone, such as 2026-11-21T08:00:00Z.`,
    );
    record(run, { kind: 'settled', path: command.path, at, ports: [], failure });
    return true;
  }
  record(
    run,
    { kind: 'waiting', path: command.path, at, dueAt: due.at, duePort: 'out' },
    { kind: 'timer', path: command.path, at: due.at },
  );
  return true;
}

function dueOf(config: JsonObject, now: number): { readonly at: number } | undefined {
  const durationMs = typeof config.for === 'string' ? parseDuration(config.for) : undefined;
  if (durationMs !== undefined) return { at: now + durationMs };
  const until = config.until;
  if (typeof until === 'number' && Number.isFinite(until)) return { at: until };
  const instant = typeof until === 'string' ? parseInstant(until) : undefined;
  return instant === undefined ? undefined : { at: instant };
}

type OpenApproval = { readonly command: BeginWaitCommand; readonly config: JsonObject; readonly at: number };

function openApproval(engine: EngineContext, run: ActiveRun, { command, config, at }: OpenApproval): boolean {
  const { node, path } = command;
  const durationMs = typeof config.due === 'string' ? parseDuration(config.due) : undefined;
  const dueAt = durationMs === undefined ? {} : { dueAt: at + durationMs };
  const shown = toJsonText(shownTo(config, fromJsonText(command.input)));
  const title = typeof config.title === 'string' ? config.title : node.name;
  const approval = {
    id: engine.ids.next('apr'),
    path,
    node: node.id,
    group: String(config.group ?? ''),
    title,
    shown,
    shownHash: engine.hash(shown),
    openedAt: at,
    ...dueAt,
  };
  const changes: Change[] = [
    { kind: 'approval', approval },
    auditChange(at, 'system', 'approval.opened', run.id, { approval: approval.id, group: approval.group }),
  ];
  if (dueAt.dueAt !== undefined) changes.push({ kind: 'timer', path, at: dueAt.dueAt });
  record(
    run,
    { kind: 'waiting', path, at, ...dueAt, ...(dueAt.dueAt === undefined ? {} : { duePort: 'expired' }) },
    ...changes,
  );
  return true;
}

/** What the approver sees and signs for: the chosen part, or the whole input. */
function shownTo(config: JsonObject, input: Json): Json {
  return { title: config.title ?? null, data: config.show === undefined ? input : config.show };
}
