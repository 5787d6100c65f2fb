/** The simulator's own controls, and an admin's browser in front of it. */
import type { FileBody } from './boxward.js';

export type TruthFile = Omit<FileBody, 'scannedAt' | 'scanReason' | 'generation'>;

export interface TruthEvent {
  readonly eventId: string;
  readonly type: string;
  readonly createdAt: string;
  readonly itemId: string | null;
}

export interface TruthUser {
  readonly userId: string;
  readonly login: string;
  readonly role: string;
  readonly status: string;
  readonly files: number;
}

export interface Picked {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  readonly path: string;
}

export interface ActionResult {
  readonly type: string;
  readonly eventId: string | null;
  readonly itemId: string | null;
  readonly at: string;
}

/** One running simulator. */
export interface SimulatorControls {
  truthFiles(): Promise<TruthFile[]>;
  truthEvents(after: string, before: string): Promise<TruthEvent[]>;
  truthUsers(): Promise<TruthUser[]>;
  leastCalls(): Promise<{ folderPages: number; users: number; collaborations: number }>;
  pick(kind: 'file' | 'folder', query?: string): Promise<Picked[]>;
  act(actions: readonly Record<string, unknown>[]): Promise<ActionResult[]>;
  settings(change: Record<string, unknown>): Promise<void>;
  fault(fault: Record<string, unknown>): Promise<void>;
  faults(): Promise<readonly { readonly route?: string; readonly hits: number }[]>;
  clearFaults(): Promise<void>;
  requests(): Promise<unknown>;
  /** Opens the consent link, signs in, presses Allow or Deny, and follows Box's redirect; the page that comes back. */
  consent(consentUrl: string, how?: { login?: string; press?: 'grant' | 'deny' }): Promise<Response>;
  /** The same, but stops before following the redirect to Boxward; null when Box ends on a page of its own. */
  consentRedirect(consentUrl: string, how?: { login?: string; press?: 'grant' | 'deny' }): Promise<string | null>;
}

/** The controls of the simulator at `url`. */
export function simulatorAt(url: string): SimulatorControls {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  const lines = async <T>(path: string): Promise<T[]> => {
    const text = await (await fetch(`${url}${path}`)).text();
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
  };

  const consentRedirect: SimulatorControls['consentRedirect'] = async (consentUrl, how = {}) => {
    const page = await (await fetch(consentUrl)).text();
    const form = new URLSearchParams(hiddenFields(page));
    const prefilled = /name="login"[^>]*value="([^"]*)"/.exec(page)?.[1] ?? '';
    form.set('login', how.login ?? prefilled);
    form.set('password', 'anything');
    form.set('consent', how.press ?? 'grant');
    const answer = await fetch(`${url}/api/oauth2/authorize`, { method: 'POST', body: form, redirect: 'manual' });
    return answer.headers.get('location');
  };

  return {
    truthFiles: () => lines('/_sim/truth/files'),
    truthUsers: () => lines('/_sim/truth/users'),
    truthEvents: (after, before) =>
      lines(`/_sim/truth/events?after=${encodeURIComponent(after)}&before=${encodeURIComponent(before)}`),
    leastCalls: () => call('GET', '/_sim/truth/calls'),
    pick: (kind, query = 'n=10') => call('GET', `/_sim/pick?kind=${kind}&${query}`),
    act: async (actions) => (await call<{ results: ActionResult[] }>('POST', '/_sim/actions', { actions })).results,
    settings: (change) => call('POST', '/_sim/settings', change),
    fault: (fault) => call('POST', '/_sim/faults', fault),
    faults: () => call('GET', '/_sim/faults'),
    clearFaults: () => call('DELETE', '/_sim/faults'),
    requests: () => call('GET', '/_sim/requests'),
    consentRedirect,
    async consent(consentUrl, how) {
      const location = await consentRedirect(consentUrl, how);
      if (!location) throw new Error('Box did not redirect');
      return fetch(location);
    },
  };
}

function hiddenFields(page: string): [string, string][] {
  const unescape = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  return [...page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => {
    const name = /name="([^"]*)"/.exec(input)?.[1] ?? '';
    return [name, unescape(/value="([^"]*)"/.exec(input)?.[1] ?? '')];
  });
}
