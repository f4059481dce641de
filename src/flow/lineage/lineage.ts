import type { DataClass } from '../contract/field-classes.ts';

/** Where a data class was first declared: a step and the field of what it gives; the empty field is the whole value. */
export type Origin = { readonly node: string; readonly field: string };

/** For each class the places it came from, in the order they were met; at most eight a class. */
export type ClassOrigins = ReadonlyMap<DataClass, readonly Origin[]>;

/** What a single value is; lists are told apart by `isList`. */
export type ValueKind = 'object' | 'text' | 'number' | 'yes-no' | 'null';

/**
 * What is known of a value without running anything. A list and its rows are one shape: what holds for a row holds
 * for the list. Shapes are shared and never changed.
 */
export type DataShape = {
  /** Classes of the value itself, which hold for everything inside it as well. */
  readonly classes: ReadonlySet<DataClass>;
  readonly fields: ReadonlyMap<string, DataShape>;
  /** True where fields may be there that nobody declared. */
  readonly open: boolean;
  /** Where each class of the value itself came from. */
  readonly origin: ClassOrigins;
  /** The classes of the value and of everything inside it, with where they came from. */
  readonly carried: ClassOrigins;
  /** What it may be, row by row where it is a list; absent where that is not known. */
  readonly kinds?: ReadonlySet<ValueKind>;
  /** Whether it certainly is, or certainly is not, a list; absent where that is not known. */
  readonly isList?: boolean;
  /** Name of the contract that declares its fields, such as `order@1`; absent where none or several do. */
  readonly contract?: string;
  /** Levels of fields, from 1; deeper than 24 is folded. */
  readonly depth: number;
};

/** One class that leaves with a value, and the way it came. */
export type SentClass = {
  readonly class: DataClass;
  /** Field of what is sent, such as `partner.email`; empty for the whole value. */
  readonly field: string;
  readonly origin: Origin;
  /** Node ids from the origin to the step that sends, both included. */
  readonly path: readonly string[];
};

/** What one place of a step hands to a connection. */
export type Sent = {
  readonly node: string;
  readonly connection: string;
  /** Place in the config: `values`, `body`, `path`, `query.x`, `parameters.x`; `key` for a business key Odoo keeps. */
  readonly place: string;
  /** By field and then mildest class first; empty where nothing with a class is sent. */
  readonly classes: readonly SentClass[];
};

/** An expression reads a field that the agreed shape of what arrives does not have. */
export type UnknownField = {
  readonly node: string;
  /** Path in the document, such as `nodes.above_limit.config.cases.0.when`. */
  readonly place: string;
  /** Where the name begins in the text at that path. */
  readonly offset: number;
  /** The name as written. */
  readonly name: string;
  /** The contract that does not have it. */
  readonly contract: string;
  /** Names the contract has there, nearest first; at most five. */
  readonly known: readonly string[];
};

/** What arrives certainly does not fit what is taken. */
export type Misfit = {
  /** The step the data comes from: the one before, or the scope a body's first step stands in. */
  readonly from: string;
  /** Port the data left by; empty where it came from the scope around. */
  readonly port: string;
  readonly to: string;
  /** Place in the config of `to`: `values`, `body`, or `expression` of a mapping. */
  readonly place: string;
  /** Field that does not fit, such as `partner.name`; lists are walked through without a mark. */
  readonly field: string;
  /** A clause without a full stop, such as `"partner.name" is required and never there`. */
  readonly reason: string;
};

/** Which fields and classes travel along the edges of a flow, and which system they reach. */
export type Lineage = {
  /** What arrives at a node, all ways together; undefined for unknown ids and on or behind a cycle. */
  readonly inputOf: (node: string) => DataShape | undefined;
  /** What leaves a node by its first success port. */
  readonly outputOf: (node: string) => DataShape | undefined;
  readonly sent: readonly Sent[];
  readonly unknownFields: readonly UnknownField[];
  readonly misfits: readonly Misfit[];
};
