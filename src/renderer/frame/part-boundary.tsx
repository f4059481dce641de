import { Component, type ReactNode } from 'react';
import { type WithTranslation, withTranslation } from 'react-i18next';
import styles from './part-boundary.module.css';

type Props = WithTranslation & { readonly children: ReactNode };

/** Keeps a part of the page that breaks from taking the rest with it, and says so in its place. */
class Boundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { t, children } = this.props;
    if (error === undefined) return children;
    return (
      <div role="alert" className={styles.broken}>
        <p>{t('frame.broken')}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {t('frame.reload')}
        </button>
        <details>
          <summary>{t('frame.technicalDetail')}</summary>
          <pre>{error.stack ?? error.message}</pre>
        </details>
      </div>
    );
  }
}

/** A boundary around one part of the page. */
export const PartBoundary = withTranslation()(Boundary);
