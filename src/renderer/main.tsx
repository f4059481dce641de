// First, before any schema is made.
import './no-code-generation.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import '../ui/base.css';
import { App } from './app.tsx';
import { signIn } from './data/session.ts';
import { preloadScreen } from './frame/screen.tsx';
import { parseRoute } from './routes.ts';
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
  const texts = startTexts(storedLanguage());
  // What takes longest is asked for at once.
  preloadScreen(parseRoute(window.location.hash).screen);
  await texts;
  const session = await signIn();
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App session={session} />
    </QueryClientProvider>,
  );
}

void start();
