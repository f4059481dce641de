import { ListTree } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { IconButton } from '#ui/icon-button.tsx';
import { Popover } from '#ui/popover.tsx';
import { SourceTree } from '../source-tree.tsx';
import styles from './mapping.module.css';

/** A button that opens the data a step receives; picking a place gives its path. */
export function SourcePicker({
  label,
  onPick,
}: {
  readonly label: string;
  readonly onPick: (path: string) => void;
}): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      label={label}
      open={isOpen}
      onOpenChange={setIsOpen}
      width={320}
      flush
      align="end"
      trigger={<IconButton size="sm" icon={ListTree} label={label} />}
    >
      <div className={styles.picker}>
        <SourceTree
          onPick={(path) => {
            setIsOpen(false);
            onPick(path);
          }}
        />
      </div>
    </Popover>
  );
}
