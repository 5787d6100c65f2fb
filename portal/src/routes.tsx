/** Which page is where. Every page but the frame is loaded when it is first looked at. */
import { createBrowserRouter, type LazyRouteFunction, type RouteObject } from 'react-router';
import { Frame } from './components/frame.js';
import { PageError } from './components/page-error.js';
import { SignedIn } from './components/signed-in.js';

const page =
  (load: () => Promise<{ Page: React.ComponentType }>): LazyRouteFunction<RouteObject> =>
  async () => ({ Component: (await load()).Page });

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
