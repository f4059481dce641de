import { Handle, Position } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorPort } from '#flow/text/ports.ts';
import { openQuickAddAt } from '../actions/add.ts';
import { inPort, type PortPlace } from '../geometry.ts';
import styles from './port.module.css';

/** A port: the spot an edge starts or ends at, and its name where outcomes have rows of their own. */
export const Port = memo(function Port({
  place,
  isLabelled,
}: {
  readonly place: PortPlace;
  readonly isLabelled: boolean;
}) {
  const { t } = useTranslation();
  const { port, side, x, y, size } = place;
  const position = side === 'left' ? Position.Left : side === 'right' ? Position.Right : Position.Bottom;
  const isError = port === errorPort;
  return (
    <>
      {isLabelled && (
        <span className={styles.name} style={{ top: y }}>
          {port}
        </span>
      )}
      <Handle
        id={port}
        type={port === inPort ? 'target' : 'source'}
        position={position}
        isConnectableStart={port !== inPort}
        className={isError ? `${styles.port} ${styles.error}` : styles.port}
        style={{ left: x, top: y, width: size, height: size }}
        title={port === inPort ? undefined : isError ? t('canvas.errorPort') : t('canvas.outcome', { port })}
      />
    </>
  );
});

type StubProps = {
  readonly node: string;
  readonly name: string;
  readonly place: PortPlace;
  /** True where several stand one above the other. */
  readonly isTight: boolean;
};

/** A stub with a plus at an outcome that leads nowhere yet. For the mouse; `A` does the same with keys. */
export function OpenStub({ node, name, place, isTight }: StubProps) {
  const { t } = useTranslation();
  const add = (event: MouseEvent): void => {
    event.stopPropagation();
    openQuickAddAt({ x: event.clientX + 16, y: event.clientY - 12 }, { after: { node, port: place.port } });
  };
  return (
    <span className={`${styles.stub} nodrag nopan`} style={{ left: place.x, top: place.y }}>
      <button
        type="button"
        tabIndex={-1}
        className={isTight ? `${styles.add} ${styles.tight}` : styles.add}
        aria-label={t('canvas.addAfter', { name, port: place.port })}
        title={t('canvas.addHere')}
        onClick={add}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <Plus size={14} aria-hidden />
      </button>
    </span>
  );
}
