import { useTranslation } from 'react-i18next';
import type { TemplateParameter, TemplateRule } from '#flow/template/template.ts';
import { StatusChip } from '#ui/status-chip.tsx';
import { tones } from '../../problems/tones.ts';
import styles from './templates.module.css';

/** Every rule with what it weighs, what it says, why, and since when. */
export function RuleTable({ rules }: { readonly rules: readonly TemplateRule[] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the page must be reachable by keyboard
    <section className={styles.table} aria-label={t('templates.rules')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {(['id', 'weight', 'sentence', 'why', 'since'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`templates.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={`${rule.id} ${rule.message} ${rule.rationale}`}>
              <td>
                <code>{rule.id}</code>
              </td>
              <td>
                <StatusChip tone={tones[rule.severity]} size="sm">
                  {t(`problems.severity.${rule.severity}`)}
                </StatusChip>
                {rule.atHighCriticality !== undefined && (
                  <small>
                    {t('templates.whereHigh', { severity: t(`problems.severity.${rule.atHighCriticality}`) })}
                  </small>
                )}
                {rule.waivable === false && <small>{t('templates.neverWaived')}</small>}
              </td>
              <td>{sentenceOf(rule.message, t('templates.someStep'))}</td>
              <td>{rule.rationale}</td>
              <td>{rule.since}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The sentence as it reads without a flow: the step is any step, and what is found out there is left open. */
function sentenceOf(message: string, step: string): string {
  const text = message.replaceAll('{step}', step).replaceAll(/\{[^}]*\}/g, '…');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The values a flow may choose. */
export function ParameterTable({ parameters }: { readonly parameters: readonly TemplateParameter[] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the page must be reachable by keyboard
    <section className={styles.table} aria-label={t('templates.parameters')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {(['name', 'what', 'usual'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`templates.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, title, help, default: usual, choices }) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
              </td>
              <td>
                {title}
                {help !== undefined && <small>{help}</small>}
                {choices !== undefined && <small>{choices.join(' · ')}</small>}
              </td>
              <td>{usual === undefined ? '–' : <code>{JSON.stringify(usual)}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
