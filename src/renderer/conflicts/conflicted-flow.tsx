import { useEffect } from 'react';
import { openDocument } from '../document/open-document.ts';
import { useTopBar } from '../frame/top-bar-parts.ts';
import { ConflictPage } from './conflict-page.tsx';

/** The place of the canvas while a flow waits for decisions; once it is settled the flow opens. */
export function ConflictedFlow({ path, name }: { readonly path: string; readonly name: string }) {
  useEffect(() => {
    useTopBar.setState({ crumb: <b aria-current="page">{name}</b>, actions: null });
    return () => useTopBar.setState({ crumb: null, actions: null });
  }, [name]);
  return <ConflictPage path={path} onSettled={() => void openDocument(path)} />;
}
