import type { Severity } from '../check/finding.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * What a value must be. A plain value asks for equality; a test may ask several things at once, and all must hold.
 * A value that is not there fails every test but `set: false` and those that say `orAbsent`.
 */
export type ValueTest = string | number | boolean | null | ValueQuestions;

/** The questions a test may ask of a value. */
export type ValueQuestions = {
  readonly set?: boolean;
  readonly in?: readonly Json[];
  readonly notIn?: readonly Json[];
  /** A list that holds this, or a text that does. */
  readonly contains?: Json;
  /** Numbers, and texts that say a duration, a rate, a size or a share: `180s`, `10/s`, `1MB`, `5%`. */
  readonly atLeast?: number | string;
  readonly atMost?: number | string;
  /** A regular expression over the whole text. */
  readonly matches?: string;
  /** Name of a parameter of the template; the value must equal it. */
  readonly parameter?: string;
  /** True where a missing value is as good as a right one. */
  readonly orAbsent?: boolean;
};

/** Which steps a rule speaks of; every member that is there must fit. The empty selector fits every step. */
export type Selector = {
  /** Node types without their major version. */
  readonly type?: string | readonly string[];
  readonly kind?: string | readonly string[];
  /** What carrying it out does outside the run's own records. */
  readonly effect?: 'none' | 'read' | 'write';
  /** Kinds of the connection it uses; `any` for whichever. */
  readonly connection?: string | readonly string[];
  readonly operation?: string | readonly string[];
  /** Settings by path, such as `auth.scheme`. */
  readonly config?: Readonly<Record<string, ValueTest>>;
  /** What stands beside the settings, by path, such as `retry.attempts` or `once`. */
  readonly step?: Readonly<Record<string, ValueTest>>;
  /** Named properties that must hold, and that must not. */
  readonly is?: string | readonly string[];
  readonly isNot?: string | readonly string[];
  /** Some scope around it fits. */
  readonly inside?: Selector;
  /** Some step of its body, at any depth, fits. */
  readonly holds?: Selector;
  /** A role of the same template. */
  readonly role?: string;
  /** One of these fits. */
  readonly any?: readonly Selector[];
  readonly not?: Selector;
};

/** A step that ways must pass; with `through`, only ways that leave it by these outcomes count as having passed. */
export type Gate = Selector & {
  /** Outcomes; `$otherwise` is the one a branch names there, `$below:<parameter>` those taken under a limit. */
  readonly through?: readonly string[];
};

/**
 * What a rule demands. Exactly one member is there. Those that speak of steps are asked of every step that the
 * rule's `when` selects; the others are asked once for the flow.
 */
export type Assertion = {
  /** Some step of the flow fits. */
  readonly exists?: Selector;
  /** No step of the flow fits. */
  readonly forbid?: Selector;
  /** How many steps of the flow fit. */
  readonly count?: { readonly of: Selector; readonly min?: number; readonly max?: number };
  /** Settings of each selected step. */
  readonly config?: Readonly<Record<string, ValueTest>>;
  /** What stands beside the settings of each selected step. */
  readonly step?: Readonly<Record<string, ValueTest>>;
  /** A named property of each selected step. */
  readonly is?: string;
  /** Keys of the flow's header, by path. */
  readonly meta?: Readonly<Record<string, ValueTest>>;
  /** Every way to each selected step passes one of these. */
  readonly dominates?: Gate | readonly Gate[];
  /** Every way on from each selected step passes one of these; `failures` asks it of failing ways as well. */
  readonly postdominates?: { readonly gates: Gate | readonly Gate[]; readonly failures?: boolean };
  /** Every way from such a step to each selected one passes one of these. */
  readonly between?: { readonly from: Selector; readonly via: Gate | readonly Gate[] };
  /** Each selected step leads to one that fits; with `by`, each of these outcomes does. */
  readonly reaches?: { readonly to: Selector; readonly by?: readonly string[] };
  /** The step right behind each selected one fits, or the one right before. */
  readonly adjacent?: { readonly after?: Selector; readonly before?: Selector };
  /** No data of a class reaches a system that is not cleared for it. */
  readonly flowsTo?: { readonly classes?: readonly string[]; readonly systems: 'cleared' | readonly string[] };
  /** What arrives fits what each selected step expects. */
  readonly contract?: 'fits';
  /** What the registry says of the system each selected step reaches. */
  readonly system?: Readonly<Record<string, ValueTest>>;
  /** A named property of the flow as a whole. */
  readonly flow?: string;
  /** Structural findings that this rule stands for; they are reported under its id. */
  readonly structural?: readonly string[];
  /**
   * JSONata over `{ flow, step, parameters, registry }` that gives true, or false, or a sentence. The last resort:
   * evaluated in the sandbox, outside the quick check.
   */
  readonly predicate?: string;
  readonly any?: readonly Assertion[];
  readonly all?: readonly Assertion[];
};

