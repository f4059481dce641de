import { connectionManifests } from '#connections/manifests.ts';
import { bundleProblems } from '#flow/bundle/problems.ts';
import { jsonProblems } from '#flow/contract/problems.ts';
import { editProblems } from '#flow/edit/problems.ts';
import { textTemplateFailures } from '#flow/expression/problems.ts';
import type { FailureKind } from '#flow/failure.ts';
import { flowTestProblems } from '#flow/flow-test/problems.ts';
import { mergeProblems } from '#flow/merge/problems.ts';
import { egressFailures } from '#flow/node-type/egress.ts';
import { openApiProblems } from '#flow/openapi/problems.ts';
import type { ProblemFacts } from '#flow/problem.ts';
import { registryProblems } from '#flow/registry/problems.ts';
import { reviewProblems } from '#flow/review/problems.ts';
import { templateProblems } from '#flow/template/problems.ts';
import { textProblems } from '#flow/text/problems.ts';
import { environmentProblems } from '#flow/workspace/problems.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { webhookProblems } from '#nodes/webhook/problems.ts';
import { cliProblems } from '../../src/cli/problems.ts';
import { deploymentProblems } from '../../src/runtime/deployments/problems.ts';
import { engineFailures, engineProblems } from '../../src/runtime/engine/problems.ts';
import { gitProblems } from '../../src/runtime/git/problems.ts';
import { ingressProblems } from '../../src/runtime/ingress/problems.ts';
import { keyProblems } from '../../src/runtime/keys/problems.ts';
import { linkedProblems } from '../../src/runtime/linked/problems.ts';
import { runtimeProblems } from '../../src/runtime/problems.ts';
import { conflictProblems } from '../../src/runtime/reviews/problems.ts';
import { runsProblems } from '../../src/runtime/runs/problems.ts';
import { sandboxPoolFailures } from '../../src/runtime/sandbox-pool/problems.ts';
import { secretsProblems } from '../../src/runtime/secrets/problems.ts';
import { serverProblems } from '../../src/runtime/server/problems.ts';
import { tryProblems } from '../../src/runtime/test-bench/problems.ts';
import { workspaceProblems } from '../../src/runtime/workspace/problems.ts';
import { sandboxFailures } from '../../src/sandbox/problems.ts';

/** A code of the product with its words, and the file that declares it. */
export type DeclaredCode = ProblemFacts & {
  /** Only failures have one: it decides what happens next. */
  readonly kind?: FailureKind;
  /** Path of the declaring file from the root of the checkout. */
  readonly file: string;
};

type Facts = ProblemFacts & { readonly kind?: FailureKind };

/** Every file of the product that declares codes, by its path; a test compares the list with the folders. */
const declarations: ReadonlyMap<string, readonly Facts[]> = new Map<string, readonly Facts[]>([
  ['nodes/webhook/problems.ts', webhookProblems],
  ['src/cli/problems.ts', cliProblems],
  ['src/flow/bundle/problems.ts', bundleProblems],
  ['src/flow/contract/problems.ts', jsonProblems],
  ['src/flow/expression/problems.ts', textTemplateFailures],
  ['src/flow/flow-test/problems.ts', flowTestProblems],
  ['src/flow/node-type/egress.ts', egressFailures],
  ['src/flow/merge/problems.ts', mergeProblems],
  ['src/flow/openapi/problems.ts', openApiProblems],
  ['src/flow/edit/problems.ts', editProblems],
  ['src/flow/registry/problems.ts', registryProblems],
  ['src/flow/review/problems.ts', reviewProblems],
  ['src/flow/template/problems.ts', templateProblems],
  ['src/flow/text/problems.ts', textProblems],
  ['src/runtime/deployments/problems.ts', deploymentProblems],
  ['src/flow/workspace/problems.ts', environmentProblems],
  ['src/runtime/engine/problems.ts', [...engineFailures, ...engineProblems]],
  ['src/runtime/git/problems.ts', gitProblems],
  ['src/runtime/ingress/problems.ts', ingressProblems],
  ['src/runtime/keys/problems.ts', keyProblems],
  ['src/runtime/problems.ts', runtimeProblems],
  ['src/runtime/linked/problems.ts', linkedProblems],
  ['src/runtime/reviews/problems.ts', conflictProblems],
  ['src/runtime/runs/problems.ts', runsProblems],
  ['src/runtime/sandbox-pool/problems.ts', sandboxPoolFailures],
  ['src/runtime/secrets/problems.ts', secretsProblems],
  ['src/runtime/server/problems.ts', serverProblems],
  ['src/runtime/test-bench/problems.ts', tryProblems],
  ['src/runtime/workspace/problems.ts', workspaceProblems],
  ['src/sandbox/problems.ts', sandboxFailures],
  ...nodeManifests.map(({ type, failures }) => [`nodes/${type}/manifest.ts`, own(failures)] as const),
  ...connectionManifests.map(({ kind, failures }) => [`connections/${kind}/manifest.ts`, own(failures)] as const),
]);

/** Manifests repeat what every connection may end with; that is declared in one place. */
function own(failures: readonly Facts[]): readonly Facts[] {
  return failures.filter((failure) => !egressFailures.some((shared) => shared.code === failure.code));
}

/** Every declared problem and failure, sorted by code. A code that is declared twice is here twice. */
export function listDeclaredCodes(): readonly DeclaredCode[] {
  return [...declarations]
    .flatMap(([file, facts]) => facts.map((fact) => ({ ...fact, file })))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The `problems.ts` files the list above knows. */
export function listDeclaringFiles(): readonly string[] {
  return [...declarations.keys()].filter((file) => file.endsWith('/problems.ts')).sort();
}
