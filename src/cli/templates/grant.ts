import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkFlow } from '#flow/check/check.ts';
import { unwaivableRules } from '#flow/check/governance/waive.ts';
import { grantWaiver } from '#flow/template/grant-waiver.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import { type CommandCall, exitCodes, Refused } from '../command.ts';
import { type Governed, noteAct } from '../governed.ts';
import { connectRuntime } from '../remote.ts';

/** Grants a waiver in the folder, and notes it where --data says so. */
export async function waiveHere(
  call: CommandCall,
  waiver: Waiver,
  { folder, workspace, today, context }: Governed,
): Promise<Waiver> {
  const found = workspace.flows.find(({ flow }) => flow.id === waiver.flow)?.flow;
  if (found === undefined)
    throw new Refused(exitCodes.usage, `The workspace has no flow "${waiver.flow}" that can be read.`);
  const file = join(folder, 'waivers', `${waiver.flow}.yaml`);
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  // What is waived already may be waived once more, for longer.
  const findings = checkFlow(found, { ...context, waivers: [] });
  const never = unwaivableRules(context.templates?.values() ?? []);
  const granted = grantWaiver(text, waiver, { findings, never, today });
  if (!granted.ok) throw new Refused(exitCodes.findings, ...granted.problems);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, granted.value);
  const { waiverGranted } = await import('#runtime/workspace/govern-audit.ts');
  await noteAct(call, waiverGranted(waiver, Date.now()));
  return waiver;
}

/** Lets a running studio grant it: whoever the token belongs to is the approver. */
export async function waiveThroughStudio(call: CommandCall, asked: Omit<Waiver, 'approver'>): Promise<Waiver> {
  const { client, take } = await connectRuntime(call);
  const { waiver } = await take(client.send('governance.waive', { body: asked }));
  return waiver;
}
