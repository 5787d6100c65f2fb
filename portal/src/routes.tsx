/** The routes of the portal. The code of each page is loaded when the page is first visited. */
import { createBrowserRouter, type LazyRouteFunction, type LoaderFunction, type RouteObject } from 'react-router';
import { RequireSession } from './access/require-session.js';
import { setCsrfTokenRenewal } from './api/csrf-token.js';
import { filesQuery } from './api/files.js';
import { queryClient } from './api/query-client.js';
import { sessionQuery } from './api/session.js';
import { readView } from './files/view.js';
import { Frame } from './layout/frame.js';
import { PageError } from './layout/page-error.js';
import { PATHS } from './paths.js';

const page =
  (load: () => Promise<{ readonly Page: React.ComponentType }>): LazyRouteFunction<RouteObject> =>
  async () => ({ Component: (await load()).Page });

/**
 * Starts loading the first files while the page's code loads, without waiting for them. It does not wait for the session
 * either: without one, the API returns 401, which leads to the sign-in page.
 */
const prefetchFiles: LoaderFunction = ({ request }) => {
  void queryClient.query(filesQuery(readView(new URL(request.url).searchParams))).catch(() => undefined);
  return null;
};

/** Shown while a page's code loads. React Router requires one. */
const Blank = () => null;

setCsrfTokenRenewal(() => queryClient.query({ ...sessionQuery, staleTime: 0 }));

// Load the session while the page's code loads.
void queryClient.query(sessionQuery).catch(() => undefined);

/** The router; `src/api/portal.ts` serves the same addresses. */
export const router = createBrowserRouter([
  {
    path: PATHS.signIn,
    lazy: page(() => import('./pages/sign-in.js')),
    errorElement: <PageError />,
    HydrateFallback: Blank,
  },
  {
    element: (
      <RequireSession>
        <Frame />
      </RequireSession>
    ),
    errorElement: <PageError />,
    HydrateFallback: Blank,
    children: [
      {
        errorElement: <PageError />,
        children: [
          { path: PATHS.overview, lazy: page(() => import('./pages/overview.js')) },
          { path: PATHS.connections, lazy: page(() => import('./pages/connections.js')) },
          { path: `${PATHS.connections}/:id`, lazy: page(() => import('./pages/connection.js')) },
          {
            path: PATHS.files,
            loader: prefetchFiles,
            // Prefetch only once; afterwards the page fetches by itself.
            shouldRevalidate: () => false,
            lazy: page(() => import('./pages/files.js')),
          },
          { path: PATHS.activityLog, lazy: page(() => import('./pages/activity-log.js')) },
          { path: '*', lazy: page(() => import('./pages/not-found.js')) },
        ],
      },
    ],
  },
]);
