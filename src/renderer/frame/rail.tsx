import {
  Activity,
  FileJson2,
  Gauge,
  GitPullRequestArrow,
  Inbox,
  Network,
  PackageX,
  Plug,
  Settings,
  Shapes,
  Workflow,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '#ui/badge.tsx';
import { Tooltip } from '#ui/tooltip.tsx';
import { useWorkCounts } from '../data/work-counts.ts';
import { printRoute, type Route, useRoute } from '../routes.ts';
import styles from './rail.module.css';
import { preloadScreen } from './screen.tsx';

type Area = { readonly screen: Route['screen']; readonly text: string; readonly Icon: typeof Workflow };

const areas: readonly Area[] = [
  { screen: 'flows', text: 'frame.flows', Icon: Workflow },
  { screen: 'reviews', text: 'frame.reviews', Icon: GitPullRequestArrow },
  { screen: 'runs', text: 'frame.runs', Icon: Activity },
  { screen: 'set-aside', text: 'frame.setAside', Icon: PackageX },
  { screen: 'approvals', text: 'frame.approvals', Icon: Inbox },
  { screen: 'connections', text: 'frame.connections', Icon: Plug },
  { screen: 'contracts', text: 'frame.contracts', Icon: FileJson2 },
  { screen: 'registry', text: 'frame.registry', Icon: Network },
  { screen: 'templates', text: 'frame.templates', Icon: Shapes },
  { screen: 'operations', text: 'frame.operations', Icon: Gauge },
];

/** The areas of the product, as a strip of icons with how much waits in each. */
export function Rail() {
  const { t } = useTranslation();
  const counts = useWorkCounts();
  return (
    <nav className={styles.rail} aria-label={t('frame.areas')} data-region="rail">
      {areas.map((area) => (
        <RailLink key={area.screen} {...area} count={counts[area.screen]} />
      ))}
      <span className={styles.space} />
      <RailLink screen="settings" text="frame.settings" Icon={Settings} count={undefined} />
    </nav>
  );
}

function RailLink({ screen, text, Icon, count }: Area & { readonly count: number | undefined }) {
  const { t } = useTranslation();
  const route = useRoute();
  const isHere = route.screen === screen || (screen === 'flows' && route.screen === 'designer');
  const label = count ? `${t(text)} (${count})` : t(text);
  // Every area's address without a particular thing in it.
  const address = printRoute({ screen } as Route);
  return (
    <Tooltip content={label} side="right">
      <a
        className={styles.link}
        href={address}
        aria-current={isHere ? 'page' : undefined}
        onPointerEnter={() => preloadScreen(screen)}
        onFocus={() => preloadScreen(screen)}
      >
        <Icon size={18} aria-hidden />
        <span className="ps-visually-hidden">{label}</span>
        {count ? (
          <span aria-hidden className={styles.unsaid}>
            <Badge count={count} className={styles.count} />
          </span>
        ) : null}
      </a>
    </Tooltip>
  );
}
