import type { PathStep } from '../graph/collide.ts';
import type { JsonObject } from '../json.ts';

/** How much a finding weighs: an error keeps the flow out of the runtime, the others never stop anything. */
export type Severity = 'error' | 'warning' | 'info';

/** Named edits that mend a finding together, as data: the designer and the command line carry them out. */
export type FindingFix = {
  /** What a button says, such as `Wrap in [ ]`. */
  readonly title: string;
  /** In the order they are carried out, all or none; each has the name of an edit, such as `set-config`. */
  readonly edits: readonly { readonly edit: string; readonly arguments: JsonObject }[];
};

/** What a rule reports about a flow. */
export type Finding = {
  /** Id of the rule, such as `flow/cycle`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Flow id. */
  readonly flow: string;
  readonly node?: string;
  readonly edge?: { readonly from: string; readonly port: string; readonly to: string };
  /** Path inside the flow's document, such as `nodes.map_order.config.expression`. */
  readonly path?: string;
  /** Place inside the text at `path`, both from 1; only where that text is an expression or holds one. */
  readonly position?: { readonly line: number; readonly column: number };
  /** What is wrong, where, and what to do. */
  readonly message: string;
  readonly fix?: FindingFix;
  /** The permission under which it is left as it is; it then stops nothing. */
  readonly waiver?: { readonly reason: string; readonly approver: string; readonly expires: string };
  /** Ids of the other nodes it is about, in the order of the offending path. */
  readonly related?: readonly string[];
  /** The offending paths with the ports they leave by, where one list of nodes does not say enough. */
  readonly paths?: readonly (readonly PathStep[])[];
};

/** A finding as a rule states it; the checker adds rule, flow and, unless the rule says otherwise, severity. */
export type Observation = Omit<Finding, 'rule' | 'flow' | 'severity'> & { readonly severity?: Severity };
