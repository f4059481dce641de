import { useTranslation } from 'react-i18next';
import { useFlows } from '../data/queries.ts';
import { printRoute, useRoute } from '../routes.ts';
import styles from './flow-picker.module.css';

/** The other flows of the workspace, one click away. */
export function FlowPicker() {
  const { t } = useTranslation();
  const { data } = useFlows();
  const route = useRoute();
  const open = route.screen === 'designer' ? route.flow : undefined;
  return (
    <ul className={styles.list} aria-label={t('designer.flows')}>
      {data?.flows.map((flow) => (
        <li key={flow.path}>
          <a
            href={printRoute({ screen: 'designer', flow: flow.id })}
            aria-current={flow.id === open ? 'page' : undefined}
          >
            <span>{flow.name}</span>
            <small>{t('library.steps', { count: flow.steps })}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}
