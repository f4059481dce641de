import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { type EdgeId, useView } from '../document/view.ts';
import type { ShownTry } from '../test-run/test-run.ts';
import { JsonView } from './json-view.tsx';
import styles from './step-data.module.css';
import { StepPanes } from './step-panes.tsx';
import { alongEdge, countAlong, inputOf, lastReached, nothing, type Side, timesOf } from './subject.ts';
import { ViewTools } from './view-tools.tsx';

/** In and out, side by side: of the selected step, of the ends of the selected edge, or of the whole flow. */
export function Panes({ shown }: { readonly shown: ShownTry }) {
  const node = useView((state) => (state.selection.length === 1 ? state.selection[0] : undefined));
  const edge = useView((state) => state.edge);
  if (edge !== undefined) return <EdgePanes shown={shown} edge={edge} />;
  if (node !== undefined) return <StepPanes key={node} shown={shown} node={node} />;
  return <FlowPanes shown={shown} />;
}

type PaneProps = {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly side: Side;
  /** Said where there is nothing. */
  readonly none: string;
  /** Buttons at the end of the heading. */
  readonly tools?: ReactNode;
  /** Between heading and data. */
  readonly above?: ReactNode;
  /** In place of the data. */
  readonly instead?: ReactNode;
};

/** One side: heading, what is to be said about it, the data. */
export function Pane({ title, hint, side, none, tools, above, instead }: PaneProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.pane} aria-label={title}>
      <div className={styles.head}>
        <h3>{title}</h3>
        <span className={styles.hint}>{hint}</span>
        {tools}
      </div>
      {above}
      {instead === undefined ? (
        <div className={styles.body}>
          {side.has ? <JsonView value={side.value} label={title} /> : <p className={styles.none}>{none}</p>}
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles.body} aria-label={t('testing.compare.label')} tabIndex={0}>
          {instead}
        </section>
      )}
    </section>
  );
}

function FlowPanes({ shown }: { readonly shown: ShownTry }) {
  const { t } = useTranslation();
  const { tried } = shown;
  const state = t(`testing.state.${tried.state}`);
  const last = lastReached(tried)?.name ?? undefined;
  const output: Side = tried.output === undefined ? nothing : { value: tried.output, has: true };
  return (
    <div className={styles.panes}>
      <Pane
        title={t('testing.data.in')}
        hint={t('testing.data.flow')}
        side={{ value: tried.input, has: true }}
        none={t('testing.data.noInput')}
        tools={<ViewTools />}
      />
      <Pane
        title={t('testing.data.out')}
        hint={
          tried.state === 'succeeded' || last === undefined ? state : t('testing.data.endedAt', { state, name: last })
        }
        side={output}
        none={t('testing.data.noOutput')}
        above={
          <>
            {tried.ranInstead !== null && <RanInstead node={tried.ranInstead} />}
            {tried.failure !== null && <FailureLine failure={tried.failure} />}
          </>
        }
      />
    </div>
  );
}

function EdgePanes({ shown, edge }: { readonly shown: ShownTry; readonly edge: EdgeId }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const flow = useDocument((state) => state.flow);
  const nameOf = (id: string): string => findNode(flow, id)?.name ?? id;
  const count = countAlong(shown.tried, edge);
  const times = timesOf(shown.tried, edge.to).filter(({ input }) => input !== undefined);
  return (
    <div className={styles.panes}>
      <Pane
        title={t('testing.data.fromStep', { name: nameOf(edge.from) })}
        hint={`${edge.port} · ${t('testing.data.count', { count })}`}
        side={count === 0 ? nothing : alongEdge(shown.tried, edge)}
        none={t('testing.data.notTaken')}
        tools={<ViewTools />}
      />
      <Pane
        title={t('testing.data.toStep', { name: nameOf(edge.to) })}
        side={count === 0 ? nothing : inputOf(times[at] ?? times[0])}
        none={t('testing.data.notTaken')}
        tools={<TimesChooser paths={times.map(({ path }) => path)} at={at} onChange={setAt} />}
      />
    </div>
  );
}

type TimesProps = {
  readonly paths: readonly string[];
  readonly at: number;
  readonly onChange: (at: number) => void;
};

/** Which of several times a step ran is looked at. */
export function TimesChooser({ paths, at, onChange }: TimesProps) {
  const { t } = useTranslation();
  if (paths.length < 2) return null;
  return (
    <select
      aria-label={t('testing.data.occurrence')}
      value={String(at)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    >
      {paths.map((path, index) => (
        <option key={path} value={String(index)}>
          {t('testing.data.occurrenceOf', { at: index + 1, count: paths.length, path })}
        </option>
      ))}
    </select>
  );
}

/** Why something failed: the sentence, and the code last. */
export function FailureLine({ failure }: { readonly failure: { readonly title: string; readonly code: string } }) {
  return (
    <div className={styles.failure}>
      <p>{failure.title}</p>
      <code>{failure.code}</code>
    </div>
  );
}

/** Says that a scope ran in place of a step inside it. */
export function RanInstead({ node }: { readonly node: string }) {
  const { t } = useTranslation();
  const name = useDocument((state) => findNode(state.flow, node)?.name ?? node);
  return <p className={styles.why}>{t('testing.data.ranInstead', { name })}</p>;
}
