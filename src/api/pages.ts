/** The few pages that the API shows itself, until the portal takes their place. They show an outcome and no data. */

/** Allowed by hash in the Content-Security-Policy: nothing else is. */
export const PAGE_STYLE = `body{font:16px/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}main{max-width:32rem;padding:2rem}h1{font-size:1.4rem}code{font-size:.875em}`;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Boxward</title><style>${PAGE_STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;

/** What became of a consent, by the word that the callback puts into the address. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  [
    'granted',
    page(
      'Box was successfully connected',
      'Boxward now tests the connection, brings in the events of the last 7 days and scans every file. You can close this page.',
    ),
  ],
  [
    'denied',
    page(
      'Consent was denied',
      'Nothing was connected. To try again, ask for a new consent link and press Allow, signed in as the Box admin.',
    ),
  ],
  [
    'failed',
    page(
      'Box did not accept the consent',
      'The connection says why. Put that right, ask for a new consent link and try again.',
    ),
  ],
]);
const NEUTRAL = page('Connection', 'Ask Boxward’s API for the state of this connection.');

/** The page that a person sees on coming back from Box. */
export const outcomePage = (outcome: string | undefined): string => OUTCOMES.get(outcome ?? '') ?? NEUTRAL;

/** The page for a consent link that does not work; both texts are ours. */
export const errorPage = (code: string, message: string): string =>
  page('This consent link does not work', `${message} Ask for a new consent link. <code>${code}</code>`);
