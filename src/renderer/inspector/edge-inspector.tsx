import { Plus, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOfSchema } from '#fields/mapping/target-fields.ts';
import { Button } from '#ui/button.tsx';
import { JsonTree } from '#ui/json-tree.tsx';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import { useFacts } from '../data/queries.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { type EdgeId, select } from '../document/view.ts';
import { runCommand } from '../keys/commands.ts';
import { shapeOutOf } from './infer-shape.ts';
import styles from './inspector.module.css';
import { ShapeList } from './shape-list.tsx';
import { contractsOf, useStepTools } from './step-sample.ts';

/** What an edge carries: from where, by which outcome, to where, and in which shape. */
export function EdgeInspector({ edge }: { readonly edge: EdgeId }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const { data: facts } = useFacts();
  const { input, isMadeUp } = useStepTools(edge.to);
  const shape = useMemo(
    () => (flow === undefined ? undefined : shapeOutOf(flow, edge.from, edge.port, contractsOf(facts?.contracts))),
    [flow, edge, facts],
  );
  const link = (id: string) => (
    <Button variant="link" onClick={() => select([id])}>
      {findNode(flow, id)?.name ?? id}
    </Button>
  );
  const fields = shape === undefined ? [] : fieldsOfSchema(shape);
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.plainName}>{t('inspector.edge.title')}</h2>
      </header>
      <div className={styles.form}>
        <KeyValueTable
          labelWidth={84}
          rows={[
            { key: 'from', label: t('inspector.edge.from'), value: link(edge.from) },
            { key: 'port', label: t('inspector.edge.outcome'), value: edge.port, mono: true },
            { key: 'to', label: t('inspector.edge.to'), value: link(edge.to) },
          ]}
        />
        <div className={styles.buttons}>
          <Button icon={Plus} onClick={() => runCommand('canvas.add')}>
            {t('inspector.edge.insert')}
          </Button>
          <Button icon={Trash2} variant="danger" onClick={() => runCommand('canvas.delete')}>
            {t('inspector.edge.delete')}
          </Button>
        </div>
        <section aria-label={t('inspector.edge.shape')}>
          <h4 className={styles.heading}>{t('inspector.edge.shape')}</h4>
          {fields.length === 0 ? (
            <p className={styles.help}>{t('inspector.edge.noShape')}</p>
          ) : (
            <ShapeList fields={fields} />
          )}
        </section>
        {input !== undefined && (
          <section aria-label={t('inspector.edge.sample')} className={styles.sample}>
            <h4 className={styles.heading}>{t(isMadeUp ? 'inspector.edge.madeUp' : 'inspector.edge.sample')}</h4>
            <JsonTree
              value={input}
              words={{
                label: t('inspector.edge.sample'),
                copyPath: t('inspector.source.copyPath'),
                copyValue: t('inspector.source.copyValue'),
                copied: t('inspector.source.copied'),
                rowMenu: t('inspector.source.rowMenu'),
                search: t('inspector.source.search'),
                clear: t('inspector.source.clear'),
                nextMatch: t('inspector.source.next'),
                previousMatch: t('inspector.source.previous'),
                matches: (at, count) => t('inspector.source.matches', { at, count }),
              }}
            />
          </section>
        )}
      </div>
    </div>
  );
}
