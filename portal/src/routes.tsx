/** Which page is where. Every page but the frame is loaded when it is first looked at. */
import { createBrowserRouter, type LazyRouteFunction, type LoaderFunction, type RouteObject } from 'react-router';
import { renewTokenBy } from './api/change-token.js';
import { queryClient } from './api/queries.js';
import { sessionQuery } from './api/session.js';
import { Frame } from './components/frame.js';
import { PageError } from './components/page-error.js';
import { SignedIn } from './components/signed-in.js';

/** What a page's module has: the page, and what it asks the API for first, where that is worth a head start. */
interface PageModule {
  readonly Page: React.ComponentType;
  readonly prefetch?: (address: URL) => Promise<unknown>;
}

const page =
  (load: () => Promise<PageModule>): LazyRouteFunction<RouteObject> =>
  async () => {
    const { Page, prefetch } = await load();
    if (!prefetch) return { Component: Page };
    return { Component: Page, loader: headStart(prefetch), shouldRevalidate: () => false };
  };

/** Asks while the page is still being drawn, which waits for nothing; nobody who is not signed in asks. */
const headStart =
  (prefetch: (address: URL) => Promise<unknown>): LoaderFunction =>
  ({ request }) => {
    void queryClient
      .query({ ...sessionQuery, staleTime: 'static' })
      .then((session) => (session ? prefetch(new URL(request.url)) : undefined))
      .catch(() => undefined);
    return null;
  };

renewTokenBy(() => queryClient.query({ ...sessionQuery, staleTime: 0 }));

// Who is signed in is asked for while the page's code is still on its way.
void queryClient.query(sessionQuery).catch(() => undefined);

/** The portal's pages; `src/api/portal.ts` answers the same addresses. */
export const router = createBrowserRouter([
  { path: '/sign-in', lazy: page(() => import('./pages/sign-in.js')), errorElement: <PageError /> },
  {
    element: (
      <SignedIn>
        <Frame />
      </SignedIn>
    ),
    errorElement: <PageError />,
    children: [
      {
        errorElement: <PageError />,
        children: [
          { path: '/', lazy: page(() => import('./pages/overview.js')) },
          { path: '/connections', lazy: page(() => import('./pages/connections.js')) },
          { path: '/connections/:id', lazy: page(() => import('./pages/connection.js')) },
          { path: '/files', lazy: page(() => import('./pages/files.js')) },
          { path: '/activities', lazy: page(() => import('./pages/activities.js')) },
          { path: '*', lazy: page(() => import('./pages/not-found.js')) },
        ],
      },
    ],
  },
]);
