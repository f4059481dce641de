import { ArrowRight, RefreshCw } from 'lucide-react';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '#ui/chip.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { RegistryView } from '../../data/registry.ts';
import { printRoute } from '../../routes.ts';
import styles from './registry.module.css';

type Loop = RegistryView['loops'][number];

/** Ways on which something comes back to the system it left, with the flows that carry it. */
export function Loops({ view }: { readonly view: RegistryView }): ReactElement {
  const { t } = useTranslation();
  if (view.loops.length === 0) return <EmptyState icon={RefreshCw} sentence={t('registry.loops.none')} />;
  return (
    <div className={styles.loops}>
      <p className={styles.quiet}>{t('registry.loops.what')}</p>
      <ul className={styles.loopList}>
        {view.loops.map((loop) => (
          <li key={`${loop.entity} ${JSON.stringify(loop.chain)}`}>
            <LoopCard loop={loop} view={view} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function LoopCard({ loop, view }: { readonly loop: Loop; readonly view: RegistryView }): ReactElement {
  const { t } = useTranslation();
  const { entity, fields, chain, isCertain } = loop;
  const nameOf = (system: string): string => view.registry?.systems.find(({ id }) => id === system)?.name ?? system;
  const [first] = chain;
  return (
    <article className={styles.loop}>
      <header className={styles.loopHead}>
        <h2>{entity}</h2>
        <span className={styles.quiet}>
          {fields.length === 0
            ? t('registry.loops.whole')
            : t('registry.loops.fields', { count: fields.length, fields: fields.join(', ') })}
        </span>
        <StatusChip tone={isCertain ? 'danger' : 'warn'} size="sm">
          {t(isCertain ? 'registry.loops.certain' : 'registry.loops.perhaps')}
        </StatusChip>
      </header>
      <div className={styles.chain}>
        {chain.map(({ from, to, flows }) => (
          <Fragment key={`${from} ${to}`}>
            <Chip>{nameOf(from)}</Chip>
            <span className={styles.way}>
              <ArrowRight size={14} aria-hidden />
              {flows.map((flow) => (
                <a key={flow} href={printRoute({ screen: 'designer', flow })}>
                  {view.flows.find((one) => one.flow === flow)?.name ?? flow}
                </a>
              ))}
              <ArrowRight size={14} aria-hidden />
            </span>
          </Fragment>
        ))}
        {first !== undefined && <Chip>{nameOf(first.from)}</Chip>}
      </div>
      {!isCertain && <p className={styles.quiet}>{t('registry.loops.perhapsWhy')}</p>}
    </article>
  );
}
