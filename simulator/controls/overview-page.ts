/** The overview page: the enterprise's users, its requests, active faults and generated activity. */
import type { ActivityStatus } from '../activity/generator.js';
import type { Fault, FaultSelection } from '../box/faults/kinds.js';
import { escapeHtml } from '../box/http/html.js';
import type { RequestSummary } from '../box/http/request-log.js';
import type { EnterpriseSize } from '../enterprise/generated/enterprise.js';
import type { SimUser } from '../enterprise/model.js';

/** What the page shows. `now` is the simulator's time, epoch milliseconds. */
export interface Overview {
  readonly now: number;
  readonly size: EnterpriseSize;
  readonly users: readonly SimUser[];
  readonly events: number;
  readonly requests: RequestSummary;
  readonly faults: readonly Fault[];
  readonly activity: ActivityStatus;
}

const MINUTES = 30;
const MAX_ROUTES = 12;
const MAX_USERS = 8;

/** The HTML of the page. It has no external resources, and reloads every five seconds. */
export function overviewPage(overview: Overview): string {
  const { now, size, users, events, requests, faults, activity } = overview;
  const perMinute = lastMinutes(requests, now);
  const routes = Object.entries(requests.byRoute).sort(([, a], [, b]) => b - a);
  const done = Object.entries(activity.done).sort(([, a], [, b]) => b - a);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>Box simulator</title><style>${STYLE}</style></head><body>
<header><h1>Box simulator</h1><p>Simulated time: <time>${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} UTC</time></p></header>
<dl class="figures">${figure('Users', users.length)}${figure('Generated files', size.files)}${figure('Events', events)}${figure('Requests', requests.total)}${figure('Seed', size.seed)}</dl>
<main>
<section class="wide"><h2>Requests per minute</h2>${chart(perMinute)}</section>
<section><h2>Requests by route</h2>${table(['Route', 'Requests'], routes.slice(0, MAX_ROUTES), 'No requests yet.')}</section>
<section><h2>Responses by status</h2>${table(['Status', 'Responses'], Object.entries(requests.byStatus), 'No responses yet.')}</section>
<section><h2>Active faults</h2>${table(
    ['Fault', 'Applies to', 'Rate', 'Hits'],
    faults.map(({ id, kind, status, rate, hits, tries, ...selection }) => [
      `${id}: ${kind}${status === undefined ? '' : ` ${status}`}`,
      describeSelection(selection),
      `${Math.round(rate * 1000) / 10} %`,
      `${hits} of ${tries}`,
    ]),
    'No active faults.',
  )}</section>
<section><h2>Generated activity</h2><p>${
    activity.running
      ? `${activity.perMinute} actions per minute (seed ${activity.seed}), ${count(activity.total)} so far.`
      : 'Stopped.'
  }</p>${done.length > 0 ? table(['Action', 'Done'], done, '') : ''}</section>
<section class="wide"><h2>Users</h2>${table(
    ['Name', 'Login', 'Role', 'Status', 'Id'],
    users.slice(0, MAX_USERS).map(({ name, login, role, status, id }) => [name, login, role, status, id]),
    'No users.',
  )}${users.length > MAX_USERS ? `<p class="note">and ${count(users.length - MAX_USERS)} more</p>` : ''}</section>
</main></body></html>`;
}

/** Which requests a fault applies to, in words. */
function describeSelection({ route, at, userId, itemId, asUser, stream }: FaultSelection): string {
  const parts = [
    route,
    at && `endpoint ${at}`,
    userId && `user ${userId}`,
    itemId && `item ${itemId}`,
    asUser === undefined ? undefined : `${asUser ? 'with' : 'without'} as-user`,
    stream && `stream ${stream}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'all requests' : parts.join(', ');
}

/** Requests in each of the last minutes, oldest first. */
function lastMinutes({ byMinute }: RequestSummary, now: number): { readonly minute: string; readonly calls: number }[] {
  return Array.from({ length: MINUTES }, (_, index) => {
    const minute = new Date(now - (MINUTES - 1 - index) * 60_000).toISOString().slice(0, 16);
    return { minute: minute.slice(11), calls: byMinute[minute] ?? 0 };
  });
}

const WIDTH = 900;
const HEIGHT = 120;
function chart(minutes: ReturnType<typeof lastMinutes>): string {
  const max = Math.max(...minutes.map(({ calls }) => calls), 1);
  const step = WIDTH / MINUTES;
  const bars = minutes.map(({ minute, calls }, index) => {
    const height = calls === 0 ? 0 : Math.max(Math.round((calls / max) * HEIGHT), 2);
    const place = `x="${index * step + 2}" y="${HEIGHT - height}" width="${step - 4}" height="${height}"`;
    return `<rect ${place}><title>${minute}: ${count(calls)}</title></rect>`;
  });
  const label = `Requests in each of the last ${MINUTES} minutes, maximum ${count(max)}`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${label}"><line x1="0" x2="${WIDTH}" y1="${HEIGHT + 0.5}" y2="${HEIGHT + 0.5}"/>${bars.join('')}</svg>
<p class="note axis"><span>${minutes[0]?.minute ?? ''}</span><span>maximum per minute: ${count(max)}</span><span>${minutes.at(-1)?.minute ?? ''}</span></p>`;
}

const count = (value: number): string => value.toLocaleString('en-US');
const cell = (value: string | number): string => (typeof value === 'number' ? count(value) : escapeHtml(value));
const figure = (name: string, value: number): string => `<div><dt>${name}</dt><dd>${count(value)}</dd></div>`;

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[], none: string): string {
  if (rows.length === 0) return `<p>${none}</p>`;
  const body = rows.map(
    (row) =>
      `<tr>${row.map((value) => `<td${typeof value === 'number' ? ' class="number"' : ''}>${cell(value)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#dfe3e8;--paper:#fff;--ground:#f5f6f8;--accent:#0061d5}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa4af;--line:#333a42;--paper:#1d2228;--ground:#14181c;--accent:#6ea8fe}}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;padding:1.5rem;max-width:68rem}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 2rem}h1{font-size:1.4rem;margin:0}header p{margin:0;color:var(--soft)}
.figures{display:flex;flex-wrap:wrap;gap:1rem 3rem;margin:1.25rem 0}dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.5rem;font-variant-numeric:tabular-nums}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem}section{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;overflow-x:auto}
.wide{grid-column:1/-1}h2{font-size:1rem;margin:0 0 .5rem}section p{margin:.25rem 0}.note{color:var(--soft);font-size:.85rem}.axis{display:flex;justify-content:space-between}
svg{width:100%;height:auto;display:block}rect{fill:var(--accent)}line{stroke:var(--line)}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.3rem .75rem .3rem 0;border-top:1px solid var(--line)}thead th{border:0;color:var(--soft);font-weight:500}
td.number{font-variant-numeric:tabular-nums}
`;
