/** HTML pages in the look of Box. */

/** A page with a title and a body of HTML. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} | Box</title><style>
body{font:16px/1.5 system-ui,sans-serif;background:#f4f4f4;color:#222;margin:0;padding:2rem 1rem}
header{color:#0061d5;font-size:2rem;font-weight:700;letter-spacing:-.05em;text-align:center}
main{background:#fff;margin:1rem auto;padding:2rem;border:1px solid #e8e8e8;border-radius:8px;max-width:24rem}
h1{font-size:1.25rem;margin:0 0 1rem;text-align:center}h2{font-size:1rem;margin:0}
label{display:block;margin:.75rem 0 .25rem}dt{color:#555}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
input[type=text],input[type=password]{width:100%;box-sizing:border-box;padding:.5rem;font:inherit;border:1px solid #767676;border-radius:4px}
section{margin:1.5rem 0 .5rem}ul{margin:.5rem 0;padding-left:1.25rem}
button{font:inherit;width:100%;padding:.6rem;border-radius:4px;border:1px solid #0061d5;margin:.5rem 0 0;cursor:pointer}
button[value=grant]{background:#0061d5;color:#fff}button[value=deny]{background:#fff;color:#0061d5}
.note{color:#555;font-size:.875rem;text-align:center;margin:1.5rem 0 0}.error{color:#b3261e}
</style></head><body><header>box</header><main>${body}</main></body></html>
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Escapes text for HTML content and attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
