import type { Emergency } from '#flow/bundle/judge-signatures.ts';
import type { BundleManifest } from '#flow/bundle/manifest.ts';
import { parseInstant } from '#flow/instant.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Clock } from '../engine/ports.ts';
import type { BundleRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import { judgeStanding } from './admit-bundle.ts';
import { signaturesOf } from './desk-sentences.ts';
import { readSite, type Site } from './site.ts';

type Needs = {
  readonly site: string;
  readonly environment: Pick<Environment, 'name' | 'purpose'>;
  readonly store: Pick<Store, 'listBundles'>;
  readonly clock: Pick<Clock, 'now'>;
};

/** A live bundle that nobody approved. */
export type LiveEmergency = { readonly digest: string; readonly emergency: Emergency; readonly isOver: boolean };

/** The live bundles of an environment that run without an approval. */
export async function listEmergencies(needs: Needs): Promise<readonly LiveEmergency[]> {
  const rows = (await needs.store.listBundles(needs.environment.name)).filter(({ state }) => state === 'live');
  if (!rows.some(hasEmergency)) return [];
  const site = await readSite(needs.site, needs.environment);
  // Without knowing whom to trust nothing is taken off; the desk has said that the folder cannot be read.
  if (!site.ok || site.value.environment.purpose !== 'live') return [];
  return rows.flatMap((row) => {
    const judged = hasEmergency(row) ? judgeEmergency(row, site.value, needs.clock.now()) : undefined;
    return judged === undefined ? [] : [judged];
  });
}

/** Those whose day is over. */
export async function findLapsed(needs: Needs): Promise<readonly LiveEmergency[]> {
  return (await listEmergencies(needs)).filter(({ isOver }) => isOver);
}

/** When the next one is over, epoch milliseconds; undefined where there is none. */
export async function nextLapse(needs: Needs): Promise<number | undefined> {
  const ends = (await listEmergencies(needs)).map(({ emergency }) => parseInstant(emergency.until) ?? 0);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function hasEmergency({ signatures }: BundleRow): boolean {
  return signaturesOf(signatures).some(({ role }) => role === 'emergency');
}

function judgeEmergency(row: BundleRow, site: Site, now: number): LiveEmergency | undefined {
  const { digest } = row;
  const signatures = signaturesOf(row.signatures);
  // Written by the desk from a manifest that had been read.
  const bundle = { manifest: JSON.parse(row.manifest ?? '{}') as BundleManifest, digest, signatures };
  const today = judgeStanding(bundle, site, now);
  if (today.ok) {
    const { emergency } = today.value;
    return emergency === undefined ? undefined : { digest, emergency, isOver: false };
  }
  // Approvals that counted when they arrived took the emergency away for good, whatever became of their keys.
  const then = judgeStanding(bundle, site, row.at);
  if (then.ok && then.value.emergency === undefined) return undefined;
  if (!then.ok && signatures.some(({ role }) => role === 'approver')) return undefined;
  const said = signatures.find(({ role }) => role === 'emergency');
  const emergency = (then.ok ? then.value.emergency : undefined) ?? {
    by: said?.by ?? '',
    reason: said?.reason ?? '',
    incident: said?.incident ?? '',
    until: said?.at ?? '',
  };
  return { digest, emergency, isOver: true };
}
