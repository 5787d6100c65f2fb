/** Exports: a browser downloads them, and says nothing when it is refused one. So they are asked about first. */
import { ApiProblem } from './client.js';

/** What an answer without a body says, by its status. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'You are no longer signed in.',
  429: 'As many exports are being read as Boxward makes at a time. Try again when one of them has ended.',
  503: 'Boxward’s database does not answer, or is too busy. Try again shortly.',
};

/** Asks whether the export at an address would be given now, and for nothing of it. Throws `ApiProblem` when not. */
export async function askForExport(address: string): Promise<void> {
  const { ok, status } = await fetch(address, { method: 'HEAD' }).catch(() => {
    throw new ApiProblem(0, 'network', 'Boxward’s API cannot be reached. Try again once it is back.');
  });
  if (!ok) throw new ApiProblem(status, 'export_refused', REFUSALS[status] ?? `The API answered ${status}.`);
}