/** A named edit a rule offers; texts may hold placeholders such as `{step}` and `{parameter.limit}`. */
export type RuleFix = {
  readonly title: string;
  readonly edits: readonly { readonly edit: string; readonly arguments: JsonObject }[];
};

/** When a rule applies at all: header keys and parameters that must hold. */
export type RuleScope = {
  readonly header?: Readonly<Record<string, ValueTest>>;
  readonly parameters?: Readonly<Record<string, ValueTest>>;
};

/** One demand of a template. */
export type TemplateRule = {
  /** Stable, such as `WH-03`; a rule of several parts uses its id for each. */
  readonly id: string;
  readonly severity: Severity;
  /** What it weighs in flows of high criticality, where that differs. */
  readonly atHighCriticality?: Severity;
  readonly only?: RuleScope;
  readonly when?: Selector;
  readonly assert: Assertion;
  /** The sentence of a finding; `{step}` is the step, `{detail}` what the primitive found. */
  readonly message: string;
  /** The sentence where nobody declared what must be known; without it, a general one. */
  readonly unknown?: string;
  readonly rationale: string;
  readonly fix?: RuleFix;
  /** Version of the template that brought it. */
  readonly since: string;
  /** False where no architect may waive it. */
  readonly waivable?: false;
};

/** A value a flow may choose when it follows a template. */
export type TemplateParameter = {
  readonly name: string;
  readonly title: string;
  readonly help?: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'duration' | 'list' | 'choice';
  readonly choices?: readonly string[];
  readonly default?: Json;
};

/** A part that steps play in the pattern; the card of a template shows which do. */
export type TemplateRole = {
  readonly id: string;
  readonly title: string;
  readonly select: Selector;
  /** True where the pattern is incomplete without it. */
  readonly required?: boolean;
};

/** How far along a template is. Only approved ones may be followed by flows that go live. */
export type TemplateStatus = 'draft' | 'approved' | 'deprecated' | 'retired';

/** An approved pattern, as `templates/<id>/template.yaml` says it. */
export type Template = {
  readonly id: string;
  /** `n.n.n`; flows follow its major version. */
  readonly version: string;
  readonly name: string;
  readonly summary: string;
  readonly owner: string;
  readonly status: TemplateStatus;
  /** From when on it should not be followed any more, `YYYY-MM-DD`, and what to follow instead. */
  readonly deprecation?: { readonly from: string; readonly until?: string; readonly use?: string };
  readonly useWhen: readonly string[];
  readonly notWhen: readonly string[];
  /** Node types its flows may use; absent where all are allowed. */
  readonly palette?: readonly string[];
  readonly parameters: readonly TemplateParameter[];
  readonly roles: readonly TemplateRole[];
  readonly rules: readonly TemplateRule[];
};

/** The name flows follow a template by, such as `webhook-ingestion@1`. */
export function templateReference({ id, version }: Pick<Template, 'id' | 'version'>): string {
  return `${id}@${version.split('.')[0] ?? '0'}`;
}

/** Id of the template that every flow follows. */
export const baselineId = 'baseline';
