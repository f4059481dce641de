import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { catalogue } from '../../document/catalogue.ts';
import { useView } from '../../document/view.ts';
import { runCommand } from '../../keys/commands.ts';
import { addStep } from '../actions/add.ts';
import { familyOf } from '../cards/family.ts';
import { StepIcon } from '../cards/step-icon.tsx';
import styles from './panels.module.css';

const starts = ['odoo-trigger', 'webhook', 'schedule', 'manual'];

/** What an empty canvas says, with the ways to begin. */
export function EmptyCanvas() {
  const { t } = useTranslation();
  const isInside = useView((state) => state.inside.length > 0);
  const triggers = starts.flatMap((type) => catalogue.all.find((manifest) => manifest.type === type) ?? []);
  return (
    <section className={styles.empty} aria-label={t('canvas.emptyLabel')}>
      <h2>{isInside ? t('canvas.emptyScope') : t('canvas.empty')}</h2>
      <div className={styles.starts}>
        {isInside ? (
          <Button icon={Plus} onClick={() => runCommand('canvas.add')}>
            {t('canvas.addStep')}
          </Button>
        ) : (
          triggers.map((manifest) => (
            <button
              key={manifest.type}
              type="button"
              className={styles.start}
              onClick={() => addStep(manifest, { at: { x: 0, y: 0 } })}
            >
              <span className={styles.startTile} data-family={familyOf(manifest)}>
                <StepIcon type={manifest.type} size={18} />
              </span>
              <span className={styles.startWords}>
                <b>{manifest.title}</b>
                <span>{manifest.summary}</span>
              </span>
            </button>
          ))
        )}
      </div>
      <p>{t('canvas.emptyHint')}</p>
    </section>
  );
}
