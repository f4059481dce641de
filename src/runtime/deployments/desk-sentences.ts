import { addSignature, type Bundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { canonicalJson, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { JudgedBundle } from './admit-bundle.ts';

/** There is no such bundle here, or only the note that it was refused. */
export function noSuchBundle(digest: string): Problem {
  const message = `This environment holds no bundle ${digest}. Admit the file first; "penstock deployments" lists what is here.`;
  return { code: 'deployment/no-such-bundle', message };
}

/** Nothing that came in a bundle is live under this id. */
export function notLive(flow: string): Problem {
  const message = `The flow "${flow}" is not live from a bundle, so there is nothing to go back from. "penstock deployments" lists what is live.`;
  return { code: 'deployment/not-live', message };
}

/** What a bundle newly reaches, as a refusal. */
export function newReachProblem({ newReach }: Pick<JudgedBundle, 'newReach'>): Problem {
  const sentences = newReach.map(({ sentence }) => sentence).join(' ');
  const message = `The bundle may reach what nothing live reaches: ${sentences} Activate it with "--accept-reach" if that is meant.`;
  return { code: 'deployment/new-reach', message };
}

/** Two flows that want one address. */
export function addressTaken({ message }: Problem): Problem {
  return { code: 'deployment/address-taken', message };
}

/** A genuine signature that changes nothing. */
export function addsNothing({ by, role }: BundleSignature): Problem {
  const message = `The signature of ${by} as ${role} does not count here. An approver must be trusted in penstock.yaml, and must not have handed the bundle over.`;
  return { code: 'deployment/nothing-to-approve', message };
}

/** A bundle with one more signature; one it has already is no problem. */
export function withSignature(bundle: Bundle, signature: BundleSignature): Result<Bundle> {
  const added = addSignature(bundle, signature);
  const isKnown = !added.ok && added.problems.every(({ code }) => code === 'bundle/signed-twice');
  return isKnown ? { ok: true, value: bundle } : added;
}

/** The signatures of a stored bundle. */
export function signaturesOf(text: string | undefined): readonly BundleSignature[] {
  // Written by this desk, from signatures that had been read.
  return text === undefined ? [] : (JSON.parse(text) as readonly BundleSignature[]);
}

/** A value of plain data as canonical text. */
export function textOf(value: unknown): JsonText {
  // Going through text drops members that are undefined; what is left is JSON.
  return toJsonText(JSON.parse(canonicalJson(JSON.parse(JSON.stringify(value)) as Json)) as Json);
}
