import { ChevronRight, CornerLeftUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#ui/icon-button.tsx';
import { useDocument } from '../../document/document.ts';
import { findNode } from '../../document/find-node.ts';
import { useView } from '../../document/view.ts';
import { keysOf } from '../../keys/commands.ts';
import { printKeys } from '../../keys/print-keys.ts';
import { goInside, goOut } from '../actions/open.ts';
import styles from './panels.module.css';

/** The scopes that were gone into, and the way back out. */
export function Crumb() {
  const { t } = useTranslation();
  const inside = useView((state) => state.inside);
  const flow = useDocument((state) => state.flow);
  if (inside.length === 0 || flow === undefined) return null;
  const name = (id: string) => findNode(flow, id)?.name ?? id;
  const [back] = keysOf('canvas.back');
  return (
    <nav className={styles.crumb} aria-label={t('canvas.crumb')}>
      <IconButton
        label={t('canvas.backOut')}
        icon={CornerLeftUp}
        size="sm"
        shortcut={back === undefined ? undefined : printKeys(back)}
        onClick={goOut}
      />
      <button type="button" onClick={() => goInside([])}>
        {flow.name}
      </button>
      {inside.map((id, index) => (
        <span key={id} className={styles.crumbPart}>
          <ChevronRight size={12} aria-hidden />
          {index === inside.length - 1 ? (
            <span aria-current="location">{name(id)}</span>
          ) : (
            <button type="button" onClick={() => goInside(inside.slice(0, index + 1))}>
              {name(id)}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}
