import { Route } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Popover } from '#ui/popover.tsx';
import { clearOverlay, showCoverage, useOverlay } from '../canvas/overlay.ts';
import { edgeKey } from '../canvas/react-flow.ts';
import type { TestReport } from '../data/tries.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { reveal, selectEdge } from '../document/view.ts';
import { hideTry } from '../test-run/test-run.ts';
import styles from './flow-tests.module.css';
import { useTestResults } from './test-results.ts';

type FlowCoverage = TestReport['coverage'];

/** What the tests went through, in numbers; shows the rest on the canvas and as a list. */
export function CoverageLine() {
  const { t } = useTranslation();
  const coverage = useTestResults((state) => state.coverage);
  const isShown = useOverlay((state) => state.coverage !== undefined);
  if (coverage === undefined) return null;
  const counts = Object.values(coverage.nodes);
  const { missing } = coverage;
  const toggle = (): void => {
    if (isShown) clearOverlay();
    else draw(coverage);
  };
  return (
    <div className={styles.coverage}>
      <span>
        {t('testing.tests.coverage', {
          steps: counts.filter((count) => count > 0).length,
          stepCount: counts.length,
          edges: coverage.edges.length - missing.edges.length,
          edgeCount: coverage.edges.length,
        })}
      </span>
      {missing.errorPaths.length > 0 && (
        <span>{t('testing.tests.errorPaths', { count: missing.errorPaths.length })}</span>
      )}
      <Button icon={Route} aria-pressed={isShown} onClick={toggle}>
        {t('testing.tests.showCoverage')}
      </Button>
      {missing.nodes.length + missing.edges.length > 0 && (
        <Popover
          trigger={<Button variant="link">{t('testing.tests.missing')}</Button>}
          label={t('testing.tests.missing')}
          flush
        >
          <Missing missing={missing} />
        </Popover>
      )}
    </div>
  );
}

function Missing({ missing }: { readonly missing: FlowCoverage['missing'] }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const nameOf = (node: string): string => findNode(flow, node)?.name ?? node;
  return (
    <ul className={styles.missing}>
      {missing.nodes.map((node) => (
        <li key={node}>
          <button type="button" onClick={() => reveal(node)}>
            {nameOf(node)}
          </button>
        </li>
      ))}
      {missing.edges.map((edge) => (
        <li key={edgeKey(edge.from, edge.port, edge.to)}>
          <button type="button" onClick={() => selectEdge(edge)}>
            {t('testing.tests.missingEdge', { from: nameOf(edge.from), port: edge.port, to: nameOf(edge.to) })}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A run and coverage never lie over the flow together: each greys out what the other lights up. */
function draw({ nodes, edges }: FlowCoverage): void {
  hideTry();
  showCoverage({
    steps: new Set(Object.keys(nodes).filter((node) => (nodes[node] ?? 0) > 0)),
    edges: new Set(edges.filter(({ count }) => count > 0).map(({ from, port, to }) => edgeKey(from, port, to))),
  });
}
