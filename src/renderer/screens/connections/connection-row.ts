import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { ConnectionUse } from '../../data/connections.ts';

/** What a row of the table is made of. */
export type RowParts = {
  readonly connections: readonly Connection[];
  readonly environment: Environment | undefined;
  readonly uses: readonly ConnectionUse[];
  /** Names of secrets that have a value. */
  readonly secrets: readonly string[];
  readonly kinds: readonly ConnectionManifest[];
};

/** A flow that uses a connection, with its steps. */
export type UsingFlow = {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly { readonly node: string; readonly name: string; readonly what: string | null }[];
};

/** A connection as the table and its panel show it. */
export type ConnectionRow = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly kindTitle: string;
  /** Where it leads in the environment served; absent where that does not say. */
  readonly url: string | undefined;
  readonly database: string | undefined;
  /** Login, user name or header it is known by; absent where the secret says it all. */
  readonly account: string | undefined;
  readonly scheme: 'api-key' | 'bearer' | 'basic' | 'none';
  readonly secret: string | undefined;
  readonly isSecretSet: boolean;
  /** Operations, or methods for plain HTTP, that it may be used for; undefined where everything is allowed. */
  readonly allowed: readonly string[] | undefined;
  readonly used: readonly string[];
  /** Allowed and used by no flow. */
  readonly excess: readonly string[];
  readonly flows: readonly UsingFlow[];
  readonly connection: Connection;
};

/** Joins what the workspace, the flows and the runtime say about each connection; by name. */
export function connectionRows(parts: RowParts): readonly ConnectionRow[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return parts.connections
    .map((connection) => rowOf(connection, parts))
    .sort((one, other) => collator.compare(one.name, other.name));
}

function rowOf(connection: Connection, { environment, uses, secrets, kinds }: RowParts): ConnectionRow {
  const { id, kind, name, auth, allow } = connection;
  const bindings = environment?.connections ?? {};
  const binding = Object.hasOwn(bindings, id) ? bindings[id] : undefined;
  const own = uses.filter((use) => use.connection === id);
  const used = [...new Set(own.flatMap(({ operation, method }) => operation ?? method ?? []))];
  const allowed = kind === 'http' ? allow?.methods : allow?.operations;
  return {
    id,
    name,
    kind,
    kindTitle: kinds.find((known) => known.kind === kind)?.title ?? kind,
    url: textOf(binding?.url),
    database: textOf(binding?.database),
    account: textOf(connection.extra.login) ?? auth?.user ?? auth?.header ?? auth?.query,
    scheme: auth?.scheme ?? 'none',
    secret: auth?.secret,
    isSecretSet: auth?.secret !== undefined && secrets.includes(auth.secret),
    allowed,
    used,
    // Whoever reads may ask for the head of an answer alone; that is no right of its own.
    excess: (allowed ?? []).filter((what) => !used.includes(what === 'HEAD' ? 'GET' : what)),
    flows: flowsOf(own),
    connection,
  };
}

function flowsOf(uses: readonly ConnectionUse[]): readonly UsingFlow[] {
  const flows = new Map<string, UsingFlow>();
  for (const { flow, flowName, node, name, operation, method } of uses) {
    const steps = flows.get(flow)?.steps ?? [];
    flows.set(flow, { id: flow, name: flowName, steps: [...steps, { node, name, what: operation ?? method }] });
  }
  return [...flows.values()];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
