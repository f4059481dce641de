import { type ComponentProps, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowNode } from '#flow/flow.ts';
import { edit } from '../../document/edit.ts';
import { tellDone, tellProblems } from '../actions/tell.ts';

type Props = Pick<ComponentProps<'input'>, 'className' | 'onPointerDown' | 'onClick' | 'onDoubleClick'> & {
  readonly node: FlowNode;
  /** Told once, before a new name is taken over. */
  readonly onDone: () => void;
  /** Told after that when Enter or Escape ended it. */
  readonly onLeft?: () => void;
};

/** Types another name over the old one: Enter and leaving keep it, Escape does not. */
export function NameInput({ node, onDone, onLeft, ...rest }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(node.name ?? node.id);
  const isOver = useRef(false);
  const finish = (isKept: boolean): void => {
    if (isOver.current) return;
    isOver.current = true;
    onDone();
    const wanted = name.trim();
    if (!isKept || wanted === '' || wanted === node.name) return;
    const problems = edit({ edit: 'set-node', arguments: { node: node.id, key: 'name', value: wanted } });
    if (!tellProblems(problems)) tellDone('told.renamed', { name: wanted });
  };
  return (
    <input
      {...rest}
      aria-label={t('canvas.name')}
      value={name}
      // The person asked to type here just now.
      // biome-ignore lint/a11y/noAutofocus: the field appears because a key was pressed for it
      autoFocus
      maxLength={200}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        finish(event.key === 'Enter');
        onLeft?.();
      }}
    />
  );
}
