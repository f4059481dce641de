// First, before any schema is made: no code is generated at run time, and the browser would report the attempt.
import './no-code-generation.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import '../ui/base.css';
import { App } from './app.tsx';
import { signIn } from './data/session.ts';
import { startTexts } from './text/i18n.ts';
import { storedLanguage } from './text/language.ts';
import { applyStoredTheme } from './theme.ts';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 5_000, refetchOnWindowFocus: false } },
});

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root.');
  applyStoredTheme();
  await startTexts(storedLanguage());
  const session = await signIn();
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App session={session} />
    </QueryClientProvider>,
  );
}

void start();
