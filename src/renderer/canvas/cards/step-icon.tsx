import type { CSSProperties } from 'react';
import './families.css';
import styles from './step-icon.module.css';

// Icons stand in the folder of their node type; the address of each is fixed when the page is built.
const addresses = import.meta.glob<string>('../../../../nodes/*/icon.svg', {
  query: '?url',
  import: 'default',
  eager: true,
});

const byType = new Map(
  Object.entries(addresses).map(([path, address]) => [/nodes\/([^/]+)\//.exec(path)?.[1] ?? '', address] as const),
);

/** The icon of a node type in the colour of the text around it; decorative, because the name stands beside it. */
export function StepIcon({ type, size = 18 }: { readonly type: string; readonly size?: number }) {
  const address = byType.get(type);
  const mask = address === undefined ? 'none' : `url("${new URL(address, document.baseURI).href}")`;
  // Custom properties are not part of React's style type.
  const style = { '--icon': mask, width: size, height: size } as CSSProperties;
  return <span aria-hidden className={address === undefined ? styles.unknown : styles.icon} style={style} />;
}
