import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '#flow/flow.ts';
import { emptyLayout } from '#flow/layout.ts';
import { tellFollowing } from '#flow/template/tell-following.ts';
import { openFlow } from '#flow/text/parse.ts';
import { familyOf } from '../../canvas/cards/family.ts';
import { StepIcon } from '../../canvas/cards/step-icon.tsx';
import type { TemplateRow } from '../../data/governance.ts';
import { catalogue, manifestOf } from '../../document/catalogue.ts';
import { type Drawn, drawFlow } from './draw-flow.ts';
import styles from './templates.module.css';

/** The flow a pattern begins with, drawn small, with the number of the part each step plays. */
export function SkeletonPicture({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  const told = useMemo(() => readSkeleton(row), [row]);
  const { roles } = row.value;
  return (
    <>
      {told !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture wider than the page must be reachable by keyboard
        <section className={styles.picture} aria-label={t('templates.picture')} tabIndex={0}>
          <Picture drawn={told.drawn} numbers={told.numbers} />
        </section>
      )}
      {roles.length > 0 && (
        <ol className={styles.parts} aria-label={t('templates.parts')}>
          {roles.map(({ id, title, required }) => (
            <li key={id}>
              <span>{title}</span> <small>{t(required ? 'templates.needed' : 'templates.mayLack')}</small>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function readSkeleton(row: TemplateRow) {
  const { flow } = openFlow(row.skeleton ?? '', catalogue);
  return flow === undefined ? undefined : { drawn: drawFlow(flow, emptyLayout), numbers: numbersOf(flow, row) };
}

/** The numbers of the parts each step plays. */
function numbersOf(flow: Flow, { reference, value }: TemplateRow): ReadonlyMap<string, readonly number[]> {
  const context = { catalogue, templates: new Map([[reference, value]]) };
  const own = tellFollowing({ ...flow, follows: [reference] }, context, []).find((one) => one.reference === reference);
  const numbers = new Map<string, number[]>();
  own?.roles.forEach(({ nodes }, index) => {
    for (const node of nodes) numbers.set(node, [...(numbers.get(node) ?? []), index + 1]);
  });
  return numbers;
}

type PictureProps = { readonly drawn: Drawn; readonly numbers: ReadonlyMap<string, readonly number[]> };

function Picture({ drawn, numbers }: PictureProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.drawing} style={{ width: drawn.width, height: drawn.height }}>
      <svg width={drawn.width} height={drawn.height} aria-hidden>
        {drawn.edges.map(({ path, isFailure }) => (
          <path key={path} d={path} className={isFailure ? styles.failure : styles.edge} />
        ))}
      </svg>
      <ol aria-label={t('templates.steps')}>
        {drawn.steps.map(({ node, x, y, width, height, isFrame }) => {
          const manifest = manifestOf(node);
          const played = numbers.get(node.id) ?? [];
          return (
            <li
              key={node.id}
              className={isFrame ? styles.frame : styles.step}
              data-family={familyOf(manifest)}
              style={{ left: x, top: y, width, height }}
              title={manifest?.title}
            >
              <StepIcon type={manifest?.type ?? node.type} size={14} />
              <span className={styles.stepName}>{node.name ?? manifest?.title ?? node.id}</span>
              {played.length > 0 && (
                <b className={styles.mark}>
                  <span className="ps-visually-hidden">{t('templates.part', { numbers: played.join(', ') })}</span>
                  <span aria-hidden>{played.join(' ')}</span>
                </b>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
