import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import styles from '../inspector.module.css';
import { modelOf } from './form-model.ts';
import { GroupFields } from './group-field.tsx';
import { RequestPreview } from './request-preview.tsx';
import { useStepForm } from './step-form.tsx';

/** The settings of a step, as its type describes them. */
export function SetupTab() {
  const { t } = useTranslation();
  const { node, manifest } = useStepForm();
  const [isPreviewing, setIsPreviewing] = useState(false);
  const model = modelOf(manifest.config);
  if (model.shape !== 'group') return null;
  const sends = manifest.kind === 'effect' && manifest.local !== true;
  return (
    <div className={styles.form}>
      {model.fields.length === 0 ? (
        <p className={styles.help}>{t('inspector.nothingToSet', { summary: manifest.summary })}</p>
      ) : (
        <GroupFields model={model} keys={[]} value={node.config} />
      )}
      <UnknownSettings known={new Set(model.fields.map(({ key }) => key))} />
      {sends && (
        <Button icon={Eye} onClick={() => setIsPreviewing(true)}>
          {t('inspector.preview.button')}
        </Button>
      )}
      {isPreviewing && <RequestPreview node={node.id} onClose={() => setIsPreviewing(false)} />}
    </div>
  );
}

/** Settings the type does not know, most often from a text written by hand. */
function UnknownSettings({ known }: { readonly known: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const { node, write } = useStepForm();
  const others = Object.keys(node.config).filter((key) => !known.has(key));
  return others.map((key) => (
    <Banner
      key={key}
      tone="warn"
      title={t('inspector.unknownSetting', { key })}
      actions={<Button onClick={() => void write([key], undefined)}>{t('inspector.remove', { title: key })}</Button>}
    />
  ));
}
