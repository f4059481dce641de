import type { Change } from '#flow/diff/change.ts';
import type { FlowNode } from '#flow/flow.ts';
import { printNodes } from '#flow/text/print.ts';
import type { ReviewFacts } from '../data/reviews.ts';
import { catalogue } from '../document/catalogue.ts';
import type { ChangeEntry } from './change-entries.ts';
import { type ReadFlow, stepsOf } from './compared.ts';

/** Two texts to be compared, and how they are to be coloured. */
export type ShownTexts = {
  readonly language: 'jsonata' | 'yaml' | 'json' | 'text';
  readonly before: string;
  readonly after: string;
  /** Where they come from: `flows/a.flow.yaml › map_order › config.expression`. */
  readonly path: string;
};

/** What can be looked at about an entry: a step as a whole, and each expression of it alone. */
export type ShownPart = {
  readonly id: string;
  /** The field it is about alone; null for more than one. */
  readonly field: string | null;
  /** What it shows of a step, a flow or a file. */
  readonly scope: 'step' | 'field' | 'head' | 'values' | 'file';
  readonly texts: ShownTexts;
};

type Compared = { readonly flows: readonly ReadFlow[]; readonly files: ReviewFacts['files'] };

/** Every part of an entry that can be compared; the first one is shown unless a person picks another. */
export function partsOf(entry: ChangeEntry, compared: Compared): readonly ShownPart[] {
  const flow = compared.flows.find(({ id }) => id === entry.flow);
  if (flow === undefined || (entry.node === null && entry.file !== undefined && entry.file !== flow.file)) {
    return [wholeFile(entry, compared)];
  }
  if (entry.node === null) return partsOfFlow(entry, flow);
  const steps = stepsOf(flow, entry.node);
  const path = `${flow.file} › ${entry.node}`;
  const whole = part(null, { before: printStep(steps.before), after: printStep(steps.after), language: 'yaml', path });
  const expressions = entry.changes.filter(isExpression).map(({ field, before, after }) =>
    part(field, {
      before: textOf(before),
      after: textOf(after),
      language: 'jsonata',
      path: `${path} › ${field ?? ''}`,
    }),
  );
  // A step of which only one expression changed is that expression.
  return expressions.length === 1 && entry.changes.length === 1 ? [...expressions, whole] : [whole, ...expressions];
}

/** What is about no step: the values themselves where it is about reach, else the head of the file; then all of it. */
function partsOfFlow(entry: ChangeEntry, flow: ReadFlow): readonly ShownPart[] {
  const { before, after } = flow.texts;
  const whole: ShownPart = {
    id: 'file',
    field: null,
    scope: 'file',
    texts: { before, after, language: 'yaml', path: flow.file },
  };
  if (entry.sort === 'added' || entry.sort === 'removed') return [whole];
  if (entry.sort === 'reach')
    return [{ ...part(null, { ...valuesOf(entry), language: 'text', path: flow.file }), scope: 'values' }, whole];
  const head = { before: headOf(before), after: headOf(after), language: 'yaml' as const, path: flow.file };
  return [{ ...part(null, head), scope: 'head' }, whole];
}

/** The file up to its steps. */
function headOf(text: string): string {
  const at = text.search(/^nodes:/m);
  return at === -1 ? text : text.slice(0, at);
}

function valuesOf({ changes }: ChangeEntry): { readonly before: string; readonly after: string } {
  const write = (side: 'before' | 'after') =>
    changes.flatMap((change) => (change[side] === undefined ? [] : [textOf(change[side])])).join('\n');
  return { before: write('before'), after: write('after') };
}

function isExpression({ kind, before, after }: Change): boolean {
  return kind === 'expression' && (typeof before === 'string' || typeof after === 'string');
}

function part(field: string | null, texts: ShownTexts): ShownPart {
  return { id: field ?? '', field, scope: field === null ? 'step' : 'field', texts };
}

/** The file an entry is about, or, where it is not at hand, the values of its changes. */
function wholeFile(entry: ChangeEntry, { flows, files }: Compared): ShownPart {
  const { file } = entry;
  const known = files.find((one) => one.file === file);
  const flow = flows.find((one) => one.file === file);
  const path = file ?? '';
  if (known !== undefined) {
    return part(null, { before: known.before ?? '', after: known.after ?? '', language: languageOf(path), path });
  }
  if (flow !== undefined) return part(null, { ...flow.texts, language: 'yaml', path });
  return part(null, { ...valuesOf(entry), language: 'text', path });
}

function languageOf(file: string): ShownTexts['language'] {
  return file.endsWith('.json') ? 'json' : /\.ya?ml$/.test(file) ? 'yaml' : 'text';
}

/** A step as its flow writes it, without what stands inside it: that has entries of its own. */
function printStep(node: FlowNode | undefined): string {
  if (node === undefined) return '';
  const { body: _body, compensations: _undo, ...alone } = node;
  return printNodes([alone], catalogue).trimEnd();
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}
