import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '#flow/contract/field-classes.ts';
import type { JsonObject } from '#flow/json.ts';
import type { RightFacts, ServerFacts, UserFacts } from '#flow/node-type/system-probe.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { askRights, probeServer, signInToOdoo, type TypedOdoo } from '../../../data/odoo.ts';
import styles from './connect.module.css';
import { FinishFields } from './finish-step.tsx';
import { OdooOperations, odooOperations } from './odoo-operations.tsx';
import { OdooSignIn } from './odoo-sign-in.tsx';
import { OdooUser } from './odoo-user.tsx';
import { type DraftConnection, usualClasses } from './plan-save.ts';
import { RefusalNote } from './refusal-note.tsx';
import { Step, stateOf } from './step.tsx';
import { type Attempt, useAttempt } from './use-attempt.ts';
import { type Saving, useSave } from './use-save.ts';

const stages = ['address', 'sign-in', 'operations', 'finish'] as const;

/** Props of every setup. */
export type SetupProps = { readonly onSaved: (id: string, name: string) => void };

/** Connects Odoo: address, sign-in, operations, data. */
export function OdooSetup({ onSaved }: SetupProps): ReactElement {
  const { t } = useTranslation();
  const setup = useOdooSetup(onSaved);
  const { stage, typed, server, user, attempt } = setup;
  const shared = (own: (typeof stages)[number]) => ({
    state: stateOf(stages, stage, own),
    onChange: () => setup.goTo(own),
    busy: attempt.busy,
    refusal: attempt.refusal,
  });
  return (
    <ol className={styles.steps}>
      <Step
        {...shared('address')}
        number={1}
        title={t('connections.odoo.server')}
        nextLabel={t('connections.odoo.find')}
        onNext={() => void setup.find()}
        summary={server && <Found server={server} />}
      >
        <Field
          label={t('connections.odoo.address')}
          required
          help={t('connections.odoo.addressHelp')}
          error={
            attempt.refusal?.field === 'address' && (
              <RefusalNote
                message={attempt.refusal.message}
                code={attempt.refusal.code}
                address={typed.address}
                environment={setup.saving.environment}
                onOpened={() => void setup.find()}
              />
            )
          }
        >
          <Input
            size="lg"
            value={typed.address}
            onValueChange={(address) => setup.type({ address })}
            placeholder="https://erp.example.com"
            inputMode="url"
            mono
          />
        </Field>
      </Step>
      <Step
        {...shared('sign-in')}
        number={2}
        title={t('connections.odoo.signIn')}
        nextLabel={t('connections.odoo.signIn')}
        onNext={() => void setup.signIn()}
        summary={user && <OdooUser user={user} database={typed.database} />}
      >
        {server && <OdooSignIn server={server} typed={typed} onType={setup.type} errorAt={attempt.errorAt} />}
      </Step>
      <Step
        {...shared('operations')}
        number={3}
        title={t('connections.odoo.operations')}
        nextLabel={t('connections.setup.next')}
        onNext={setup.chooseOperations}
        summary={t('connections.odoo.operationsChosen', { count: setup.ticked.length })}
      >
        {user && (
          <OdooOperations
            rights={setup.rights}
            ticked={setup.ticked}
            onTicked={setup.tick}
            error={attempt.errorAt('operations')}
            onAskAgain={() => void setup.askAgain()}
          />
        )}
      </Step>
      <Step
        {...shared('finish')}
        number={4}
        title={t('connections.finish.title')}
        nextLabel={t('connections.finish.save')}
        onNext={() => void setup.save()}
      >
        <FinishFields
          holds={setup.holds}
          onHolds={setup.setHolds}
          name={setup.name}
          onName={setup.setName}
          names={setup.saving.names(setup.name)}
          environment={setup.saving.environment.name}
          storesKey
          nameError={attempt.errorAt('name')}
          error={attempt.errorAt('finish')}
        />
      </Step>
    </ol>
  );
}

