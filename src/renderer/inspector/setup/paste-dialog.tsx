import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readJson } from '#flow/contract/read-json.ts';
import type { JsonObject } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { runtime } from '../../data/client.ts';
import { writeFiles } from '../../data/files.ts';
import { answerOf } from '../../data/queries.ts';
import { asSent, membersAsSent } from '../as-sent.ts';
import styles from '../inspector.module.css';

type Props = {
  /** What is mapped to, where it is known. */
  readonly target: JsonObject | undefined;
  readonly onUse: (expression: string) => readonly string[];
  readonly onClose: () => void;
};

type Proposal = {
  readonly contract: Readonly<Record<string, unknown>>;
  readonly map: {
    readonly expression: string;
    readonly matched: readonly { readonly target: string; readonly source: string }[];
    readonly unmatched: readonly string[];
  } | null;
};

/** Takes an example of the data and proposes its agreed shape and, where the target is known, the mapping to it. */
export function PasteDialog({ target, onUse, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const [proposal, setProposal] = useState<Proposal>();
  const propose = async (): Promise<void> => {
    const read = readJson(text);
    if (!read.ok) {
      setRefusal(read.refusal.reason);
      return;
    }
    try {
      const body = {
        samples: [asSent(read.value)],
        ...(target === undefined ? {} : { target: membersAsSent(target) }),
      };
      setProposal(answerOf(await runtime.send('samples.propose', { body })));
      setRefusal(undefined);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={onClose}
      title={t('inspector.paste.title')}
      description={t('inspector.paste.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('inspector.cancel')}</Button>
          {proposal?.map != null && (
            <Button
              variant="primary"
              onClick={() => {
                const problems = onUse(proposal.map?.expression ?? '');
                if (problems.length === 0) onClose();
                else setRefusal(problems.join(' '));
              }}
            >
              {t('inspector.paste.use')}
            </Button>
          )}
        </>
      }
    >
      <Field label={t('inspector.paste.json')} error={refusal}>
        <TextArea mono rows={8} value={text} onValueChange={setText} />
      </Field>
      <div>
        <Button disabled={text.trim() === ''} onClick={() => void propose()}>
          {t('inspector.paste.propose')}
        </Button>
      </div>
      {proposal !== undefined && <Proposed proposal={proposal} />}
    </Dialog>
  );
}

function Proposed({ proposal }: { readonly proposal: Proposal }): ReactElement {
  const { t } = useTranslation();
  const { contract, map } = proposal;
  return (
    <>
      {map !== null && (
        <section className={styles.proposed} aria-label={t('inspector.paste.map')}>
          <h3>{t('inspector.paste.map')}</h3>
          <StatusChip tone={map.unmatched.length === 0 ? 'ok' : 'warn'}>
            {t('inspector.paste.matched', {
              count: map.matched.length,
              total: map.matched.length + map.unmatched.length,
            })}
          </StatusChip>
          {map.unmatched.length > 0 && <p>{t('inspector.paste.unmatched', { names: map.unmatched.join(', ') })}</p>}
          <CodeText label={t('inspector.paste.map')} text={map.expression} maxHeight={240} />
        </section>
      )}
      <section className={styles.proposed} aria-label={t('inspector.paste.contract')}>
        <h3>{t('inspector.paste.contract')}</h3>
        <CodeText label={t('inspector.paste.contract')} text={JSON.stringify(contract, null, 2)} maxHeight={240} />
        <SaveContract contract={contract} />
      </section>
    </>
  );
}

/** Keeps the proposed shape as a file of the workspace. */
function SaveContract({ contract }: Pick<Proposal, 'contract'>): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const isName = /^[a-z][a-z0-9-]{0,60}$/.test(name);
  const save = async (): Promise<void> => {
    const path = `contracts/${name}@1.schema.json`;
    try {
      const written = await writeFiles([{ path, text: `${JSON.stringify(contract, null, 2)}\n`, expect: null }]);
      if (!written.ok) {
        setRefusal(t('inspector.paste.taken', { name }));
        return;
      }
      await queries.invalidateQueries({ queryKey: ['workspace'] });
      showToast({ tone: 'ok', title: t('inspector.paste.saved', { path }) });
      setName('');
      setRefusal(undefined);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className={styles.saveContract}>
      <Field label={t('inspector.paste.name')} help={t('inspector.paste.nameHelp')} error={refusal}>
        <Input mono value={name} onValueChange={setName} placeholder="shop-order" end="@1" />
      </Field>
      <Button disabled={!isName} onClick={() => void save()}>
        {t('inspector.paste.save')}
      </Button>
    </div>
  );
}
