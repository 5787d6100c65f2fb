/** Exports: a browser downloads them, and says nothing when it is refused one. So they are asked about first. */
import { ApiProblem } from './client.js';

/** How long the answer is waited for, in milliseconds. */
const PATIENCE_MS = 15_000;
/** What an answer without a body says, by its status. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The API does not take this filter; the list says what is wrong with it.',
  401: 'You are no longer signed in.',
  429: 'As many exports are being read as Boxward makes at a time, or too many calls came. Try again in a while.',
  503: 'Boxward’s database does not answer, or is too busy. Try again shortly.',
};

/**
 * Asks for all of an export that is known before it begins: whether one is signed in, the filter is taken, a place is
 * free. Throws `ApiProblem` when it is refused. The download itself may still fail, when the place is taken meanwhile.
 */
export async function askForExport(address: string): Promise<void> {
  const { ok, status } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => {
      throw new ApiProblem(0, 'network', 'Boxward’s API does not answer. Try again once it does.');
    },
  );
  if (!ok) throw new ApiProblem(status, 'export_refused', REFUSALS[status] ?? `The API answered ${status}.`);
}