function Found({ server }: { readonly server: ServerFacts }): ReactElement {
  const { t } = useTranslation();
  const { version, address, transport, notes } = server;
  return (
    <>
      {t('connections.odoo.found', { version, address, transport: t(`connections.odoo.transport.${transport}`) })}
      <Notes notes={notes} />
    </>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactElement | null {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

/** What a person has typed so far. */
export type TypedFields = {
  readonly address: string;
  readonly database: string;
  readonly login: string;
  readonly key: string;
};

type OdooSetupState = {
  readonly stage: (typeof stages)[number];
  readonly goTo: (stage: (typeof stages)[number]) => void;
  readonly typed: TypedFields;
  readonly type: (fields: Partial<TypedFields>) => void;
  readonly server: ServerFacts | undefined;
  readonly user: UserFacts | undefined;
  readonly rights: readonly RightFacts[];
  readonly ticked: readonly string[];
  readonly tick: (operations: readonly string[]) => void;
  readonly holds: readonly DataClass[];
  readonly setHolds: (holds: readonly DataClass[]) => void;
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly attempt: Attempt;
  readonly saving: Saving;
  readonly find: () => Promise<void>;
  readonly signIn: () => Promise<void>;
  readonly askAgain: () => Promise<void>;
  readonly chooseOperations: () => void;
  readonly save: () => Promise<void>;
};

function useOdooSetup(onSaved: SetupProps['onSaved']): OdooSetupState {
  const { t } = useTranslation();
  const attempt = useAttempt(t('connections.setup.broken'));
  const saving = useSave();
  const [stage, setStage] = useState<OdooSetupState['stage']>('address');
  const [typed, setTyped] = useState<TypedFields>({ address: '', database: '', login: '', key: '' });
  const [server, setServer] = useState<ServerFacts>();
  const [user, setUser] = useState<UserFacts>();
  const [rights, setRights] = useState<readonly RightFacts[]>([]);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [holds, setHolds] = useState<readonly DataClass[]>(usualClasses('odoo'));
  const [named, setName] = useState<string>();
  // Two systems of one name could not be told apart in a picker.
  const name = named ?? (saving.isNameTaken('Odoo') ? `Odoo ${typed.database}` : 'Odoo');
  const { refuse } = attempt;
  const type = (fields: Partial<TypedFields>): void => {
    setTyped((before) => ({ ...before, ...fields }));
    refuse(undefined);
  };
  const find = async (): Promise<void> => {
    const { address } = typed;
    if (address.trim() === '') return refuse({ field: 'address', message: t('connections.odoo.addressMissing') });
    await attempt.attempt({ say: t('connections.odoo.asking', { address }), field: 'address' }, async () => {
      const found = await probeServer(address);
      return () => {
        setServer(found);
        const [only, ...others] = found.databases ?? [];
        setTyped((before) => ({
          ...before,
          address: found.address,
          database: before.database || (others.length === 0 ? (only ?? '') : ''),
        }));
        setStage('sign-in');
      };
    });
  };
  const signIn = async (): Promise<void> => {
    const missing = missingAtSignIn(typed, server);
    if (missing !== undefined) return refuse({ field: missing, message: t(`connections.odoo.${missing}Missing`) });
    const target = targetOf(typed, server);
    const say = t('connections.odoo.signingIn', { database: typed.database });
    await attempt.attempt({ say, field: fieldOfSignIn }, async () => {
      const found = await signInToOdoo(target);
      const asked = await askRights(
        target,
        odooOperations.map(({ operation }) => operation),
      );
      return () => {
        setUser(found);
        setRights(asked);
        setStage('operations');
      };
    });
  };
  const askAgain = async (): Promise<void> => {
    const say = t('connections.odoo.signingIn', { database: typed.database });
    await attempt.attempt({ say, field: 'operations' }, async () => {
      const asked = await askRights(
        targetOf(typed, server),
        odooOperations.map(({ operation }) => operation),
      );
      return () => setRights(asked);
    });
  };
  const save = async (): Promise<void> => {
    if (name.trim() === '') return refuse({ field: 'name', message: t('connections.finish.nameMissing') });
    await attempt.attempt({ say: t('connections.finish.saving'), field: 'finish' }, async () => {
      const id = await saving.save(draftOf({ name, holds, ticked, typed, server }), typed.key.trim());
      return () => onSaved(id, name);
    });
  };
  return {
    stage,
    goTo: (to) => {
      refuse(undefined);
      setStage(to);
    },
    ...{ typed, type, server, user, rights, ticked, holds, setHolds, name, setName, attempt, saving },
    tick: (operations) => {
      setTicked(operations);
      refuse(undefined);
    },
    ...{ find, signIn, askAgain, save },
    chooseOperations: () => {
      if (ticked.length === 0) refuse({ field: 'operations', message: t('connections.odoo.operationsMissing') });
      else setStage('finish');
    },
  };
}

function missingAtSignIn(
  typed: TypedFields,
  server: ServerFacts | undefined,
): 'database' | 'login' | 'key' | undefined {
  if (typed.database.trim() === '') return 'database';
  if (server?.needsLogin === true && typed.login.trim() === '') return 'login';
  return typed.key.trim() === '' ? 'key' : undefined;
}

/** The field a refusal of Odoo is about. */
function fieldOfSignIn(code: string): string {
  if (code === 'odoo/no-such-database') return 'database';
  if (code === 'odoo/login-missing') return 'login';
  return 'key';
}

function targetOf(typed: TypedFields, server: ServerFacts | undefined): TypedOdoo {
  return {
    address: server?.address ?? typed.address,
    ...(server === undefined ? {} : { version: server.major }),
    database: typed.database.trim(),
    ...(server?.needsLogin === true ? { login: typed.login.trim() } : {}),
    key: typed.key.trim(),
  };
}

function draftOf(parts: {
  readonly name: string;
  readonly holds: readonly DataClass[];
  readonly ticked: readonly string[];
  readonly typed: TypedFields;
  readonly server: ServerFacts | undefined;
}): DraftConnection {
  const { name, holds, ticked, typed, server } = parts;
  const extra: JsonObject = {
    ...(server?.needsLogin === true ? { login: typed.login.trim() } : {}),
    ...(server === undefined ? {} : { version: server.major }),
  };
  const binding = { url: server?.address ?? typed.address, database: typed.database.trim() };
  return { name, kind: 'odoo', auth: { scheme: 'api-key' }, holds, operations: ticked, extra, binding };
}
