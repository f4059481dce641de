import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { catalogue } from '../../document/catalogue.ts';
import { useDocument } from '../../document/document.ts';
import { findNode } from '../../document/find-node.ts';
import { type Offered, partByOffer } from '../../governance/palette.ts';
import { useOffered } from '../../governance/use-offered.ts';
import { addStep, closeQuickAdd } from '../actions/add.ts';
import { type AddPlace, useCanvasState } from '../canvas-state.ts';
import { familyOf } from '../cards/family.ts';
import { StepIcon } from '../cards/step-icon.tsx';
import { choicesAt, groups, leading, rankChoices } from './choices.ts';
import { PointPopover } from './point-popover.tsx';
import styles from './quick-add.module.css';

/** The list of step types that may stand where somebody wants one: typing finds, Enter adds. */
export function QuickAdd() {
  const { t } = useTranslation();
  const asked = useCanvasState((state) => state.quickAdd);
  if (asked === undefined) return null;
  return (
    <PointPopover at={asked.window} label={t('canvas.quickAdd.label')} onClose={closeQuickAdd}>
      <Choices place={asked.place} />
    </PointPopover>
  );
}

function Choices({ place }: { readonly place: AddPlace }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const flow = useDocument((state) => state.flow);
  const choices = useMemo(() => (flow === undefined ? [] : choicesAt(flow, catalogue.all, place)), [flow, place]);
  const ranked = useMemo(() => rankChoices(choices, typed), [choices, typed]);
  const offered = useOffered();
  const { inside, outside } = partByOffer(ranked, offered);
  const source = place.after === undefined ? undefined : findNode(flow, place.after.node);
  const take = (manifest: NodeManifest): void => {
    closeQuickAdd();
    // After the list is gone, so that it cannot take the focus back from the form.
    requestAnimationFrame(() => addStep(manifest, place));
  };
  return (
    <Command shouldFilter={false} loop label={t('canvas.quickAdd.label')}>
      <div className={styles.search}>
        <Search size={15} aria-hidden />
        <Command.Input value={typed} onValueChange={setTyped} placeholder={t('canvas.quickAdd.placeholder')} />
      </div>
      {source !== undefined && place.after !== undefined && (
        <p className={styles.about}>
          {t('canvas.quickAdd.after', { name: source.name ?? source.id, port: place.after.port })}
        </p>
      )}
      <Command.List className={styles.list} label={t('canvas.quickAdd.label')}>
        <Command.Empty className={styles.nothing}>{t('canvas.quickAdd.nothing', { typed })}</Command.Empty>
        {typed.trim() === '' ? (
          <Groups choices={inside} onTake={take} />
        ) : (
          inside.map((manifest) => <Choice key={manifest.type} manifest={manifest} onTake={take} />)
        )}
        {offered !== undefined && outside.length > 0 && <Outside choices={outside} offered={offered} onTake={take} />}
      </Command.List>
    </Command>
  );
}

type GroupsProps = { readonly choices: readonly NodeManifest[]; readonly onTake: (manifest: NodeManifest) => void };

function Groups({ choices, onTake }: GroupsProps) {
  const { t } = useTranslation();
  const first = leading.flatMap((type) => choices.find((manifest) => manifest.type === type) ?? []);
  const shown = [
    { key: 'leading', heading: t('canvas.quickAdd.leading'), members: first },
    ...groups.map((group) => ({
      key: group,
      heading: t(`canvas.group.${group}`),
      members: choices.filter((manifest) => manifest.group === group && !first.includes(manifest)),
    })),
  ];
  return shown.map(({ key, heading, members }) =>
    members.length === 0 ? null : (
      <Command.Group key={key} heading={heading}>
        {members.map((manifest) => (
          <Choice key={manifest.type} manifest={manifest} onTake={onTake} />
        ))}
      </Command.Group>
    ),
  );
}

/** What none of the followed patterns offers: below the rest, and as usable. */
function Outside({ choices, offered, onTake }: GroupsProps & { readonly offered: Offered }) {
  const { t } = useTranslation();
  return (
    <Command.Group
      heading={
        <>
          {t('governance.palette.outside')}
          <span className={styles.reason}>{t('governance.palette.reason', { name: offered.names })}</span>
        </>
      }
    >
      {choices.map((manifest) => (
        <Choice key={manifest.type} manifest={manifest} onTake={onTake} />
      ))}
    </Command.Group>
  );
}

function Choice({ manifest, onTake }: { readonly manifest: NodeManifest; readonly onTake: GroupsProps['onTake'] }) {
  return (
    <Command.Item
      className={styles.item}
      value={`${manifest.type}@${manifest.major}`}
      onSelect={() => onTake(manifest)}
    >
      <span className={styles.tile} data-family={familyOf(manifest)}>
        <StepIcon type={manifest.type} size={16} />
      </span>
      <span className={styles.words}>
        <span className={styles.title}>{manifest.title}</span>
        <span className={styles.summary}>{manifest.summary}</span>
      </span>
    </Command.Item>
  );
}
