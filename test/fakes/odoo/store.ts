import type { Schema } from './schema.ts';

/** A stored value. `false` means empty for every type but numbers and booleans, as it does when Odoo answers. */
export type FieldValue = string | number | boolean | readonly number[];

/** Stored fields by name. */
export type Values = Readonly<Record<string, FieldValue>>;

/** A stored record. */
export interface StoredRow {
  readonly id: number;
  readonly values: Values;
}

/** What a transaction did to one record. */
export interface Effect {
  readonly kind: 'create' | 'write' | 'unlink';
  readonly model: string;
  readonly id: number;
}

/**
 * The tables. Rows are replaced, never changed, so that undoing a transaction is putting old rows back.
 * Many2one fields that a one2many hangs on, and the external ids, are indexed; everything else is scanned.
 */
export class RecordStore {
  readonly #tables = new Map<string, Map<number, StoredRow>>();
  readonly #lastIds = new Map<string, number>();
  readonly #sequences = new Map<string, number>();
  readonly #indexes = new Map<string, Map<string, Map<FieldValue, Set<number>>>>();

  constructor(schema: Schema) {
    for (const model of schema.values()) {
      this.#tables.set(model.name, new Map());
      this.#indexes.set(model.name, new Map());
    }
    for (const model of schema.values()) {
      for (const field of model.fields.values()) {
        if (field.type !== 'one2many' || field.relation === undefined || field.inverse === undefined) continue;
        this.#indexes.get(field.relation)?.set(field.inverse, new Map());
      }
    }
    this.#indexes.get('ir.model.data')?.set('complete_name', new Map());
    this.#indexes.get('ir.model.data')?.set('res_id', new Map());
  }

  /** The record, or undefined when it is gone or never was. */
  get(model: string, id: number): StoredRow | undefined {
    return this.#tables.get(model)?.get(id);
  }

  /** All records of a model by ascending id. */
  all(model: string): readonly StoredRow[] {
    const rows = [...(this.#tables.get(model)?.values() ?? [])];
    return rows.sort((left, right) => left.id - right.id);
  }

  /** The ids of the records whose field has this value, ascending. */
  idsWith(place: { readonly model: string; readonly field: string; readonly value: FieldValue }): readonly number[] {
    const index = this.#indexes.get(place.model)?.get(place.field);
    if (index !== undefined) return [...(index.get(place.value) ?? [])].sort((left, right) => left - right);
    const rows = this.all(place.model).filter((row) => row.values[place.field] === place.value);
    return rows.map((row) => row.id);
  }

  /** The next id of a model. Like a PostgreSQL sequence it is not given back when a transaction fails. */
  nextId(model: string): number {
    const id = (this.#lastIds.get(model) ?? 0) + 1;
    this.#lastIds.set(model, id);
    return id;
  }

  /** Makes sure that ids up to this one are never handed out. */
  reserveId(model: string, id: number): void {
    this.#lastIds.set(model, Math.max(id, this.#lastIds.get(model) ?? 0));
  }

  /** The next number of a named sequence, from 1. */
  nextNumber(sequence: string): number {
    const number = (this.#sequences.get(sequence) ?? 0) + 1;
    this.#sequences.set(sequence, number);
    return number;
  }

  /** Puts a row in, in place of the old one with its id. */
  put(model: string, row: StoredRow): void {
    const old = this.get(model, row.id);
    if (old !== undefined) this.#unindex(model, old);
    this.#tables.get(model)?.set(row.id, row);
    for (const [field, index] of this.#indexes.get(model) ?? []) {
      const value = row.values[field] ?? false;
      const ids = index.get(value) ?? new Set();
      index.set(value, ids.add(row.id));
    }
  }

  /** Takes a row out, if it is there. */
  remove(model: string, id: number): void {
    const old = this.get(model, id);
    if (old === undefined) return;
    this.#tables.get(model)?.delete(id);
    this.#unindex(model, old);
  }

  #unindex(model: string, row: StoredRow): void {
    for (const [field, index] of this.#indexes.get(model) ?? []) index.get(row.values[field] ?? false)?.delete(row.id);
  }
}

/** One database transaction: one time stamp, all or nothing. */
export class Transaction {
  readonly store: RecordStore;
  /** The start of the transaction in UTC with microseconds. Every row it touches carries it, visible at commit only. */
  readonly stamp: string;
  readonly #log: { readonly effect: Effect; readonly old: StoredRow | undefined }[] = [];

  constructor(store: RecordStore, stamp: string) {
    this.store = store;
    this.stamp = stamp;
  }

  /** What was done so far, in order. */
  get effects(): readonly Effect[] {
    return this.#log.map(({ effect }) => effect);
  }

  /** The row as it was before this transaction touched it; undefined when it did not exist. */
  before(model: string, id: number): StoredRow | undefined {
    const first = this.#log.find(({ effect }) => effect.model === model && effect.id === id);
    return first === undefined ? this.store.get(model, id) : first.old;
  }

  /** Writes a row, new or old. */
  put(model: string, row: StoredRow): void {
    const old = this.store.get(model, row.id);
    this.store.put(model, row);
    this.#log.push({ effect: { kind: old === undefined ? 'create' : 'write', model, id: row.id }, old });
  }

  /** Deletes a row. */
  remove(model: string, id: number): void {
    const old = this.store.get(model, id);
    if (old === undefined) return;
    this.store.remove(model, id);
    this.#log.push({ effect: { kind: 'unlink', model, id }, old });
  }

  /** A point to come back to. */
  savepoint(): number {
    return this.#log.length;
  }

  /** Undoes everything since the savepoint, by default everything. */
  rollback(savepoint = 0): void {
    for (const { effect, old } of this.#log.splice(savepoint).reverse()) this.#restore(effect, old);
  }

  /**
   * Takes the changes out of sight, as they are to others before the commit.
   *
   * @returns the commit: it puts them back
   */
  withdraw(): () => void {
    const rows = this.#log.map(({ effect }) => ({ effect, row: this.store.get(effect.model, effect.id) }));
    for (const { effect, old } of [...this.#log].reverse()) this.#restore(effect, old);
    return () => {
      for (const { effect, row } of rows) this.#restore(effect, row);
    };
  }

  #restore(effect: Effect, row: StoredRow | undefined): void {
    if (row === undefined) this.store.remove(effect.model, effect.id);
    else this.store.put(effect.model, row);
  }
}
