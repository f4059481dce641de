import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '#flow/contract/field-classes.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { AuthFields, authOf, emptyAuth, missingIn } from './auth-fields.tsx';
import styles from './connect.module.css';
import { FinishFields } from './finish-step.tsx';
import type { SetupProps } from './odoo-setup.tsx';
import { usualClasses } from './plan-save.ts';
import { Step, stateOf } from './step.tsx';
import { useAttempt } from './use-attempt.ts';
import { useSave } from './use-save.ts';
import { hostOf, readUrl } from './web-address.ts';

const stages = ['where', 'methods', 'finish'] as const;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Connects any system that speaks HTTP: address and proof, methods, data. */
export function HttpSetup({ onSaved }: SetupProps): ReactElement {
  const { t } = useTranslation();
  const attempt = useAttempt(t('connections.setup.broken'));
  const saving = useSave();
  const [stage, setStage] = useState<(typeof stages)[number]>('where');
  const [url, setUrl] = useState('');
  const [auth, setAuth] = useState({ ...emptyAuth, scheme: 'api-key' as (typeof emptyAuth)['scheme'] });
  const [ticked, setTicked] = useState<readonly string[]>(['GET']);
  const [holds, setHolds] = useState<readonly DataClass[]>(usualClasses('http'));
  const [named, setName] = useState<string>();
  const name = named ?? hostOf(url);
  const { refuse, errorAt } = attempt;
  const shared = (own: (typeof stages)[number]) => ({
    state: stateOf(stages, stage, own),
    onChange: () => setStage(own),
    busy: attempt.busy,
    refusal: attempt.refusal,
  });
  const leaveWhere = (): void => {
    const missing = missingIn(auth);
    refuse(undefined);
    if (readUrl(url) === undefined) refuse({ field: 'url', message: t('connections.openapi.urlBad') });
    else if (missing !== undefined) refuse({ field: missing, message: t(`connections.auth.${missing}Missing`) });
    else setStage('methods');
  };
  const leaveMethods = (): void => {
    refuse(undefined);
    if (ticked.length === 0) refuse({ field: 'methods', message: t('connections.http.methodsMissing') });
    else setStage('finish');
  };
  const save = (): void => {
    if (name.trim() === '') {
      refuse({ field: 'name', message: t('connections.finish.nameMissing') });
      return;
    }
    // Whoever may read may ask for the head of an answer alone.
    const allowed = ticked.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const binding = { url: readUrl(url) ?? url };
    void attempt.attempt({ say: t('connections.finish.saving'), field: 'finish' }, async () => {
      const draft = { name, kind: 'http', auth: authOf(auth), holds, methods: allowed, binding } as const;
      const id = await saving.save(draft, auth.key.trim());
      return () => onSaved(id, name);
    });
  };
  return (
    <ol className={styles.steps}>
      <Step
        {...shared('where')}
        number={1}
        title={t('connections.http.where')}
        nextLabel={t('connections.setup.next')}
        onNext={leaveWhere}
        summary={`${url} · ${t(`connections.scheme.${auth.scheme}`)}`}
      >
        <Field label={t('connections.http.url')} required help={t('connections.http.urlHelp')} error={errorAt('url')}>
          <Input
            size="lg"
            mono
            inputMode="url"
            placeholder="https://api.example.com"
            value={url}
            onValueChange={setUrl}
          />
        </Field>
        <AuthFields auth={auth} onAuth={setAuth} errorAt={errorAt} />
      </Step>
      <Step
        {...shared('methods')}
        number={2}
        title={t('connections.http.methods')}
        nextLabel={t('connections.setup.next')}
        onNext={leaveMethods}
        summary={ticked.join(', ')}
      >
        <Field kind="group" label={t('connections.http.methodsLabel')} error={errorAt('methods')}>
          <div className={styles.classes}>
            {methods.map((method) => (
              <Checkbox
                key={method}
                checked={ticked.includes(method)}
                onCheckedChange={(isOn) =>
                  setTicked(methods.filter((known) => (known === method ? isOn : ticked.includes(known))))
                }
                label={t(`connections.http.method.${method}`)}
              />
            ))}
          </div>
        </Field>
      </Step>
      <Step
        {...shared('finish')}
        number={3}
        title={t('connections.finish.title')}
        nextLabel={t('connections.finish.save')}
        onNext={save}
      >
        <FinishFields
          holds={holds}
          onHolds={setHolds}
          name={name}
          onName={setName}
          names={saving.names(name)}
          environment={saving.environment.name}
          storesKey={auth.scheme !== 'none'}
          nameError={errorAt('name')}
          error={errorAt('finish')}
        />
      </Step>
    </ol>
  );
}
