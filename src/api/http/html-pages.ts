/** The HTML pages that the API renders itself, where the portal is not available. They contain no data. */

/** The style of these pages. The Content-Security-Policy allows it by its hash, and no other. */
export const PAGE_STYLE = `body{font:16px/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}main{max-width:32rem;padding:2rem}h1{font-size:1.4rem}code{font-size:.875em}`;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Boxward</title><style>${PAGE_STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;

/** The page at the portal's addresses when the portal has not been built. */
export const portalMissingPage = (): string =>
  page(
    'The portal is not built',
    'The API works without it and is described at <a href="/docs">/docs</a>. To build the portal, run <code>npm run build:portal</code>, then restart the API.',
  );

/** The page for a consent link that does not work. Neither text may contain input: they are not escaped. */
export const errorPage = (code: string, message: string): string =>
  page(
    'This consent link does not work',
    `${message} Request a new consent link <a href="/connections">in the portal</a> or through the API. <code>${code}</code>`,
  );

/** The page for a consent link that has been used by the consent itself. */
export const repeatedConsentPage = (code: string): string =>
  page(
    'The consent was received',
    `A consent link works once, and this one has done its work. See how the connection is doing <a href="/connections">in the portal</a>. <code>${code}</code>`,
  );
