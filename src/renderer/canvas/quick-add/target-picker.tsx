import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowNode } from '#flow/flow.ts';
import { manifestOf } from '../../document/catalogue.ts';
import { useDocument } from '../../document/document.ts';
import { findNode, nodesOf } from '../../document/find-node.ts';
import { connectSteps, isErrorPort, outcomesOf, targetsFor } from '../actions/connect.ts';
import { focusCanvas } from '../camera.ts';
import { setCanvasState, useCanvasState } from '../canvas-state.ts';
import { familyOf } from '../cards/family.ts';
import { StepIcon } from '../cards/step-icon.tsx';
import { fuzzyScore } from './choices.ts';
import { PointPopover } from './point-popover.tsx';
import styles from './quick-add.module.css';

/** Connects with keys: first the outcome, where there are several, then the step it leads to. */
export function TargetPicker() {
  const { t } = useTranslation();
  const picking = useCanvasState((state) => state.picking);
  if (picking === undefined) return null;
  return (
    <PointPopover at={picking.window} label={t('canvas.pick.label')} onClose={close}>
      <Picker key={picking.from} from={picking.from} />
    </PointPopover>
  );
}

function close(): void {
  setCanvasState({ picking: undefined });
}

function Picker({ from }: { readonly from: string }) {
  const ports = outcomesOf(from);
  const [port, setPort] = useState(ports.length === 1 ? ports[0] : undefined);
  if (port === undefined) return <PickOutcome from={from} ports={ports} onPick={setPort} />;
  return <PickTarget from={from} port={port} />;
}

type OutcomeProps = {
  readonly from: string;
  readonly ports: readonly string[];
  readonly onPick: (port: string) => void;
};

function PickOutcome({ from, ports, onPick }: OutcomeProps) {
  const { t } = useTranslation();
  const node = useDocument((state) => findNode(state.flow, from));
  const taken = new Map((node?.next?.ports ?? []).map(({ port, targets }) => [port, targets.length]));
  return (
    <Command loop label={t('canvas.pick.outcome')}>
      <div className={styles.search}>
        <Search size={15} aria-hidden />
        <Command.Input placeholder={t('canvas.pick.outcomeOf', { name: node?.name ?? from })} />
      </div>
      <Command.List className={styles.list} label={t('canvas.pick.outcome')}>
        <Command.Empty className={styles.nothing}>{t('canvas.pick.noOutcome')}</Command.Empty>
        {ports.map((port) => (
          <Command.Item
            key={port}
            className={styles.item}
            value={port}
            keywords={isErrorPort(port) ? [t('canvas.pick.error')] : []}
            onSelect={() => onPick(port)}
          >
            <span className={styles.words}>
              <span className={styles.title}>{isErrorPort(port) ? t('canvas.pick.error') : port}</span>
              <span className={styles.summary}>
                {taken.has(port) ? t('canvas.pick.taken', { count: taken.get(port) ?? 0 }) : t('canvas.pick.open')}
              </span>
            </span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

function PickTarget({ from, port }: { readonly from: string; readonly port: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const flow = useDocument((state) => state.flow);
  const targets = useMemo(() => {
    if (flow === undefined) return [];
    const legal = targetsFor(from, port);
    return [...nodesOf(flow).values()].map(({ node }) => node).filter((node) => legal.has(node.id));
  }, [flow, from, port]);
  const found = useMemo(() => rankTargets(targets, typed), [targets, typed]);
  const take = (to: string): void => {
    close();
    focusCanvas();
    connectSteps({ from, port, to });
  };
  return (
    <Command shouldFilter={false} loop label={t('canvas.pick.target')}>
      <div className={styles.search}>
        <Search size={15} aria-hidden />
        {/* The outcome was chosen a moment ago; typing goes on here. */}
        <Command.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          placeholder={t('canvas.pick.placeholder', { port })}
        />
      </div>
      <Command.List className={styles.list} label={t('canvas.pick.target')}>
        <Command.Empty className={styles.nothing}>{t('canvas.pick.noTarget')}</Command.Empty>
        {found.map((node) => (
          <Command.Item key={node.id} className={styles.item} value={node.id} onSelect={() => take(node.id)}>
            <span className={styles.tile} data-family={familyOf(manifestOf(node))}>
              <StepIcon type={manifestOf(node)?.type ?? ''} size={16} />
            </span>
            <span className={styles.words}>
              <span className={styles.title}>{node.name ?? node.id}</span>
              <span className={styles.summary}>{manifestOf(node)?.title ?? node.type}</span>
            </span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

function rankTargets(targets: readonly FlowNode[], typed: string): readonly FlowNode[] {
  const query = typed.trim().toLowerCase();
  if (query === '') return targets;
  return targets
    .map((node) => ({ node, score: scoreOf((node.name ?? node.id).toLowerCase(), query) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ node }) => node);
}

function scoreOf(name: string, query: string): number {
  if (name.startsWith(query)) return 100;
  return name.includes(query) ? 80 : fuzzyScore(name, query);
}
