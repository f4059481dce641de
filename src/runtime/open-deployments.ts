import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import type { Problem } from '#flow/problem.ts';
import { pushTriggers } from '#nodes/triggers.ts';
import { askInSandbox } from './ask-predicate.ts';
import { createBenchNeeds } from './bench-ground.ts';
import type { DeployedSet } from './deployments/deployed-set.ts';
import { createDeploymentDesk, type DeploymentDesk } from './deployments/deployment-desk.ts';
import type { Deployable } from './deployments/deployments.ts';
import { shadowRuns } from './deployments/shadow.ts';
import { type BundleFolder, watchBundles } from './deployments/watch-bundles.ts';
import type { RunningEngine } from './engine/engine.ts';
import type { Clock, Hash, Log, Sandbox } from './engine/ports.ts';
import { endpointsOf } from './ingress/endpoint.ts';
import type { Live } from './live.ts';
import type { OpenedParts } from './open-parts.ts';
import type { Reach } from './reach.ts';
import type { RuntimeOptions } from './runtime.ts';
import type { DeploymentNeeds } from './server/handlers-deployments.ts';

/** Bundles, from where they arrive to the doors. */
export type Deployments = {
  readonly desk: DeploymentDesk;
  /** Makes live what was live at the last stop, and begins to watch the folder, where there is one. */
  readonly start: () => Promise<DeployedSet>;
  readonly stop: () => Promise<void>;
};

type Needs = OpenedParts & {
  readonly clock: Clock;
  readonly log: Log;
  readonly sandbox: Sandbox;
  readonly reach: Reach;
  readonly engine: Pick<RunningEngine, 'setVariables'>;
  readonly live: Pick<Live, 'replace'>;
};

/** Opens the desk for bundles over the doors of a runtime. */
export function openDeployments(options: RuntimeOptions, needs: Needs, hash: Hash): Deployments {
  const { store, clock, log, sandbox, secrets, environment, reach, engine, live } = needs;
  const ask: EvaluatePredicate = (text, input) => askInSandbox(sandbox, text, input, clock.now());
  const desk = createDeploymentDesk({
    site: options.workspace,
    data: options.data,
    environment,
    store,
    clock,
    log,
    hash,
    ask,
    hasSecret: (name) => secrets.get(name) !== undefined,
    clashes,
    serve: async ({ flows, connections, environment: around }, by) => {
      const endpoints = endpointsOf(
        flows.map(({ plan }) => plan),
        pushTriggers,
      );
      if (!endpoints.ok) throw new Error(endpoints.problems.map(({ message }) => message).join(' '));
      reach.point({ connections, environment: around });
      engine.setVariables(around.variables);
      await live.replace({ flows, endpoints: endpoints.value }, by);
    },
  });
  let folder: BundleFolder | undefined;
  return {
    desk,
    start: async () => {
      const set = await desk.start();
      if (options.deployments !== undefined) {
        folder = watchBundles({ folder: options.deployments, desk, clock, log });
      }
      return set;
    },
    stop: async () => {
      await folder?.stop();
      await desk.stop();
    },
  };
}

/** What the API has where bundles are served; nothing where they are not. */
export function deploymentFronts(
  options: RuntimeOptions,
  { environment, store, clock, secrets, bundles, sandbox, log }: OpenedParts & Pick<Needs, 'clock' | 'sandbox' | 'log'>,
  deployments: Deployments | undefined,
  hash: Hash,
): { readonly deployments?: DeploymentNeeds } {
  if (deployments === undefined || bundles === undefined) return {};
  const { desk } = deployments;
  const hasSecret = (name: string): boolean => secrets.get(name) !== undefined;
  const { signedOnly } = bundles;
  const looks = { look: desk.look, open: desk.open };
  // Without secrets nothing a bench does can reach a system.
  const bench = createBenchNeeds({ folder: options.data, sandbox, clock, log });
  const shadow: DeploymentNeeds['shadow'] = (ask) => shadowRuns({ environment, store, bench, ...looks }, ask);
  const telling = { environment: environment.name, store, clock, hash, hasSecret };
  return { deployments: { ...telling, ...looks, desk, signedOnly, shadow } };
}

function clashes(flows: readonly Deployable[]): readonly Problem[] {
  const endpoints = endpointsOf(
    flows.map(({ plan }) => plan),
    pushTriggers,
  );
  return endpoints.ok ? [] : endpoints.problems;
}
