/** Which page is where. Every page but the frame is loaded when it is first looked at. */
import { createBrowserRouter, type LazyRouteFunction, type LoaderFunction, type RouteObject } from 'react-router';
import { renewTokenBy } from './api/csrf-token.js';
import { filesQuery } from './api/files.js';
import { queryClient } from './api/query-client.js';
import { sessionQuery } from './api/session.js';
import { Frame } from './layout/frame.js';
import { PageError } from './layout/page-error.js';
import { SignedIn } from './access/require-session.js';
import { viewOf } from './files/view.js';

const page =
  (load: () => Promise<{ readonly Page: React.ComponentType }>): LazyRouteFunction<RouteObject> =>
  async () => ({ Component: (await load()).Page });

/**
 * Asks for the first rows of the Files page while its code is still on its way, so that it is drawn with them; the page
 * waits for nothing here. Nor does this wait for the session: whoever has none is answered 401, and led to the sign-in.
 */
const askForFiles: LoaderFunction = ({ request }) => {
  void queryClient.query(filesQuery(viewOf(new URL(request.url).searchParams))).catch(() => undefined);
  return null;
};

/** Stands where a page will be once its code is there, which takes a moment. Without one the router warns, and throws. */
const Blank = () => null;

renewTokenBy(() => queryClient.query({ ...sessionQuery, staleTime: 0 }));

// Who is signed in is asked for while the page's code is still on its way.
void queryClient.query(sessionQuery).catch(() => undefined);

/** The portal's pages; `src/api/portal.ts` answers the same addresses. */
export const router = createBrowserRouter([
  {
    path: '/sign-in',
    lazy: page(() => import('./pages/sign-in.js')),
    errorElement: <PageError />,
    HydrateFallback: Blank,
  },
  {
    element: (
      <SignedIn>
        <Frame />
      </SignedIn>
    ),
    errorElement: <PageError />,
    HydrateFallback: Blank,
    children: [
      {
        errorElement: <PageError />,
        children: [
          { path: '/', lazy: page(() => import('./pages/overview.js')) },
          { path: '/connections', lazy: page(() => import('./pages/connections.js')) },
          { path: '/connections/:id', lazy: page(() => import('./pages/connection.js')) },
          {
            path: '/files',
            loader: askForFiles,
            // It has asked once; from then on the page asks by itself.
            shouldRevalidate: () => false,
            lazy: page(() => import('./pages/files.js')),
          },
          { path: '/activities', lazy: page(() => import('./pages/activity-log.js')) },
          { path: '*', lazy: page(() => import('./pages/not-found.js')) },
        ],
      },
    ],
  },
]);
