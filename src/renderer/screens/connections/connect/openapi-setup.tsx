import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '#flow/contract/field-classes.ts';
import type { ApiDocument } from '#flow/openapi/document.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { AuthFields, authOf, emptyAuth, missingIn, type TypedAuth } from './auth-fields.tsx';
import styles from './connect.module.css';
import { DocumentField } from './document-field.tsx';
import { FinishFields } from './finish-step.tsx';
import type { SetupProps } from './odoo-setup.tsx';
import { OperationList } from './operation-list.tsx';
import { usualClasses } from './plan-save.ts';
import { type ReadDocument, readDocument, sayProblems } from './read-document.ts';
import { Step, stateOf } from './step.tsx';
import { useAttempt } from './use-attempt.ts';
import { useSave } from './use-save.ts';
import { readUrl } from './web-address.ts';

const stages = ['document', 'where', 'operations', 'finish'] as const;

/** How long a system is taken to remember keys where its document declares the header, as files write it. */
const keptFor = '24h';

/** Connects a system by its OpenAPI file: file, address and proof, operations, data. */
export function OpenapiSetup({ onSaved }: SetupProps): ReactElement {
  const { t } = useTranslation();
  const attempt = useAttempt(t('connections.setup.broken'));
  const saving = useSave();
  const [stage, setStage] = useState<(typeof stages)[number]>('document');
  const [read, setRead] = useState<ReadDocument>();
  const [pasted, setPasted] = useState('');
  const [url, setUrl] = useState('');
  const [auth, setAuth] = useState<TypedAuth>(emptyAuth);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [isKeyed, setIsKeyed] = useState(false);
  const [holds, setHolds] = useState<readonly DataClass[]>(usualClasses('openapi'));
  const [name, setName] = useState('');
  const { refuse, errorAt } = attempt;
  const document = read?.document;
  const shared = (own: (typeof stages)[number]) => ({
    state: stateOf(stages, stage, own),
    onChange: () => setStage(own),
    busy: attempt.busy,
    refusal: attempt.refusal,
  });
  const take = (next: ReadDocument): void => {
    setRead(next);
    setUrl(next.document.servers[0] ?? '');
    setAuth(proposeAuth(next.document));
    setTicked(new Set());
    setIsKeyed(false);
    setName(next.document.title.slice(0, 60));
    setStage('where');
  };
  const takeText = (text: string): void => {
    const taken = readDocument(text);
    refuse(undefined);
    if (text.trim() === '') refuse({ field: 'document', message: t('connections.openapi.documentMissing') });
    else if (taken.ok) take(taken.value);
    else refuse({ field: 'document', message: sayProblems(taken.problems, t) });
  };
  const leaveWhere = (): void => {
    const missing = missingIn(auth);
    refuse(undefined);
    if (readUrl(url) === undefined) refuse({ field: 'url', message: t('connections.openapi.urlBad') });
    else if (missing !== undefined) refuse({ field: missing, message: t(`connections.auth.${missing}Missing`) });
    else setStage('operations');
  };
  const leaveOperations = (): void => {
    refuse(undefined);
    if (ticked.size === 0) refuse({ field: 'operations', message: t('connections.odoo.operationsMissing') });
    else setStage('finish');
  };
  const save = (): void => {
    if (read === undefined) return;
    if (name.trim() === '') {
      refuse({ field: 'name', message: t('connections.finish.nameMissing') });
      return;
    }
    const { text, ending } = read;
    const header = isKeyed ? read.document.idempotencyHeader : undefined;
    const draft = {
      name,
      kind: 'openapi',
      auth: authOf(auth),
      holds,
      operations: read.document.operations.map(({ operation }) => operation).filter((one) => ticked.has(one)),
      ...(header === undefined ? {} : { idempotency: { header, keptFor } }),
      binding: { url: readUrl(url) ?? url },
      document: { text, ending },
    } as const;
    void attempt.attempt({ say: t('connections.finish.saving'), field: 'finish' }, async () => {
      const id = await saving.save(draft, auth.key.trim());
      return () => onSaved(id, name);
    });
  };
  return (
    <ol className={styles.steps}>
      <Step
        {...shared('document')}
        number={1}
        title={t('connections.openapi.document')}
        nextLabel={t('connections.openapi.read')}
        onNext={() => takeText(pasted)}
        summary={document && <DocumentLine document={document} />}
      >
        <DocumentField text={pasted} onText={setPasted} onTake={takeText} error={errorAt('document')} />
      </Step>
      <Step
        {...shared('where')}
        number={2}
        title={t('connections.openapi.where')}
        nextLabel={t('connections.setup.next')}
        onNext={leaveWhere}
        summary={`${url} · ${t(`connections.scheme.${auth.scheme}`)}`}
      >
        <Field
          label={t('connections.openapi.url')}
          required
          help={t('connections.openapi.urlHelp')}
          error={errorAt('url')}
        >
          <Input size="lg" mono inputMode="url" value={url} onValueChange={setUrl} />
        </Field>
        <AuthFields auth={auth} onAuth={setAuth} errorAt={errorAt} warning={otherAuth(document, t)} />
      </Step>
      <Step
        {...shared('operations')}
        number={3}
        title={t('connections.openapi.operations')}
        nextLabel={t('connections.setup.next')}
        onNext={leaveOperations}
        summary={t('connections.odoo.operationsChosen', { count: ticked.size })}
      >
        <OperationList
          operations={document?.operations ?? []}
          ticked={ticked}
          onTicked={setTicked}
          error={errorAt('operations')}
        />
        {document?.idempotencyHeader !== undefined && (
          <Checkbox
            checked={isKeyed}
            onCheckedChange={setIsKeyed}
            label={t('connections.openapi.repeats', { header: document.idempotencyHeader })}
            description={t('connections.openapi.repeatsHelp')}
          />
        )}
      </Step>
      <Step
        {...shared('finish')}
        number={4}
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

function DocumentLine({ document }: { readonly document: ApiDocument }): ReactElement {
  const { t } = useTranslation();
  const { title, version, operations } = document;
  return <>{t('connections.openapi.found', { title, version, count: operations.length })}</>;
}

/** The first way the document declares that can be kept here. */
function proposeAuth({ auth }: ApiDocument): TypedAuth {
  const known = auth.find(({ scheme }) => scheme !== 'other');
  if (known === undefined || known.scheme === 'other') return emptyAuth;
  const { scheme, header = emptyAuth.header, query = '' } = known;
  return { ...emptyAuth, scheme, header, query };
}

function otherAuth(document: ApiDocument | undefined, t: ReturnType<typeof useTranslation>['t']): string | undefined {
  const ways = document?.auth ?? [];
  const [other] = ways;
  if (other === undefined || ways.some(({ scheme }) => scheme !== 'other')) return undefined;
  return t('connections.auth.other', { name: other.name });
}
