import { Braces, ListTree, Search, Table } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#ui/icon-button.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { useJsonView, type View } from './json-view.tsx';

/** Tree, table or JSON for both sides, and the search in trees. */
export function ViewTools() {
  const { t } = useTranslation();
  const view = useJsonView((state) => state.view);
  const isSearching = useJsonView((state) => state.isSearching);
  return (
    <>
      <IconButton
        label={t('testing.data.search')}
        icon={Search}
        pressed={isSearching && view === 'tree'}
        onClick={() => useJsonView.setState({ view: 'tree', isSearching: view !== 'tree' || !isSearching })}
      />
      <SegmentedControl<View>
        label={t('testing.data.view')}
        value={view}
        onValueChange={(value) => useJsonView.setState({ view: value })}
        iconsOnly
        segments={[
          { value: 'tree', label: t('testing.data.tree'), icon: ListTree },
          { value: 'table', label: t('testing.data.table'), icon: Table },
          { value: 'json', label: t('testing.data.json'), icon: Braces },
        ]}
      />
    </>
  );
}
