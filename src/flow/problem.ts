/** A refusal to the user of the tool: what, where, what to do. */
export type Problem = {
  /** `area/what-happened`; declared once, in the `problems.ts` of the room that raises it. */
  readonly code: string;
  /** One or two sentences: what is wrong, where, and what to do about it. */
  readonly message: string;
  /** 1-based line in the file, where the problem has one. */
  readonly line?: number;
  /** 1-based column in the file, where the problem has one. */
  readonly column?: number;
  /** Node id the problem belongs to. */
  readonly node?: string;
  /** Path inside the document, such as `nodes.map_order.config.expression`. */
  readonly path?: string;
  /** A replacement that mends it, where one is certain. */
  readonly fix?: Fix;
};

/** A certain mend of a problem, as text to put in place of a span of the file. */
export type Fix = {
  readonly title: string;
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

/** The outcome of anything that reads user input: a value, or all problems at once. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Wraps a value as a success. */
export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps one or more problems as a refusal. */
export function refuse<T>(...problems: readonly Problem[]): Result<T> {
  return { ok: false, problems };
}

/** What a rule of a problem code says; `docs/reference/problems.md` is generated from these. */
export type ProblemFacts = { readonly code: string; readonly title: string; readonly help: string };
