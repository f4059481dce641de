import { WandSparkles } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useExpressionTools } from '#fields/expression/expression-tools.ts';
import { fieldsOfSchema, type TargetField } from '#fields/mapping/target-fields.ts';
import { proposeContract } from '#flow/flow-test/propose-contract.ts';
import { type ProposedMap, proposeMap } from '#flow/flow-test/propose-map.ts';
import type { JsonObject } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { useFacts } from '../../data/queries.ts';
import { useDocument } from '../../document/document.ts';
import { shapeInto } from '../infer-shape.ts';
import styles from '../inspector.module.css';
import { contractsOf } from '../step-sample.ts';
import { useStepForm } from './step-form.tsx';

type Props = {
  readonly value: string;
  readonly target: JsonObject;
  readonly onPropose: (expression: string) => readonly string[];
};

/** Fills a mapping by the names and types of what comes in; a person looks it over, and undo takes it back. */
export function ProposeMapping({ value, target, onPropose }: Props): ReactElement {
  const { t } = useTranslation();
  const source = useSource();
  const [proposed, setProposed] = useState<ProposedMap>();
  const propose = (): void => {
    if (source === undefined) return;
    const found = proposeMap(source, target);
    if (found.matched.length > 0) onPropose(found.expression);
    setProposed(found);
  };
  const isUntouched = value.trim() === '' || value.trim() === '$';
  return (
    <>
      <Button
        variant={isUntouched ? 'secondary' : 'ghost'}
        icon={WandSparkles}
        disabled={source === undefined}
        onClick={propose}
      >
        {t('inspector.propose.button')}
      </Button>
      <p role="status" className={styles.help}>
        {source === undefined ? t('inspector.propose.unknown') : sayProposed(proposed, requiredIn(target), t)}
      </p>
    </>
  );
}

/** The shape of what comes in: the agreed one, else that of the sample. */
function useSource(): JsonObject | undefined {
  const { node } = useStepForm();
  const { input } = useExpressionTools();
  const flow = useDocument((state) => state.flow);
  const { data: facts } = useFacts();
  const agreed = flow === undefined ? undefined : shapeInto(flow, node.id, contractsOf(facts?.contracts));
  return agreed ?? (input === undefined ? undefined : proposeContract([input]));
}

/** Paths of the fields that must be there, names joined by dots. */
function requiredIn(target: JsonObject): ReadonlySet<string> {
  const below = (fields: readonly TargetField[], prefix: string): readonly string[] =>
    fields
      .filter(({ isRequired }) => isRequired)
      .flatMap(({ name, fields: inner = [] }) => [`${prefix}${name}`, ...below(inner, `${prefix}${name}.`)]);
  return new Set(below(fieldsOfSchema(target), ''));
}

type Translate = ReturnType<typeof useTranslation>['t'];

function sayProposed(proposed: ProposedMap | undefined, required: ReadonlySet<string>, t: Translate): string {
  if (proposed === undefined) return '';
  if (proposed.matched.length === 0) return t('inspector.propose.nothing');
  const found = t('inspector.propose.done', { count: proposed.matched.length });
  // What may be left out and was not found is not worth a word.
  const names = proposed.unmatched.filter((path) => required.has(path)).join(', ');
  return names === '' ? found : `${found} ${t('inspector.propose.unmatched', { names })}`;
}
