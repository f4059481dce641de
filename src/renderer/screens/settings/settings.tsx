import { useQuery } from '@tanstack/react-query';
import { Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { Select } from '#ui/select.tsx';
import { useTheme } from '#ui/theme.ts';
import { runtime } from '../../data/client.ts';
import { answerOf, useWorkspace } from '../../data/queries.ts';
import { laterPart } from '../../frame/later-part.ts';
import { environmentOf } from '../../frame/status-bar.tsx';
import { runCommand } from '../../keys/commands.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { languages } from '../../text/i18n.ts';
import { chooseLanguage, storedLanguage } from '../../text/language.ts';
import { chooseTheme, storedTheme, type ThemeChoice } from '../../theme.ts';
import styles from './settings.module.css';

const IdentitySection = laterPart(async () => (await import('../../review/identity-section.tsx')).IdentitySection);

/** What a person sets for this computer, and what this is. */
export function Settings() {
  const { t } = useTranslation();
  return (
    <div className={styles.screen}>
      <PanelHeader level={1} size="page" title={t('settings.title')} subtitle={t('settings.what')} />
      <div className={styles.sections}>
        <Look />
        <Keys />
        <Identity />
        <About />
      </div>
    </div>
  );
}

function Look() {
  const { t } = useTranslation();
  // Renders again when the theme is changed elsewhere, as by its command.
  useTheme();
  const [language, setLanguage] = useState(storedLanguage);
  return (
    <Section title={t('settings.look')}>
      <Field label={t('frame.theme')} help={t('settings.themeHelp')}>
        <SegmentedControl<ThemeChoice>
          value={storedTheme()}
          onValueChange={chooseTheme}
          size="md"
          segments={[
            { value: 'light', label: t('frame.light'), icon: Sun },
            { value: 'dark', label: t('frame.dark'), icon: Moon },
            { value: 'system', label: t('frame.system'), icon: Monitor },
          ]}
        />
      </Field>
      <Field label={t('settings.language')} help={t('settings.languageHelp')}>
        <Select
          value={language}
          onValueChange={(value) => {
            const chosen = languages.find((one) => one === value);
            if (chosen === undefined) return;
            setLanguage(chosen);
            void chooseLanguage(chosen);
          }}
          options={languages.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
        />
      </Field>
      <Note title={t('settings.motion')}>{t('settings.motionHelp')}</Note>
      <Note title={t('settings.size')}>{t('settings.sizeHelp')}</Note>
    </Section>
  );
}

function Keys() {
  const { t } = useTranslation();
  const keys = useKeys('keys.show');
  return (
    <Section title={t('settings.keys')}>
      <p>{t('settings.keysHelp', { keys: keys ?? '–' })}</p>
      <Button icon={Keyboard} onClick={() => runCommand('keys.show')}>
        {t('keys.keys.show')}
      </Button>
    </Section>
  );
}

/** Only a studio has somebody who works in it; a server knows who is signed in. */
function Identity() {
  const { t } = useTranslation();
  const { data: workspace } = useWorkspace();
  if (workspace?.mode !== 'studio') return null;
  return (
    <Section title={t('settings.identity')}>
      <Suspense fallback={null}>
        <IdentitySection />
      </Suspense>
    </Section>
  );
}

function About() {
  const { t } = useTranslation();
  const { data: workspace } = useWorkspace();
  const { data: engine } = useQuery({
    queryKey: ['runtime'],
    queryFn: async () => answerOf(await runtime.send('runtime.get', {})),
    retry: false,
  });
  const rows = [
    { key: 'workspace', value: workspace?.name },
    { key: 'mode', value: workspace === undefined ? undefined : t(`settings.mode.${workspace.mode}`) },
    {
      key: 'environment',
      value: workspace === undefined ? undefined : environmentOf(workspace.environment, t),
    },
    { key: 'sqlite', value: engine?.store.sqlite },
    { key: 'audit', value: engine === undefined ? undefined : t('settings.entries', { count: engine.audit.entries }) },
    { key: 'licence', value: t('settings.licence') },
    { key: 'others', value: t('settings.others') },
  ];
  return (
    <Section title={t('settings.about')}>
      <KeyValueTable
        labelWidth={160}
        rows={rows.flatMap(({ key, value }) =>
          value === undefined ? [] : [{ key, label: t(`settings.fact.${key}`), value }],
        )}
      />
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Note({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <p className={styles.note}>
      <b>{title}</b>
      {children}
    </p>
  );
}
