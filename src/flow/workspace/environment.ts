import type { JsonObject } from '../json.ts';

/** What an environment is for: findings stop nothing in `dev`, and only `live` may reach live's systems. */
export type Purpose = 'dev' | 'test' | 'live';

/** A named set of bindings, variables and limits, as `environments/<name>.yaml` says it. */
export type Environment = {
  readonly name: string;
  readonly purpose: Purpose;
  /** What expressions read as `$vars`. */
  readonly variables: JsonObject;
  /** What each connection means here, by connection id: `url`, `database` and other keys of its kind. */
  readonly connections: Readonly<Record<string, JsonObject>>;
  /** Private address ranges, as CIDR, that connections may reach here; set by an operator, never by a flow. */
  readonly egress: { readonly allowPrivate: readonly string[] };
  /** Facts about the place, such as its region. */
  readonly labels?: JsonObject;
  readonly limits?: JsonObject;
};
