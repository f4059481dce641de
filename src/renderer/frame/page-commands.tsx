import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { currentTheme } from '#ui/theme.ts';
import { useWorkspace } from '../data/queries.ts';
import { useDocument } from '../document/document.ts';
import { useCommand } from '../keys/commands.ts';
import { useRoute } from '../routes.ts';
import { chooseTheme } from '../theme.ts';
import { goToRegion, rememberRegionFocus } from './regions.ts';

/** What holds on every screen: the way from region to region, the theme, and the title of the browser's tab. */
export function PageCommands() {
  useEffect(rememberRegionFocus, []);
  useCommand('region.next', () => goToRegion(1));
  useCommand('region.previous', () => goToRegion(-1));
  useCommand('theme.toggle', () => chooseTheme(currentTheme() === 'dark' ? 'light' : 'dark'));
  useTabTitle();
  return null;
}

/** Names the tab after the screen, and the flow where one is open. */
function useTabTitle(): void {
  const { t } = useTranslation();
  const { screen } = useRoute();
  const { data } = useWorkspace();
  const flow = useDocument((state) => state.flow?.name);
  const place = screen === 'designer' && flow !== undefined ? flow : t(`frame.screen.${screen}`);
  const title = [place, data?.name, t('frame.product')].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
