import { isJsonObject, type JsonObject } from '#flow/json.ts';
import type { Clock } from '#runtime/engine/ports.ts';
import { type ChildFacts, frameKind } from '#sandbox/messages.ts';
import type { StartChild } from './child-link.ts';
import { type ChildFrame, probeFrame } from './frames.ts';

/**
 * Starts a child like any other, has it try its walls, and ends it; no child that works for flows ever loads what
 * the probes load.
 *
 * @throws when the child dies or stays silent
 */
export function askFacts(start: StartChild, clock: Clock, limitMs: number): Promise<ChildFacts> {
  return new Promise((resolve, reject) => {
    let flags: readonly string[] = [];
    let facts: ChildFacts | undefined;
    const take = (frame: ChildFrame): void => {
      if (frame.kind === frameKind.ready) {
        flags = readFlags(frame.header);
        link.send(probeFrame());
      }
      if (frame.kind !== frameKind.probed) return;
      facts = { pid: link.pid, flags, probes: readProbes(frame.header) };
      link.kill();
    };
    const link = start({
      frames: (frames) => frames.forEach(take),
      malformed: () => link.kill(),
      gone() {
        withdraw();
        if (facts === undefined) reject(new Error('The sandbox child ended before it could try its walls.'));
        else resolve(facts);
      },
    });
    const withdraw = clock.after(limitMs, () => link.kill());
  });
}

function readFlags(header: string): readonly string[] {
  const said: unknown = JSON.parse(header);
  const flags = isJsonObject(said) ? said.flags : undefined;
  return Array.isArray(flags) ? flags.filter((flag) => typeof flag === 'string') : [];
}

function readProbes(header: string): JsonObject {
  const said: unknown = JSON.parse(header);
  return isJsonObject(said) ? said : {};
}
