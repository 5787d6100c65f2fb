/** The few pages that the API shows itself, where the portal cannot. They show no data. */

/** Allowed by hash in the Content-Security-Policy: nothing else is. */
export const PAGE_STYLE = `body{font:16px/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}main{max-width:32rem;padding:2rem}h1{font-size:1.4rem}code{font-size:.875em}`;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Boxward</title><style>${PAGE_STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;

/** The page that stands where the portal would, in a checkout that was not built. */
export const portalMissingPage = (): string =>
  page(
    'The portal is not built',
    'The API works without it; its description is at <a href="/docs">/docs</a>. To build the portal run <code>npm run build:portal</code>, then start the API again.',
  );

/** The page for a consent link that does not work; both texts are ours. */
export const errorPage = (code: string, message: string): string =>
  page(
    'This consent link does not work',
    `${message} Ask for a new consent link: <a href="/connections">in the portal</a>, or over the API. <code>${code}</code>`,
  );
